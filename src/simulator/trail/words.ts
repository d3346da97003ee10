import type { Send } from '../../app/ports.ts'
import type { AttachmentKind } from '../../app/message.ts'
import { wordsIn } from './posts.ts'

/** Characters of a message that the strip shows. */
const shownAtMost = 80

const files: Readonly<Record<AttachmentKind | 'image', string>> = {
  photo: 'foto',
  image: 'foto',
  document: 'berkas',
  voice: 'pesan suara',
  audio: 'audio',
  video: 'video',
  video_note: 'video bundar',
  animation: 'animasi',
  sticker: 'stiker',
}

/** The first words of a message in quotation marks; empty for none. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (!line) return ''
  const characters = [...line]
  return `“${characters.length > shownAtMost ? `${characters.slice(0, shownAtMost).join('').trimEnd()}…` : line}”`
}

/** A file and the words under it. */
export function fileWords(kind: keyof typeof files, caption: string): string {
  return [files[kind], quoted(caption)].filter(Boolean).join(' ')
}

/** What a send is, or its first words. */
export function wordsOfSend(send: Pick<Send, 'content' | 'purpose'>): string {
  const { content, purpose } = send
  const isCard = purpose === 'card' || purpose === 'card state'
  switch (content.kind) {
    case 'topic':
      return 'topik baru'
    case 'topic state':
      return content.closed ? 'topik ditutup' : 'topik dibuka'
    case 'delete topic':
      return 'topik dihapus'
    case 'delete':
      return 'pesan dihapus'
    case 'edit':
      return isCard ? 'kartu diperbarui' : `suntingan ${quoted(wordsIn(send))}`
    case 'files':
      return fileWords(content.attachments[0]?.kind ?? 'document', wordsIn(send))
    case 'text':
      return isCard ? 'kartu tiket' : quoted(wordsIn(send))
    default:
      return 'jawaban tombol'
  }
}
