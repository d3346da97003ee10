import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createAccountWatch, type AccountWatch } from '../../src/app/account-watch.ts'
import type { AccountState, AccountStates, SendWanted } from '../../src/app/ports.ts'
import { plainText } from '../../src/domain/rich.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { account as staffAccount, after, group } from '../contracts/samples.ts'
import { createFakeAccountStates } from '../fakes/account-states.ts'

const flows = loadFlows(join(import.meta.dirname, '../../flows'))
const account = 'whatsapp:628110000001'

let now: Date
let states: AccountStates
/** What the group was told, by id. */
let said: Map<string, SendWanted>
let waiting: number
let desk: { groups: string[]; forum: boolean } | null
let offered: Date[]
let watch: AccountWatch

/** One process that watches; several share what is stored. */
function process(): AccountWatch {
  return createAccountWatch({
    account,
    network: 'WhatsApp',
    staffAccount,
    states,
    outbox: { countWaiting: async () => waiting },
    records: {
      async apply(effects) {
        for (const effect of effects) if (effect.kind === 'send' && !said.has(effect.id)) said.set(effect.id, effect)
      },
    },
    roster: { desk: async () => desk },
    flows: () => flows,
    wake: { delivery: () => undefined },
    clock: { now: () => now },
    offerElsewhere: async since => void offered.push(since),
  })
}

const words = (): string[] =>
  [...said.values()].map(({ content }) => (content.kind === 'text' ? plainText(content.text) : ''))

async function becomes(state: AccountState['state'], minutes: number): Promise<void> {
  now = after(minutes)
  await states.change(account, { state, since: now })
  await watch.look()
}

async function looksAt(minutes: number): Promise<void> {
  now = after(minutes)
  await watch.look()
}

beforeEach(() => {
  now = after(0)
  states = createFakeAccountStates({ [account]: {} })
  said = new Map()
  waiting = 0
  desk = { groups: [group], forum: true }
  offered = []
  watch = process()
})

describe('an account that is down', () => {
  test('for less than a minute is nobody’s business', async () => {
    await becomes('down', 1)
    await looksAt(1.9)
    await becomes('open', 1.95)
    await looksAt(10)
    expect(words()).toEqual([])
  })

  test('for more than a minute is told of once, and once when it is back with what waited', async () => {
    await becomes('down', 1)
    await looksAt(2.1)
    await looksAt(30)
    waiting = 3
    await becomes('open', 31)
    await looksAt(32)
    expect(words()).toEqual([
      '⚠️ WhatsApp terputus sejak 08.01 WIB. Jawaban menunggu, tidak hilang; Loket mencoba menyambung sendiri.',
      '✅ WhatsApp tersambung lagi; 3 pesan yang menunggu sedang dikirim.',
    ])
    expect([...said.values()].map(({ to, account: from }) => [to, from])).toEqual(
      Array(2).fill([{ chat: group }, staffAccount]),
    )
    waiting = 0
    await becomes('down', 40)
    await looksAt(42)
    await becomes('open', 43)
    expect(words().at(-1)).toBe('✅ WhatsApp tersambung lagi.')
    expect(words()).toHaveLength(4)
  })

  test('and tries again and again is down since it first was', async () => {
    for (let tries = 0; tries < 10; tries++) {
      await becomes('down', 1 + tries * 0.2)
      await becomes('connecting', 1.1 + tries * 0.2)
    }
    expect(words()).toEqual([expect.stringContaining('terputus sejak 08.01 WIB')])
  })

  test('is told of once by several processes, also by one that starts in between', async () => {
    const other = process()
    await becomes('down', 1)
    now = after(3)
    await Promise.all([watch.look(), other.look()])
    await process().look()
    await becomes('open', 4)
    await Promise.all([watch.look(), other.look(), process().look()])
    expect(words()).toHaveLength(2)
  })

  test('is told of as soon as there is a group', async () => {
    desk = null
    await becomes('down', 1)
    await looksAt(5)
    desk = { groups: [group], forum: true }
    await looksAt(6)
    expect(words()).toEqual([expect.stringContaining('terputus sejak 08.01 WIB')])
  })

  test('offers another way from when the staff were told until it is back, also for what waits later', async () => {
    await becomes('down', 1)
    await looksAt(1.5)
    expect(offered).toEqual([])
    await looksAt(3)
    await looksAt(4)
    expect(offered).toEqual([after(1), after(1)])
    await becomes('open', 5)
    expect(offered).toHaveLength(2)
  })
})

describe('an account that needs somebody’s hands', () => {
  test.each([
    ['logged out', '⛔ WhatsApp dikeluarkan dari ponselnya'],
    ['banned', '⛔ WhatsApp memblokir nomor layanan'],
    ['replaced', '⛔ Program lain memakai akun WhatsApp ini'],
  ] as const)('%s: the group hears at once what to do, and later that it is back', async (state, begins) => {
    await becomes(state, 1)
    await looksAt(1)
    await looksAt(50)
    expect(words()).toHaveLength(1)
    expect(words()[0]).toContain(begins)
    expect(words()[0]).toContain('npm run whatsapp -- pair')
    await becomes('linking', 60)
    await becomes('open', 61)
    expect(words().slice(1)).toEqual(['✅ WhatsApp tersambung lagi.'])
  })

  test('after it was down is told of all the same', async () => {
    await becomes('down', 1)
    await looksAt(3)
    await becomes('logged out', 4)
    expect(words()).toHaveLength(2)
  })

  test('never linked, or about to be, is left to whoever links it', async () => {
    await becomes('unlinked', 1)
    await looksAt(10)
    await becomes('linking', 11)
    await looksAt(20)
    await becomes('open', 21)
    expect(words()).toEqual([])
  })
})

test('a stop of outreach is told of once, with its end', async () => {
  await states.change(account, { outreachStoppedUntil: after(120) })
  await looksAt(1)
  await looksAt(2)
  await process().look()
  await looksAt(121)
  expect(words()).toEqual([expect.stringContaining('Sampai 10.00 WIB Loket hanya menjawab yang menulis dalam 24 jam')])
})

test('health tells by a code or the state what ails the account', async () => {
  expect(await watch.health()).toBeNull()
  await becomes('down', 1)
  expect(await watch.health()).toBeNull()
  await looksAt(2.1)
  expect(await watch.health()).toBe('CHANNEL_UNREACHABLE')
  for (const state of ['logged out', 'banned', 'replaced', 'unlinked', 'linking'] as const) {
    await states.change(account, { state })
    expect(await watch.health()).toBe(state)
  }
  states = createFakeAccountStates()
  expect(await process().health()).toBe('unlinked')
})
