import { weekOf } from '../domain/day.ts'
import { isOpen } from '../domain/office-hours.ts'
import type { Rich } from '../domain/rich.ts'
import type { Flows } from '../flows/load.ts'
import { warningsOf } from '../flows/warnings.ts'
import type { FlowsNews } from '../flows/watch.ts'
import { text } from './conversation/context.ts'
import { ownSend } from './own-send.ts'
import type { Clock, Records, Roster, Wakeups } from './ports.ts'

/** Mistakes told in one message. */
const toldAtOnce = 5

export interface FlowNoticeParts {
  readonly account: string
  readonly flows: () => Flows
  /** What became of the last change under flows/. */
  readonly news: () => FlowsNews | null
  readonly records: Records
  readonly roster: Roster
  readonly wake: Wakeups
  readonly clock: Clock
}

/**
 * Tells the staff group what became of a change under flows/, and once a week, in office hours, what the LPSE has yet to
 * fill in. Repeating changes nothing, whichever process does it: the ids are those of the change and of the week.
 */
export function createFlowNotices(parts: FlowNoticeParts): () => Promise<void> {
  const { account, flows, news, records, roster, wake, clock } = parts
  const told = new Set<string>()

  async function tell(id: string, words: () => Rich): Promise<void> {
    if (told.has(id)) return
    const group = (await roster.desk(account))?.groups[0]
    if (group === undefined) return
    await records.apply([
      ownSend({
        id: `flows!${account}!${id}`,
        account,
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
    wake.delivery(account)
  }

  return async () => {
    const { policy, say } = flows()
    const last = news()
    if (last?.kind === 'taken') await tell(last.id, () => say('alur dipakai', { berkas: last.files.join(', ') }))
    if (last?.kind === 'refused') await tell(last.id, () => say('alur ditolak', { isi: listOf(last.mistakes) }))
    const now = clock.now()
    const warnings = warningsOf(policy, now)
    if (warnings.length && isOpen(policy.hours, now))
      await tell(weekOf(now, policy.zone), () => say('alur belum lengkap', { isi: listOf(warnings) }))
  }
}

function listOf(lines: readonly string[]): string {
  const shown = lines.slice(0, toldAtOnce).map(line => `• ${line}`)
  if (lines.length > toldAtOnce) shown.push(`… dan ${lines.length - toldAtOnce} lagi`)
  return shown.join('\n')
}
