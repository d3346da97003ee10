import { afterEach, expect, test } from 'vitest'
import type { Incoming } from '../../src/app/message.ts'
import type { Receive } from '../../src/app/receive.ts'
import { createLog } from '../../src/log.ts'
import { readLetters } from './receiving.ts'
import type { LetterNetwork } from './server.ts'
import { account, openLetters, sari } from './stage.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** Reads letters into `receive`; what ails it and what it logs is seen as it goes. */
function reading(
  network: LetterNetwork,
  receive: Receive,
): { ailments: (string | null)[]; lines: string[]; close(): Promise<void> } {
  const ailments: (string | null)[] = []
  const lines: string[] = []
  const log = createLog('trace', { write: line => void lines.push(line) })
  const health = (ailment: string | null): void => void ailments.push(ailment)
  const started = readLetters({ root: network.root, account, log, health }, receive)
  open.push(started)
  return { ailments, lines, close: () => started.close() }
}

/** The machine may be busy. */
const eventually: typeof expect.poll = (look, options) => expect.poll(look, { timeout: 20_000, ...options })

const textsOf = (messages: readonly Incoming[]): string[] =>
  messages.map(message => (message.kind === 'message' ? message.text : message.kind))

test('a letter is confirmed only once it is stored, and comes again until it is', async () => {
  const network = await openLetters()
  const stored: Incoming[] = []
  let fails = 2
  network.writes(sari, 'satu')
  reading(network, async messages => {
    if (messages.length && fails-- > 0) throw new Error('the database is away')
    stored.push(...messages)
    // While it is being stored the network still holds it.
    if (messages.length) expect(network.waiting()).toHaveLength(1)
  })
  await eventually(() => textsOf(stored)).toEqual(['satu'])
  await eventually(() => network.waiting()).toEqual([])
  network.writes(sari, 'dua')
  await eventually(() => textsOf(stored)).toEqual(['satu', 'dua'])
})

test('what was stored and not confirmed when the process ended comes again under the same id', async () => {
  const network = await openLetters()
  const stored: Incoming[] = []
  network.writes(sari, 'satu')
  const { promise: seen, resolve } = Promise.withResolvers<void>()
  const first = reading(network, async messages => {
    stored.push(...messages)
    if (messages.length) {
      resolve()
      throw new Error('killed before the next question')
    }
  })
  await seen
  await first.close()
  const again: Incoming[] = []
  reading(network, async messages => void again.push(...messages))
  await eventually(() => again.map(message => message.id)).toEqual([stored[0]!.id])
})

test('a letter that cannot be read is logged without its words and holds up no other', async () => {
  const network = await openLetters()
  const stored: Incoming[] = []
  network.writes(sari, 'kata rahasia Sari', { at: 'kemarin' })
  network.writes(sari, 'dua')
  const { lines } = reading(network, async messages => void stored.push(...messages))
  await eventually(() => textsOf(stored)).toEqual(['dua'])
  expect(lines.join('\n')).toContain('MESSAGE_POISON')
  expect(lines.join('\n')).not.toMatch(/rahasia|Sari/)
})

test('an outage is told to /health and ends by itself', async () => {
  const network = await openLetters()
  const stored: Incoming[] = []
  const { ailments } = reading(network, async messages => void stored.push(...messages))
  await eventually(() => ailments.at(-1)).toBe(null)
  await network.down()
  network.writes(sari, 'selama gangguan')
  await eventually(() => ailments.at(-1)).toBe('CHANNEL_UNREACHABLE')
  await network.up()
  await eventually(() => textsOf(stored)).toEqual(['selama gangguan'])
  expect(ailments.at(-1)).toBe(null)
})
