import { clockTime } from '../../domain/day.ts'
import { plainText } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import type { Attachment, Heard } from '../message.ts'
import type { Actor, Button, ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { refusalOf } from './anggota.ts'

/** Buttons of one list. */
const most = 8

interface StoredFile {
  readonly key: string
  readonly file: Attachment & { readonly stored: string }
}

/** Under the card: the files of the ticket, one button each, to be deleted because they hold personal data. */
export function listFiles(state: ConversationState, ticket: Ticket, acts: Acts): ConversationState {
  const { say, said } = acts.context
  const files = storedFiles(said.flatMap(one => one.attachments))
  if (!files.length) {
    acts.answerTap(plainText(say('tak ada berkas')), true)
    return state
  }
  acts.answerTap('')
  const buttons: Button[][] = files
    .slice(-most)
    .map(({ key, file }) => [{ text: `🗑 ${nameOf(file)}`, data: `hapus ${ticket.number} ${key}` }])
  const back = { text: plainText(say('tombol kembali')), data: `halaman ${ticket.number} main` }
  acts.state(ticket, {
    kind: 'edit',
    of: 'card',
    text: say('pilih berkas', { nomor: ticket.number }),
    buttons: [...buttons, [back]],
  })
  return state
}

/** Deletes one file for good: from the store at once, from the topic while the network allows; the event is kept. */
export function removeFile(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  key: string,
  acts: Acts,
): ConversationState {
  const { say, said } = acts.context
  const found = storedFiles(said.flatMap(one => one.attachments)).find(one => one.key === key)
  if (!found) {
    acts.answerTap(plainText(say('tidak berlaku')))
    return state
  }
  acts.answerTap(plainText(say('berkas dihapus')))
  forget(ticket, actor, found.file, acts)
  return state
}

/** /hapus in reply to a message that shows files: the same for all of them. */
export function removeReplied(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  _rest: string,
  message: Heard,
  acts: Acts,
): ConversationState {
  const { answered, say } = acts.context
  const why = refusalOf(actor, 'delete a file', acts, ticket)
  const shown = answered?.content.kind === 'files' ? storedFiles(answered.content.attachments) : []
  if (why || !shown.length || answered?.purpose !== 'mirror') {
    acts.toTopic('notice', ticket, text(why ?? say('hapus cara')), { replyTo: message.messageId })
    return state
  }
  for (const { file } of shown) forget(ticket, actor, file, acts)
  return state
}

function forget(ticket: Ticket, actor: Actor, file: StoredFile['file'], acts: Acts): void {
  const { say } = acts.context
  acts.event('file deleted', ticket.number, actor.sender.id, { kind: file.kind })
  acts.forgetFile(ticket.number, file.stored, 'data pribadi')
  const petugas = actor.sender.name
  acts.toTopic('notice', ticket, text(say('berkas dihapus topik', { petugas, jam: clockOf(acts) })))
}

function clockOf({ context: { now, policy } }: Acts): string {
  return clockTime(now, policy.zone)
}

function storedFiles(attachments: readonly Attachment[]): StoredFile[] {
  return attachments
    .filter((one): one is StoredFile['file'] => one.stored !== undefined && one.refused === undefined)
    .map(file => ({ key: shortKey(file.stored), file }))
}

function nameOf({ kind, name }: Attachment): string {
  const kinds: Partial<Record<Attachment['kind'], string>> = {
    photo: 'foto',
    document: 'dokumen',
    voice: 'suara',
    video: 'video',
  }
  return (name ?? kinds[kind] ?? 'berkas').slice(0, 40)
}

/** A file's id made short enough for a button. */
function shortKey(id: string): string {
  let hash = 2166136261
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 16777619)
  return (hash >>> 0).toString(36)
}
