import { age, dayAndTime } from '../../domain/day.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import { findTicketNumber, type Ticket } from '../../domain/ticket.ts'
import type { Heard } from '../message.ts'
import type { FoundTicket, Send } from '../ports.ts'
import { stateOf } from './card.ts'
import { text, type Acts, type Context } from './context.ts'

/** Lines of one list; more are only counted, so that a message holds them. */
const longest = 25

/** All open tickets: mine, those nobody holds, those that wait; nearest stage deadline first, then who waits longest. */
export function showQueue(message: Heard, acts: Acts): void {
  const { say, queue, actor } = acts.context
  const tickets = queue ?? []
  if (!tickets.length) return void acts.toGroup(message, text(say('antrean kosong')))
  const me = actor?.sender.id
  const waits = (one: Ticket): boolean =>
    one.status === 'asked' || one.status === 'third party' || one.status === 'solved'
  const parts = [
    { title: 'antrean saya', those: tickets.filter(one => one.holder?.id === me && !waits(one)) },
    { title: 'antrean bebas', those: tickets.filter(one => !one.holder && !waits(one)) },
    { title: 'antrean menunggu', those: tickets.filter(waits) },
    { title: 'antrean rekan', those: tickets.filter(one => one.holder && one.holder.id !== me && !waits(one)) },
  ] as const
  const lines: Rich[] = [say('antrean', { jumlah: tickets.length })]
  let left = longest
  for (const { title, those } of parts) {
    if (!those.length) continue
    lines.push([], say(title, { jumlah: those.length }))
    const shown = those.toSorted(byUrgency).slice(0, left)
    left -= shown.length
    lines.push(...shown.map(ticket => line(ticket, acts)))
    if (those.length > shown.length) lines.push(say('antrean lanjut', { jumlah: those.length - shown.length }))
  }
  acts.toGroup(message, text(linesOf(lines)))
}

/** What the asking anggota holds. */
export function showOwn(message: Heard, acts: Acts): void {
  const { say, queue, actor } = acts.context
  const own = (queue ?? []).filter(one => one.holder?.id === actor?.sender.id).toSorted(byUrgency)
  const title = say(own.length ? 'antrean saya' : 'tak ada tiket saya', { jumlah: own.length })
  acts.toGroup(message, text(linesOf([title, ...own.slice(0, longest).map(ticket => line(ticket, acts))])))
}

/** /tiket N: where a ticket is. */
export function showTicket(rest: string, message: Heard, acts: Acts): void {
  const { say, found } = acts.context
  const [only] = found
  if (!only)
    return void acts.toGroup(
      message,
      text(say('tiket tak ada', { nomor: findTicketNumber(rest) ?? (rest || '–') })),
      true,
    )
  acts.toGroup(message, text([foundLine(only, acts)]), true)
}

/** /cari kata: tickets in whose record the words stand; complaints are never among them. */
export function showFound(rest: string, message: Heard, acts: Acts): void {
  const { say, found } = acts.context
  if (rest.trim().length < 3) return void acts.toGroup(message, text(say('cari apa')), true)
  const shown = found.slice(0, longest).map(one => foundLine(one, acts))
  const title = plainText(say(found.length ? 'cari hasil' : 'cari kosong', { jumlah: found.length }))
  acts.toGroup(message, text([[title, ...shown].join('\n')]), true)
}

function byUrgency(one: Ticket, other: Ticket): number {
  const at = (date: Date | null): number => date?.getTime() ?? Infinity
  return (
    compare(at(one.deadline), at(other.deadline)) ||
    compare(at(one.waitingSince), at(other.waitingSince)) ||
    compare(at(one.openedAt), at(other.openedAt))
  )
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1
}

function linesOf(lines: readonly Rich[]): Rich {
  return lines.flatMap((line, at) => (at ? ['\n', ...line] : line))
}

function line(ticket: Ticket, { context }: Acts): Rich {
  const { say, now, policy } = context
  const due = ticket.deadline
    ? plainText(say('antrean batas', { batas: dayAndTime(ticket.deadline, now, policy.zone) }))
    : ''
  return say('antrean baris', {
    nomor: ticket.number,
    prioritas: `${ticket.urgent ? '🚨 ' : ''}${ticket.priority}`,
    kategori: ticket.category,
    batas: due,
    keadaan: plainText(stateOf(ticket, context)),
    umur: age(ticket.waitingSince ?? ticket.openedAt, now),
  })
}

function foundLine({ ticket, group, thread, lastReply }: FoundTicket, { context }: Acts): string {
  const link = thread ? context.staffCapabilities.topicLink(group, thread) : null
  return [
    `${ticket.number} · ${ticket.priority} · ${ticket.category} · ${plainText(stateOf(ticket, context))}`,
    ...(lastReply ? [plainText(context.say('balasan terakhir', { keadaan: progressOf(lastReply, context) }))] : []),
    ...(link ? [link] : []),
  ].join('\n')
}

/** How far an answer to the person is, in words. */
function progressOf({ state, deliveredAt, readAt }: Send, { say, now, policy }: Context): string {
  const when = (sentence: 'balasan sampai' | 'balasan dibaca', at: Date): string =>
    plainText(say(sentence, { jam: dayAndTime(at, now, policy.zone) }))
  if (readAt) return when('balasan dibaca', readAt)
  if (deliveredAt) return when('balasan sampai', deliveredAt)
  if (state === 'sent') return plainText(say('balasan terkirim'))
  return plainText(say(state === 'due' || state === 'sending' ? 'balasan menunggu' : 'balasan tak sampai'))
}
