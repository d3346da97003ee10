import { normalizeMessageContent, toNumber, type MediaType, type proto } from '@whiskeysockets/baileys'
import type { Attachment, AttachmentKind } from '../../app/message.ts'
import { hideSecrets } from '../../domain/secrets.ts'
import { writeHandle } from './media-handle.ts'

/** What somebody put into one message, in our words. */
export interface Said {
  readonly text: string
  readonly secretHidden: boolean
  readonly attachments: readonly Attachment[]
  readonly other?: string
  readonly unshown?: 'view once' | 'unknown'
}

type Content = proto.IMessage

/** Characters at most: of words as many as WhatsApp takes, of the rest more than any phone makes. */
const longest = { text: 65_536, other: 4000, place: 2000, mime: 100 }

/** The fields that all kinds of media share. */
interface Media {
  readonly mediaKey?: Uint8Array | null
  readonly directPath?: string | null
  readonly url?: string | null
  readonly fileSha256?: Uint8Array | null
  readonly fileEncSha256?: Uint8Array | null
  readonly fileLength?: Parameters<typeof toNumber>[0]
  readonly mimetype?: string | null
  readonly viewOnce?: boolean | null
}

/** Parts of a message that carry keys, settings or marks of the client: nobody said anything. */
const silent = new Set([
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'protocolMessage',
  'reactionMessage',
  'encReactionMessage',
  'albumMessage',
  'call',
  'callLogMesssage',
  'bcallMessage',
  'chat',
  'keepInChatMessage',
  'pinInChatMessage',
  'stickerSyncRmrMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'deviceSentMessage',
])

const nothingSaid = { text: '', secretHidden: false, attachments: [] } as const

/** What a message says, secrets hidden; null when nobody said anything. `place`: where it came, for fetching its file. */
export function describe(content: Content, place: { chat: string; messageId: string }): Said | null {
  if (isViewOnce(content)) return { ...nothingSaid, unshown: 'view once' }
  const inner = normalizeMessageContent(content) ?? {}
  const media = mediaOf(inner)
  if (media) {
    const { text, hidden } = hideSecrets(media.caption.slice(0, longest.text))
    return { text, secretHidden: hidden, attachments: attachmentsOf(media, place) }
  }
  const words = textOf(inner)
  if (words !== null) {
    const { text, hidden } = hideSecrets(words.slice(0, longest.text))
    return { ...nothingSaid, text, secretHidden: hidden }
  }
  const other = otherOf(inner)
  if (other !== null) return { ...nothingSaid, other: hideSecrets(other.slice(0, longest.other)).text }
  const type = namesIn(inner).find(name => !silent.has(name))
  return type === undefined ? null : { ...nothingSaid, unshown: 'unknown', other: type }
}

function namesIn(content: Content): string[] {
  return Object.entries(content)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name]) => name)
}

/** The message or anything wrapped in it may be looked at once only: what is in it is not ours to keep. */
export function isViewOnce(content: Content): boolean {
  if (content.viewOnceMessage || content.viewOnceMessageV2 || content.viewOnceMessageV2Extension) return true
  const wrapped =
    content.ephemeralMessage ??
    content.documentWithCaptionMessage ??
    content.editedMessage ??
    content.associatedChildMessage
  if (wrapped?.message) return isViewOnce(wrapped.message)
  return [content.imageMessage, content.videoMessage, content.audioMessage, content.ptvMessage].some(
    media => media?.viewOnce === true,
  )
}

function textOf(content: Content): string | null {
  const answered =
    content.buttonsResponseMessage?.selectedDisplayText ??
    content.templateButtonReplyMessage?.selectedDisplayText ??
    content.listResponseMessage?.title ??
    content.interactiveResponseMessage?.body?.text
  const words = content.conversation ?? content.extendedTextMessage?.text ?? answered
  return words || null
}

interface Shown {
  readonly kind: AttachmentKind
  readonly type: MediaType
  readonly media: Media
  readonly caption: string
  readonly name?: string
}

