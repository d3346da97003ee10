import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createTelegramApi } from '../../../src/channels/telegram/client.ts'
import { codeOf } from '../../../src/errors.ts'
import { group, startStage } from './stage.ts'

const servers: { server: Server; sockets: Set<Socket> }[] = []

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  }
})

/** A network that takes connections and never says a word; resolves to its port. */
async function startSilence(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
  })
  servers.push({ server, sockets })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function failure(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'none', codeOf)
}

describe('a network that says nothing', () => {
  test('took nothing while there was no secure connection', async () => {
    const api = createTelegramApi('1:A', `https://127.0.0.1:${await startSilence()}`)
    expect(await failure(api.call('sendMessage', { chat_id: group, text: 'a' }, 200))).toBe('CHANNEL_UNREACHABLE')
  })

  test('may have taken what left over a connection that stood', async () => {
    const api = createTelegramApi('1:A', `http://127.0.0.1:${await startSilence()}`)
    expect(await failure(api.call('sendMessage', { chat_id: group, text: 'a' }, 200))).toBe('CHANNEL_UNKNOWN')
  })

  test('took nothing of what waited for a free connection', async () => {
    const api = createTelegramApi('1:A', `http://127.0.0.1:${await startSilence()}`)
    const calls = Array.from({ length: 65 }, () => api.call('sendMessage', { chat_id: group, text: 'a' }, 500))
    const failures = await Promise.all(calls.map(failure))
    expect(failures.filter(code => code === 'CHANNEL_UNREACHABLE')).toHaveLength(1)
    expect(failures.filter(code => code === 'CHANNEL_UNKNOWN')).toHaveLength(64)
  })
})

test('a connection that stood before and is used again may carry a request away', async () => {
  const { network, api } = await startStage()
  await api.call('getMe')
  network.faults.add({ kind: 'hang after' })
  expect(await failure(api.call('sendMessage', { chat_id: group, text: 'a' }, 300))).toBe('CHANNEL_UNKNOWN')
  expect(network.chat(group)).toHaveLength(1)
})

test('a call that is taken back ends at once', async () => {
  const { network, api } = await startStage()
  network.faults.add({ kind: 'hang' })
  const taken = new AbortController()
  const call = failure(api.call('sendMessage', { chat_id: group, text: 'a' }, 30_000, taken.signal))
  taken.abort()
  expect(['CHANNEL_UNKNOWN', 'CHANNEL_UNREACHABLE']).toContain(await call)
})
