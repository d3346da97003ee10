import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Heard, Incoming } from '../../../src/app/message.ts'
import { startPolling, type Polling } from '../../../src/channels/telegram/polling.ts'
import { allowedUpdates } from '../../../src/channels/telegram/translate.ts'
import { createLog } from '../../../src/log.ts'
import { budi, group, sari, startStage, type TelegramStage } from './stage.ts'

interface Reader {
  readonly received: Incoming[]
  readonly problems: (string | null)[]
  /** How many updates could not be read. */
  readonly unreadable: unknown[]
  texts(): string[]
  /** The next batches cannot be stored. */
  fails(times: number): void
  stop(): Promise<void>
}

const polling: Polling[] = []

afterEach(async () => {
  await Promise.all(polling.splice(0).map(one => one.stop()))
})

function startReading({ api, account }: TelegramStage): Reader {
  const received: Incoming[] = []
  const problems: (string | null)[] = []
  const unreadable: unknown[] = []
  let failures = 0
  const own = startPolling({
    api,
    account,
    async receive(messages) {
      if (messages.length && failures-- > 0) throw new Error('disk full')
      received.push(...messages)
    },
    unreadable: error => void unreadable.push(error),
    checkpoint: () => undefined,
    log: createLog('silent'),
    health: problem => void problems.push(problem),
  })
  polling.push(own)
  return {
    received,
    problems,
    unreadable,
    texts: () => received.map(one => (one as Heard).text).filter(text => text !== undefined),
    fails: times => void (failures = times),
    stop: () => own.stop(),
  }
}

async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 20_000, interval: 10 })
}

describe('long polling', () => {
  test('reads what was said, in order, and confirms it only then', async () => {
    const stage = await startStage()
    const reader = startReading(stage)
    for (let at = 0; at < 5; at++) stage.network.say(sari, { text: `kata ${at}` })
    await until(() => reader.texts().length === 5)
    expect(reader.texts()).toEqual(['kata 0', 'kata 1', 'kata 2', 'kata 3', 'kata 4'])
    await until(() => stage.network.pendingUpdates() === 0)
  })

  test('confirms nothing that could not be stored, and reads it again', async () => {
    const stage = await startStage()
    const reader = startReading(stage)
    reader.fails(2)
    stage.network.say(sari, { text: 'penting' })
    await until(() => reader.problems.filter(problem => problem === 'UNEXPECTED').length === 2)
    expect(stage.network.pendingUpdates()).toBeGreaterThanOrEqual(1)
    await until(() => reader.texts().length === 1)
    expect(reader.texts()).toEqual(['penting'])
    expect(reader.problems.at(-1)).toBeNull()
  })

  test('leaves unconfirmed what it read last, so that the next start reads it again', async () => {
    const stage = await startStage()
    const reader = startReading(stage)
    stage.network.say(sari, { text: 'satu' })
    await until(() => reader.texts().length === 1)
    await reader.stop()
    stage.network.say(sari, { text: 'dua' })
    const next = startReading(stage)
    await until(() => next.texts().includes('dua'))
  })

  test('goes on when update ids begin anew at a lower number', async () => {
    const stage = await startStage()
    const reader = startReading(stage)
    stage.network.say(sari, { text: 'sebelum' })
    await until(() => reader.texts().length === 1)
    for (let round = 0; round < 4; round++) {
      await until(() => stage.network.pendingUpdates() === 0)
      stage.network.restartUpdateIds()
      stage.network.say(sari, { text: `sesudah ${round}` })
      await until(() => reader.texts().length === 2 + round)
    }
    expect(reader.texts()).toEqual(['sebelum', 'sesudah 0', 'sesudah 1', 'sesudah 2', 'sesudah 3'])
  })

  test('waits while another program reads the same bot, says so, and goes on after it', async () => {
    const stage = await startStage()
    stage.network.faults.add({ kind: 'conflict', method: 'getUpdates', times: 2 })
    const reader = startReading(stage)
    await until(() => reader.problems.includes('CHANNEL_CONFLICT'))
    stage.network.say(sari, { text: 'halo' })
    await until(() => reader.texts().length === 1)
  })

  test.each(['refused', 'reset', '502'] as const)('outlasts a network that is away (%s)', async how => {
    const stage = await startStage()
    const reader = startReading(stage)
    stage.network.say(sari, { text: 'sebelum' })
    await until(() => reader.texts().length === 1)
    stage.network.down(true, how)
    await until(() => reader.problems.at(-1) !== null)
    stage.network.down(false)
    stage.network.say(sari, { text: 'sesudah' })
    await until(() => reader.texts().length === 2)
    expect(reader.texts()).toEqual(['sebelum', 'sesudah'])
  })

  test('waits as long as Telegram asks', async () => {
    const stage = await startStage()
    stage.network.faults.add({ kind: 'too many', method: 'getUpdates', retryAfter: 1 })
    const began = Date.now()
    const reader = startReading(stage)
    stage.network.say(sari, { text: 'halo' })
    await until(() => reader.texts().length === 1)
    expect(Date.now() - began).toBeGreaterThanOrEqual(990)
  })

  test('hears everything it needs: people, edits, taps, members, blocks', async () => {
    const stage = await startStage()
    const { network, channel } = stage
    const reader = startReading(stage)
    const message = network.say(sari, { text: 'halo' })
    network.edit(message, { text: 'halo lagi' })
    const buttons = [[{ text: 'Ambil', data: 'ambil TBB-2026-000001' }]]
    await channel.send({
      id: 'kartu',
      chat: String(group),
      thread: null,
      replyTo: null,
      content: { kind: 'text', text: ['kartu'], buttons },
      target: [],
      targetHasFiles: false,
      plain: false,
      typing: false,
      upload: false,
    })
    const card = network.chat(group).at(-1)!
    void network.tap(budi, { chat: { id: group }, message_id: card.id }, 'Ambil')
    network.leave(group, budi)
    network.block(sari)
    const wanted = ['message', 'edit', 'tap', 'membership', 'reachability']
    await until(() => wanted.every(kind => reader.received.some(one => one.kind === kind)))
    const asked = network.ledger.calls.find(call => call.method === 'getUpdates')?.params?.['allowed_updates']
    expect(typeof asked === 'string' ? JSON.parse(asked) : asked).toEqual([...allowedUpdates])
  })

  test('stops at once, though a poll stands open for half a minute', async () => {
    const stage = await startStage()
    const reader = startReading(stage)
    stage.network.say(sari, { text: 'halo' })
    await until(() => reader.texts().length === 1)
    const began = Date.now()
    await reader.stop()
    expect(Date.now() - began).toBeLessThan(5000)
  })
})
