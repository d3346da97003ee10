import { Readable } from 'node:stream'
import { afterEach } from 'vitest'
import { createTelegramChannel } from '../../../src/channels/telegram/adapter.ts'
import { createTelegramApi, type TelegramApi } from '../../../src/channels/telegram/client.ts'
import type { Channel, Files } from '../../../src/app/ports.ts'
import { LoketError } from '../../../src/errors.ts'
import { startTelegram, type TelegramNetwork, type TelegramOptions } from '../../../src/simulator/telegram/server.ts'

export const group = -1_001_234_567_890
export const sari = 101
export const budi = 202
export const joko = 303

/** The smallest picture there is: one white dot. */
export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4////fwAJ+wP9KobjigAAAABJRU5ErkJggg==',
  'base64',
)

const running: TelegramNetwork[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(network => network.stop()))
})

export interface TelegramStage {
  readonly network: TelegramNetwork
  readonly api: TelegramApi
  readonly account: string
  readonly channel: Channel
}

/** The local Bot API server with a forum group, and our client and adapter connected to it; stopped after the test. */
export async function startStage(options: TelegramOptions = {}): Promise<TelegramStage> {
  const network = await startTelegram({ groups: [{ id: group, title: 'Loket', forum: true }], ...options })
  running.push(network)
  network.person(sari, 'Sari Wulandari')
  network.join(group, budi)
  const api = createTelegramApi(network.token, network.root)
  const account = `telegram:${network.botId}`
  return { network, api, account, channel: createTelegramChannel(api, account, stored) }
}

/** Stored files: one is a picture, one is damaged after its beginning, any other holds its own id. */
const stored: Files = {
  put: () => Promise.reject(new Error('nothing is stored here')),
  remove: () => Promise.reject(new Error('nothing is removed here')),
  read: async id =>
    id === 'damaged' ? Readable.from(damaged()) : Readable.from([id === 'picture' ? picture : Buffer.from(id)]),
}

async function* damaged(): AsyncGenerator<Buffer> {
  yield picture.subarray(0, 10)
  throw new LoketError('FILE_DAMAGED', 'part 1 does not authenticate')
}
