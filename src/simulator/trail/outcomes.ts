import type { Noted } from '../../app/message-ways.ts'
import type { StoredSend } from './posts.ts'
import type { Followed } from './joined.ts'
import { spanWords } from './spans.ts'

/** What a decision did to a ticket, by what is on record; `n`: its short number. */
const deeds: Readonly<Record<string, (n: string) => string>> = {
  wrote: n => `masuk ke ${n}`,
  answered: n => `jawaban untuk ${n}`,
  replied: n => `diteruskan ke pelapor ${n}`,
  'answered by phone': n => `dicatat di ${n}`,
  note: n => `catatan di ${n}`,
  claim: n => `${n} diambil`,
  release: n => `${n} dilepas`,
  transfer: n => `${n} dialihkan`,
  ask: n => `${n} meminta data`,
  answer: n => `data untuk ${n}`,
  solve: n => `${n} diselesaikan`,
  confirm: n => `${n} dikonfirmasi, ditutup`,
  reopen: n => `${n} dibuka kembali`,
  redirect: n => `${n} dialihkan ke pihak lain`,
  refused: () => 'ditolak, petugas diberi tahu',
}

/** Why a send waits or failed, in words; others by their code. */
const reasons: Readonly<Record<string, string>> = {
  CHANNEL_LIMITED: 'jaringan meminta jeda',
  CHANNEL_UNREACHABLE: 'jaringan terputus',
  CHANNEL_FORBIDDEN: 'jaringan menolak masuk',
  CHANNEL_UNKNOWN: 'hasil kirim tidak pasti',
  CHANNEL_REFUSED: 'ditolak jaringan',
  CHANNEL_FORMAT: 'format ditolak',
  TOPIC_MISSING: 'topik tidak ada',
  RECIPIENT_UNREACHABLE: 'penerima tidak dapat dihubungi',
  OUTREACH_REFUSED: 'belum boleh menghubungi lebih dulu',
  LAPSED: 'sudah lewat waktunya',
}

/** What came of something that was said; `answers`: the sends that follow from it. */
export function resultOfSaid(said: Followed, answers: readonly StoredSend[]): string {
  const { came, told, noted } = said
  if (!came) return told ? 'hilang: jaringan diberi tahu, catatan tidak ada' : 'menunggu diambil bot'
  if (came.state === 'parked') return 'tertahan: tidak dapat diputuskan'
  if (came.state === 'stub') return 'menunggu dapat dibaca'
  if (came.state === 'new') return 'menunggu keputusan'
  const opened = noted?.find(one => one.what === 'opened' && one.ticket)
  if (opened) return `${opened.ticket} dibuat`
  const deed = [...(noted ?? [])].reverse().flatMap(deedOf)[0]
  if (deed) return deed
  const ticket = noted?.findLast(one => one.ticket)?.ticket
  if (ticket) return `${short(ticket)} diperbarui`
  return answers.some(send => send.purpose !== 'tap') ? 'dijawab bot tanpa tiket' : 'dicatat'
}

function deedOf({ what, ticket }: Noted): string[] {
  const deed = deeds[what]
  return deed && (ticket || what === 'refused') ? [deed(short(ticket ?? ''))] : []
}

/** What came of a send; `seen`: when it came to the screen and when it was read, by the network. */
export function resultOfSend(
  send: StoredSend,
  seen: { readonly arrivedAt?: number; readonly readAt?: number },
): string {
  const { state, repeated, reason, content, purpose, at } = send
  const why = reason === null ? null : (reasons[reason] ?? reason)
  switch (state) {
    case 'due':
      if (repeated) return 'tidak pasti, dikirim sekali lagi'
      return why ? `menunggu: ${why}` : 'menunggu'
    case 'sending':
      return repeated ? 'tidak pasti, sedang dikirim sekali lagi' : 'sedang dikirim'
    case 'failed':
      return `gagal: ${why ?? 'tanpa sebab'}`
    case 'unknown':
      return 'tidak pasti: mungkin sampai, mungkin tidak'
    default: {
      if (content.kind === 'topic') return 'topik dibuat'
      const took = send.sentAt ? ` ${spanWords(send.sentAt.getTime() - at.getTime())}` : ''
      const sent = purpose === 'card' && content.kind === 'text' ? `kartu terkirim${took}` : `terkirim${took}`
      const read = seen.readAt === undefined ? '' : `, dibaca ${spanWords(seen.readAt - at.getTime())}`
      const arrived = seen.arrivedAt === undefined || read ? '' : `, sampai ${spanWords(seen.arrivedAt - at.getTime())}`
      return `${sent}${arrived}${read}${repeated ? ', dua kali karena tidak pasti' : ''}`
    }
  }
}

function short(ticket: string): string {
  return ticket.slice(ticket.lastIndexOf('-') + 1)
}
