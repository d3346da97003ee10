import type { Fragment } from '../../web/html.ts'

/** One file of a message. */
export interface Attachment {
  readonly kind: 'photo' | 'document' | 'voice' | 'audio' | 'video' | 'sticker'
  readonly name: string
  readonly size: number
  /** Where its bytes are; null when there are none. */
  readonly address: string | null
}

/** One message as a chat shows it, on either network. */
export interface Bubble {
  readonly id: string
  readonly isMine: boolean
  /** Who wrote it, where that must be said: in the group. */
  readonly author: { readonly name: string; readonly isBot: boolean } | null
  readonly words: Fragment
  /** The same in one line, for a quote or the list of topics. */
  readonly line: string
  /** The words as they were typed, to be edited. */
  readonly typed: string
  readonly attachments: readonly Attachment[]
  readonly place: { readonly latitude: number; readonly longitude: number; readonly name: string } | null
  readonly contact: { readonly name: string; readonly phone: string } | null
  readonly quote: { readonly author: string; readonly line: string } | null
  readonly buttons: readonly (readonly Button[])[]
  readonly reactions: readonly { readonly emoji: string; readonly count: number; readonly isMine: boolean }[]
  readonly isEdited: boolean
  readonly isDeleted: boolean
  readonly isForwarded: boolean
  /** How far an own message has come; null for others'. */
  readonly tick: 'pending' | 'sent' | 'delivered' | 'read' | null
  readonly at: number
}

export interface Button {
  readonly words: string
  /** true: an address, which nobody can tap here. */
  readonly isLink: boolean
}

/** A line among the messages that nobody wrote. */
export interface EventLine {
  readonly id: string
  readonly event: string
  readonly at: number
}

const names: Readonly<Record<Attachment['kind'], string>> = {
  photo: 'Foto',
  document: 'Berkas',
  voice: 'Pesan suara',
  audio: 'Audio',
  video: 'Video',
  sticker: 'Stiker',
}

/** What a message is in one line: its words, or what it carries. */
export function lineOf(
  words: string,
  { attachments, place, contact, isDeleted }: Pick<Bubble, 'attachments' | 'place' | 'contact' | 'isDeleted'>,
): string {
  if (isDeleted) return 'Pesan ini dihapus'
  const [file] = attachments
  const what = file
    ? attachments.length > 1
      ? `${attachments.length} berkas`
      : file.kind === 'document' && file.name
        ? file.name
        : names[file.kind]
    : place
      ? 'Lokasi'
      : contact
        ? `Kontak ${contact.name}`
        : ''
  return [what, words].filter(Boolean).join(' · ')
}

/** 1,2 MB */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'kB'] : [bytes / 1024 / 1024, 'MB']
  return `${value.toLocaleString('id-ID', { maximumFractionDigits: 1 })} ${unit}`
}
