import { hashOf } from '../../domain/hash.ts'
import { maskPersonalData } from '../../domain/masking.ts'
import { plainText } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import type { Attachment, Heard } from '../message.ts'
import type { Actor, Button, ConversationState } from '../ports.ts'
import { clockOf, text, type Acts } from './context.ts'
import { forgetFile } from './forget-file.ts'
import { carry } from './thread.ts'
import { refusalOf } from './anggota.ts'
import { card } from './card.ts'

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
  return remove(state, ticket, actor, found.file, acts)
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
    acts.answerIn(ticket, message, why ?? say('hapus cara'))
    return state
  }
  return shown.reduce((so, { file }) => remove(so, ticket, actor, file, acts), state)
}

function remove(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  file: StoredFile['file'],
  acts: Acts,
): ConversationState {
  const { say } = acts.context
  const petugas = actor.sender.name
  acts.toTopic('notice', ticket, text(say('berkas dihapus topik', { petugas, jam: clockOf(acts) })))
  return forgetFile(state, ticket, file, actor.sender.id, acts)
}

/**
 * Makes the topic of a ticket anew without the files that were deleted, and takes the old one away: the network deletes
 * single messages for two days only, whole topics always.
 */
export function rebuildTopic(
  state: ConversationState,
  ticket: Ticket,
  thread: string | undefined,
  acts: Acts,
): ConversationState {
  const { say, said } = acts.context
  if (thread === undefined) {
    acts.answerTap(plainText(say('tidak berlaku')), true)
    return state
  }
  acts.answerTap(plainText(say('topik dibangun')))
  acts.event('topic rebuilt', ticket.number, 'loket')
  acts.toTopic('topic', ticket, { kind: 'topic', name: `${ticket.number} · ${ticket.category}`, insteadOf: thread })
  acts.toTopic('card', ticket, { kind: 'text', ...card(ticket, acts.context) })
  const words = said.map(one => maskPersonalData(one.text)).filter(Boolean)
  const files = said.flatMap(one => one.attachments).filter(one => !one.removed)
  for (const content of carry(words.map(one => `👤 ${one}`).join('\n\n'), files, acts.context.staffCapabilities, '👤'))
    acts.toTopic('mirror', ticket, content)
  acts.toTopic('notice', ticket, text(say('topik baru')))
  acts.deleteTopic(ticket.group, thread)
  return state
}

function storedFiles(attachments: readonly Attachment[]): StoredFile[] {
  return attachments
    .filter((one): one is StoredFile['file'] => one.stored !== undefined && one.refused === undefined && !one.removed)
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
  return hashOf(id).toString(36)
}