function mediaOf(content: Content): Shown | null {
  const { imageMessage, documentMessage, audioMessage, videoMessage, ptvMessage } = content
  const sticker = content.stickerMessage ?? content.lottieStickerMessage?.message?.stickerMessage
  if (imageMessage) return { kind: 'photo', type: 'image', media: imageMessage, caption: imageMessage.caption ?? '' }
  if (documentMessage) {
    const name = (documentMessage.fileName ?? documentMessage.title)?.slice(0, longest.place)
    return {
      kind: 'document',
      type: 'document',
      media: documentMessage,
      caption: documentMessage.caption ?? '',
      ...(name ? { name } : {}),
    }
  }
  if (audioMessage)
    return { kind: audioMessage.ptt ? 'voice' : 'audio', type: 'audio', media: audioMessage, caption: '' }
  if (videoMessage)
    return {
      kind: videoMessage.gifPlayback ? 'animation' : 'video',
      type: 'video',
      media: videoMessage,
      caption: videoMessage.caption ?? '',
    }
  if (ptvMessage) return { kind: 'video_note', type: 'video', media: ptvMessage, caption: '' }
  return sticker ? { kind: 'sticker', type: 'sticker', media: sticker, caption: '' } : null
}

/** No attachment where there is no key: an edited caption may come without its file. */
function attachmentsOf({ kind, type, media, name }: Shown, place: { chat: string; messageId: string }): Attachment[] {
  if (!media.mediaKey?.length || !(media.directPath || media.url)) return []
  if (Math.max(media.directPath?.length ?? 0, media.url?.length ?? 0) > longest.place) return []
  const size = toNumber(media.fileLength) || 0
  const unique = media.fileSha256?.length ? Buffer.from(media.fileSha256).toString('base64') : undefined
  const networkFile = writeHandle({
    type,
    key: media.mediaKey,
    path: media.directPath ?? null,
    url: media.url ?? null,
    sha256: media.fileSha256 ?? null,
    encSha256: media.fileEncSha256 ?? null,
    size,
    mime: media.mimetype?.slice(0, longest.mime) ?? '',
    ...place,
  })
  return [
    {
      kind,
      networkFile,
      ...(unique === undefined ? {} : { unique }),
      ...(name ? { name: hideSecrets(name).text.slice(0, 120) } : {}),
      ...(size ? { size } : {}),
    },
  ]
}

/** Things that are neither words nor file, with what they hold. */
function otherOf(content: Content): string | null {
  const { locationMessage, liveLocationMessage, contactMessage, contactsArrayMessage } = content
  if (locationMessage) {
    const { name, address, degreesLatitude, degreesLongitude } = locationMessage
    return named('lokasi', [name, address, degreesLatitude, degreesLongitude])
  }
  if (liveLocationMessage) {
    const { caption, degreesLatitude, degreesLongitude } = liveLocationMessage
    return named('lokasi langsung', [caption, degreesLatitude, degreesLongitude])
  }
  if (contactMessage) return named('kartu kontak', [contactOf(contactMessage)])
  if (contactsArrayMessage) {
    const contacts = contactsArrayMessage.contacts ?? []
    return named(`${contacts.length} kartu kontak`, [contacts.map(contactOf).join('; ')])
  }
  const poll =
    content.pollCreationMessage ??
    content.pollCreationMessageV2 ??
    content.pollCreationMessageV3 ??
    content.pollCreationMessageV5 ??
    content.pollCreationMessageV4?.message?.pollCreationMessage
  if (poll) return named('jajak pendapat', [poll.name, ...(poll.options ?? []).map(option => option.optionName)])
  // A vote is encrypted for whoever made the poll, and Loket makes none.
  if (content.pollUpdateMessage) return 'suara dalam jajak pendapat'
  if (content.groupInviteMessage) return named('undangan grup', [content.groupInviteMessage.groupName])
  return null
}

function named(name: string, values: readonly (string | number | null | undefined)[]): string {
  const words = values.filter(value => value !== null && value !== undefined && value !== '').join(', ')
  return words ? `${name}: ${words}` : name
}

/** Name and numbers of a card; the number as WhatsApp knows it (waid) where the card tells it. */
function contactOf({ displayName, vcard }: proto.Message.IContactMessage): string {
  const lines = (vcard ?? '').split(/\r?\n/)
  const numbers = lines.flatMap(line => {
    const written = /^(?:item\d+\.)?TEL[^:]*:(.+)$/i.exec(line)?.[1]?.trim()
    const known = /;waid=(\d+)/i.exec(line)?.[1]
    if (known !== undefined) return [`+${known}`]
    return written ? [written] : []
  })
  const name = displayName ?? lines.find(line => /^FN[;:]/i.test(line))?.replace(/^FN[^:]*:/i, '')
  return [name, ...numbers].filter(Boolean).join(', ')
}
