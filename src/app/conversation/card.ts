import { dayAndTime } from '../../domain/day.ts'
import { maskName, maskOrganisation } from '../../domain/masking.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import { priorities } from '../../domain/priority.ts'
import { canMove, isLive, ticketKinds, type Ticket } from '../../domain/ticket.ts'
import type { Sentence } from '../../flows/sentences.ts'
import type { Button } from '../ports.ts'
import type { Context } from './context.ts'

/** What the buttons under a card show: what is done most, the rest, or the choices of one of them. */
export type Page = 'main' | 'more' | 'class' | 'kind' | 'category' | 'impact' | 'priority' | 'redirect'

/** What the card shows; the reporter only masked (UU 27/2022; domain rule on group cards). */
export function card(ticket: Ticket, context: Context, page: Page = 'main'): { text: Rich; buttons: Button[][] } {
  const { say, policy, now } = context
  const { reporter, deadline } = ticket
  const kanal = (ticket.ways?.length ? ticket.ways : [ticket.way]).join(' & ')
  const role = reporter.role ?? plainText(say('peran tak disebut'))
  const organisation = reporter.organisation ? ` · ${maskOrganisation(reporter.organisation)}` : ''
  const lines: Rich[] = [
    say('kartu', { nomor: ticket.number, prioritas: ticket.priority, kategori: ticket.category, jenis: ticket.kind }),
    say('kartu pelapor', { nama: `${maskName(reporter.name)}${organisation}`, peran: role, kanal }),
  ]
  const add = (sentence: Sentence, values: Record<string, string>): void => void lines.push(say(sentence, values))
  if (ticket.packageCode) add('kartu paket', { paket: ticket.packageCode })
  if (deadline) add('kartu batas', { batas: dayAndTime(deadline, now, policy.zone) })
  if (ticket.urgent) add('kartu mendesak', {})
  if (!ticket.complete) add('kartu belum lengkap', {})
  if (ticket.priorityReason) add('kartu alasan prioritas', { alasan: ticket.priorityReason })
  if (ticket.linked && ticket.status !== 'merged') add('kartu sambungan', { nomor: ticket.linked })
  lines.push(stateOf(ticket, context))
  return {
    text: lines.flatMap((line, at) => (at ? ['\n', ...line] : line)),
    buttons: buttonsOf(ticket, context, page),
  }
}

/** The state of a ticket in words, for cards and lists of the staff. */
export function stateOf(ticket: Ticket, { say, policy, now }: Pick<Context, 'say' | 'policy' | 'now'>): Rich {
  const petugas = ticket.holder?.name ?? '–'
  const jam = dayAndTime(ticket.idleSince, now, policy.zone)
  switch (ticket.status) {
    case 'open':
      return say('keadaan baru')
    case 'claimed':
      return say('keadaan ditangani', { petugas })
    case 'asked':
      return say('keadaan minta data', { petugas, jam })
    case 'third party':
      return say('keadaan pihak ketiga', { petugas, jam })
    case 'solved':
      return say('keadaan menunggu', { petugas })
    case 'closed':
      return say('keadaan ditutup', { petugas })
    case 'redirected':
      return say('keadaan dialihkan', { petugas })
    case 'merged':
      return say('keadaan digabung', { nomor: ticket.linked ?? '–' })
    case 'cancelled':
      return say('keadaan dibatalkan')
  }
}

function buttonsOf(ticket: Ticket, context: Context, page: Page): Button[][] {
  const { say, policy } = context
  const button = (label: Sentence, verb: string, rest = ''): Button => ({
    text: plainText(say(label)),
    data: `${verb} ${ticket.number}${rest && ` ${rest}`}`,
  })
  const plain = (words: string, verb: string, rest: string): Button => ({
    text: words,
    data: `${verb} ${ticket.number} ${rest}`,
  })
  const pages = (shown: readonly Button[], to: Page): Button[][] => [
    ...inRows(shown, 2),
    [button('tombol kembali', 'halaman', to)],
  ]
  if (ticket.status === 'merged') return [[button('tombol pisah', 'pisah')]]
  if (!isLive(ticket)) return []
  switch (page) {
    case 'main': {
      const first = ticket.holder ? button('tombol lepas', 'lepas') : button('tombol ambil', 'ambil')
      const settled = ticket.status === 'solved'
      const waits = ticket.status === 'asked' || ticket.status === 'third party'
      return [
        settled ? [] : [first, button('tombol selesai', 'selesai')],
        settled ? [] : waits ? [button('tombol lanjut', 'lanjut')] : [button('tombol minta data', 'data')],
        [...(ticket.holder ? [button('tombol lihat', 'lihat')] : []), button('tombol lainnya', 'halaman', 'more')],
      ].filter(row => row.length)
    }
    case 'more':
      return pages(
        [
          ...(isLive(ticket) ? [button('tombol klasifikasi', 'halaman', 'class')] : []),
          ...(canMove(ticket, 'wait') ? [button('tombol tunggu', 'tunggu')] : []),
          ...(canMove(ticket, 'redirect') ? [button('tombol bukan lpse', 'halaman', 'redirect')] : []),
          ...(canMove(ticket, 'merge') ? [button('tombol gabung', 'gabung')] : []),
          button('tombol hapus berkas', 'berkas'),
        ],
        'main',
      )
    case 'class':
      return [
        [plain(`${plainText(say('judul jenis'))}: ${ticket.kind}`, 'halaman', 'kind')],
        [plain(`${plainText(say('judul kategori'))}: ${ticket.category}`, 'halaman', 'category')],
        [plain(`${plainText(say('judul dampak'))}: ${ticket.impact}`, 'halaman', 'impact')],
        [plain(`${plainText(say('judul prioritas'))}: ${ticket.priority}`, 'halaman', 'priority')],
        [button('tombol kembali', 'halaman', 'main')],
      ]
    case 'kind':
      return pages(
        ticketKinds.map(kind => plain(kind, 'jenis', kind)),
        'class',
      )
    case 'category':
      return pages(
        policy.allCategories.map(({ name }) => plain(name, 'kategori', name)),
        'class',
      )
    case 'impact':
      return pages(
        ['besar', 'sedang', 'kecil'].map(impact => plain(impact, 'dampak', impact)),
        'class',
      )
    case 'priority':
      return pages(
        [
          ...priorities.map(priority => plain(priority, 'prioritas', priority)),
          button('tombol otomatis', 'prioritas', 'otomatis'),
        ],
        'class',
      )
    case 'redirect':
      return pages(
        policy.notOurs.map(({ subject }, at) => plain(subject, 'bukan', String(at))),
        'more',
      )
  }
}

function inRows(buttons: readonly Button[], width: number): Button[][] {
  const rows: Button[][] = []
  for (let at = 0; at < buttons.length; at += width) rows.push(buttons.slice(at, at + width))
  return rows
}
