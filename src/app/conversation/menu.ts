import { firstName } from '../../domain/masking.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import { isLive, type Ticket } from '../../domain/ticket.ts'
import { sayMoment } from '../../domain/when.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'

/** What a person may do here, one tap each. */
export function menu(state: ConversationState, acts: Acts): ConversationState {
  const { say } = acts.context
  const item = (name: 'lapor' | 'status' | 'pengaduan' | 'privasi' | 'petugas'): { text: string; data: string } => ({
    text: plainText(say(`menu ${name}`)),
    data: `menu ${name}`,
  })
  acts.toPerson(
    'answer',
    text(say('menu'), [[item('lapor'), item('status')], [item('pengaduan'), item('privasi')], [item('petugas')]]),
    null,
  )
  return { ...state, greeted: true }
}

/** The person's own tickets and complaints, the newest first; of ended ones the last few (Pasal 15(2)g). */
export function showStatus(state: ConversationState, acts: Acts): ConversationState {
  const { say } = acts.context
  const tickets = state.tickets.toReversed().map(ticket => statusLine(ticket, acts))
  const complaints = state.complaints
    .toReversed()
    .map(({ number, status }) =>
      plainText(say('status pengaduan', { nomor: number, keadaan: plainText(say(`pengaduan ${status}`)) })),
    )
  const lines = [...tickets, ...complaints]
  if (!lines.length) acts.say('status kosong')
  else acts.toPerson('answer', text([plainText(say('status')), '\n', lines.join('\n')]), null)
  return state
}

function statusLine(ticket: Ticket, { context: { say, policy, now } }: Acts): string {
  const petugas = firstName(ticket.holder?.name ?? '–')
  const states: Readonly<Record<Ticket['status'], () => Rich>> = {
    open: () => say('tahap baru'),
    claimed: () => say('tahap ditangani', { petugas }),
    asked: () => say('tahap minta data'),
    'third party': () => say('tahap pihak ketiga'),
    solved: () => say('tahap selesai'),
    closed: () => say('tahap ditutup'),
    redirected: () => say('tahap dialihkan'),
    merged: () => say('tahap digabung', { nomor: ticket.linked ?? '–' }),
    cancelled: () => say('tahap dibatalkan'),
  }
  const since = isLive(ticket) ? ticket.openedAt : (ticket.closedAt ?? ticket.openedAt)
  return plainText(
    say('status baris', {
      nomor: ticket.number,
      kategori: ticket.category,
      keadaan: plainText(states[ticket.status]()),
      waktu: sayMoment(since, now, policy.zone),
    }),
  )
}
