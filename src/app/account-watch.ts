import { dayAndTime } from '../domain/day.ts'
import type { Rich } from '../domain/rich.ts'
import type { Flows } from '../flows/load.ts'
import type { Sentence } from '../flows/sentences.ts'
import { text } from './conversation/context.ts'
import { ownSend } from './own-send.ts'
import type { AccountState, AccountStates, Clock, Outbox, Records, Roster, Wakeups } from './ports.ts'

/** An account that is down for longer is told of (ms). */
const patience = 60_000

/** What ends an account until somebody does something, with what they are to do. */
const endings = {
  'logged out': 'kanal dikeluarkan',
  banned: 'kanal diblokir',
  replaced: 'kanal diambil alih',
} as const satisfies Partial<Record<AccountState['state'], Sentence>>

export interface AccountWatchParts {
  /** The account that is watched, and how its network is called. */
  readonly account: string
  readonly network: string
  /** The account whose group is told. */
  readonly staffAccount: string
  readonly states: AccountStates
  readonly outbox: Pick<Outbox, 'countWaiting'>
  readonly records: Pick<Records, 'apply'>
  readonly roster: Pick<Roster, 'desk'>
  readonly flows: () => Flows
  readonly wake: Pick<Wakeups, 'delivery'>
  readonly clock: Clock
  /** Offers those who are reachable elsewhere that way; asked again and again during an outage the staff were told of. */
  readonly offerElsewhere?: (since: Date) => Promise<void>
}

export interface AccountWatch {
  /** Looks how the account stands and tells the staff what is new. May be repeated, by several processes: ids decide. */
  look(): Promise<void>
  /** What ails the account, as a code or the name of its state; null: it serves. */
  health(): Promise<string | null>
}

/**
 * Tells the staff group once when an account has been down for a minute, or at once when it needs somebody's hands; once
 * when it serves again; and once when its network forbids to write to people first. What waits stays in the outbox.
 */
export function createAccountWatch(parts: AccountWatchParts): AccountWatch {
  const { account, network: kanal, staffAccount, states, outbox, records, roster, flows, wake, clock } = parts
  const told = new Set<string>()

  /** Resolves to false while there is no group to tell. */
  async function tell(id: string, words: () => Rich): Promise<boolean> {
    if (told.has(id)) return true
    const group = (await roster.desk(staffAccount))?.groups[0]
    if (group === undefined) return false
    await records.apply([
      ownSend({
        id: `account!${account}!${id}`,
        account: staffAccount,
        lane: group,
        to: { chat: group },
        content: text(words()),
        purpose: 'notice',
        ticket: null,
        contact: '',
        order: 0,
        at: clock.now(),
      }),
    ])
    told.add(id)
    wake.delivery(staffAccount)
    return true
  }

  function timeOf(at: Date): string {
    return dayAndTime(at, clock.now(), flows().policy.zone)
  }

  async function tellDown(state: AccountState): Promise<void> {
    const outage = state.outage ?? { since: state.since, told: false }
    if (!state.outage) await states.change(account, { outage })
    const ending = endingOf(state)
    const { since } = outage
    if (!ending && clock.now().getTime() - since.getTime() < patience) return
    const { say } = flows()
    const isTold = ending
      ? await tell(`${state.state} ${state.since.toISOString()}`, () => say(ending, { kanal }))
      : outage.told ||
        (await tell(`down ${since.toISOString()}`, () => say('kanal terputus', { kanal, jam: timeOf(since) })))
    if (!isTold) return
    if (!outage.told) await states.change(account, { outage: { since, told: true } })
    await parts.offerElsewhere?.(since)
  }

  async function tellBack({ outage }: AccountState): Promise<void> {
    if (!outage) return
    if (outage.told) {
      const jumlah = await outbox.countWaiting(account)
      const { say } = flows()
      await tell(`back ${outage.since.toISOString()}`, () =>
        jumlah ? say('kanal kembali menunggu', { kanal, jumlah }) : say('kanal kembali', { kanal }),
      )
    }
    await states.change(account, { outage: null })
  }

  return {
    async look() {
      const state = await states.load(account)
      if (!state) return
      const until = state.outreachStoppedUntil
      if (until && until > clock.now())
        await tell(`outreach ${until.toISOString()}`, () =>
          flows().say('sapaan dihentikan', { kanal, jam: timeOf(until) }),
        )
      if (state.state === 'open') await tellBack(state)
      else if (isDown(state)) await tellDown(state)
    },
    async health() {
      const state = await states.load(account)
      if (!state) return 'unlinked'
      if (state.state === 'open') return null
      if (!isDown(state) || endingOf(state)) return state.state
      const since = (state.outage?.since ?? state.since).getTime()
      return clock.now().getTime() - since < patience ? null : 'CHANNEL_UNREACHABLE'
    },
  }
}

/** false for an account that no phone was linked to yet, or not again: whoever links it sees how it goes. */
function isDown({ state }: AccountState): boolean {
  return state !== 'open' && state !== 'unlinked' && state !== 'linking'
}

function endingOf({ state }: AccountState): Sentence | null {
  return state in endings ? endings[state as keyof typeof endings] : null
}
