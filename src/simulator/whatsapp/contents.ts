import { randomBytes } from 'node:crypto'
import { getContentType, normalizeMessageContent, proto } from '@whiskeysockets/baileys'
import { imageSize } from '../telegram/samples.ts'
import type { GivenFields, MediaHost } from './media.ts'
import { mimeOf } from './mime.ts'
import { sampleFiles } from './sample-files.ts'
import type { Content, MediaKind, SeenMessage } from './types.ts'
import { readCard, writeCard } from './vcard.ts'

/** The message that another one answers. */
export interface Quoted {
  id: string
  fromBot: boolean
  message: proto.IMessage
  /** The person's jid, in the addressing of the chat. */
  chat: string
  /** The jid of the account the bot is linked to, in the same addressing; needed to quote what the bot wrote. */
  bot?: string
}

/** WhatsApp takes 65,536 characters in one message. */
const maxText = 65_536

/** The fields of Content that say what a message is; a message has one of them. */
const kindsOfContent = [
  'text',
  'extendedText',
  'image',
  'document',
  'voice',
  'audio',
  'video',
  'sticker',
  'location',
  'liveLocation',
  'contact',
  'contacts',
  'poll',
  'viewOnce',
  'unknown',
] as const

/**
 * What a phone puts on the wire for this content, before padding and encryption; files go to the host. A view-once is
 * empty: linked devices get its placeholder only. Throws an Error for what no phone lets a person send.
 */
export async function buildMessage(content: Content, media: MediaHost, quoted?: Quoted): Promise<proto.IMessage> {
  const kinds = kindsOfContent.filter(kind => content[kind] !== undefined)
  const [kind] = kinds
  if (!kind || kinds.length > 1) throw new Error('a message has one kind of content')
  const words = content.text ?? content.extendedText ?? content.caption ?? ''
  if (words.length > maxText) throw new Error('no phone lets a person send that much text')
  if (content.caption !== undefined && !['image', 'document', 'video'].includes(kind))
    throw new Error('only an image, a document or a video has words under it')
  if (content.viewOnce) return {}
  const contextInfo = contextOf(content, quoted)
  const message = await bare(content, media, contextInfo !== undefined)
  const field = getContentType(message) as 'extendedTextMessage'
  const inner = message[field]!
  if (contextInfo) message[field] = { ...inner, contextInfo }
  // Phones send a secret with every message: votes, reactions and reports are made with it.
  const wrapped =
    content.document && content.caption !== undefined ? { documentWithCaptionMessage: { message } } : message
  return proto.Message.fromObject({ ...wrapped, messageContextInfo: { messageSecret: randomBytes(32) } })
}

async function bare(content: Content, media: MediaHost, hasContext: boolean): Promise<proto.IMessage> {
  const { text, extendedText, location, liveLocation, contact, contacts, poll } = content
  // A plain text has no place for what it answers.
  if (text !== undefined && !hasContext) return { conversation: text }
  if (text !== undefined || extendedText !== undefined) return { extendedTextMessage: { text: text ?? extendedText! } }
  if (location)
    return {
      locationMessage: {
        degreesLatitude: location.latitude,
        degreesLongitude: location.longitude,
        ...(location.name === undefined ? {} : { name: location.name }),
        ...(location.address === undefined ? {} : { address: location.address }),
      },
    }
  if (liveLocation)
    return {
      liveLocationMessage: {
        degreesLatitude: liveLocation.latitude,
        degreesLongitude: liveLocation.longitude,
        accuracyInMeters: 20,
        sequenceNumber: 1,
      },
    }
  if (contact) return { contactMessage: { displayName: contact.name, vcard: writeCard(contact) } }
  if (contacts) {
    const cards = contacts.map(one => ({ displayName: one.name, vcard: writeCard(one) }))
    return { contactsArrayMessage: { displayName: `${cards.length} kontak`, contacts: cards } }
  }
  if (poll) {
    const options = poll.options.map(optionName => ({ optionName }))
    return { pollCreationMessage: { name: poll.question, options, selectableOptionsCount: 0 } }
  }
  if (content.unknown) return { paymentInviteMessage: { serviceType: 0, expiryTimestamp: 0 } }
  return fileMessage(content, media)
}

async function fileMessage(content: Content, media: MediaHost): Promise<proto.IMessage> {
  const { image, document, voice, audio, video, sticker, caption } = content
  const file = async (kind: MediaKind, given: Buffer | true) => {
    const bytes = given === true ? sampleFiles[kind] : given
    return { ...(await media.store(bytes, kind)), mimetype: mimeOf(kind, bytes), ...imageSize(bytes) }
  }
  const under = caption === undefined ? {} : { caption }
  const thumbnail = { jpegThumbnail: sampleFiles.image }
  if (image) return { imageMessage: { ...(await file('image', image)), ...thumbnail, ...under } }
  if (video) return { videoMessage: { ...(await file('video', video)), ...thumbnail, seconds: 1, ...under } }
  if (sticker) return { stickerMessage: { ...(await file('sticker', sticker)), isAnimated: false } }
  if (voice)
    return { audioMessage: { ...(await file('voice', voice)), seconds: 1, ptt: true, waveform: Buffer.alloc(64, 40) } }
  if (audio) return { audioMessage: { ...(await file('audio', audio)), seconds: 1, ptt: false } }
  const { name, bytes, mime, size } = document!
  const fields =
    bytes || size === undefined
      ? await media.store(bytes ?? sampleFiles.document, 'document')
      : media.declare(size, 'document')
  const mimetype = mime ?? mimeOf('document', bytes ?? sampleFiles.document, name)
  return { documentMessage: { ...fields, mimetype, fileName: name, title: name, ...under } }
}

function contextOf({ forwarded }: Content, quoted: Quoted | undefined): proto.IContextInfo | undefined {
  if (!quoted && !forwarded) return undefined
  const mark = forwarded ? { isForwarded: true, forwardingScore: 1 } : {}
  if (!quoted) return mark
  const author = quoted.fromBot ? quoted.bot : quoted.chat
  return {
    ...mark,
    stanzaId: quoted.id,
    ...(author === undefined ? {} : { participant: author }),
    quotedMessage: withoutContext(quoted.message),
  }
}

/** A quoted message as phones copy it: its content alone, without what it answered itself. */
function withoutContext(message: proto.IMessage): proto.IMessage {
  const content = normalizeMessageContent(message) ?? {}
  const field = getContentType(content)
  if (!field) return {}
  const inner = content[field]
  if (typeof inner !== 'object' || inner === null) return { [field]: inner }
  const { contextInfo: _, ...rest } = inner as { contextInfo?: unknown }
  return { [field]: rest }
}

type Read = Pick<SeenMessage, 'text' | 'caption' | 'media' | 'location' | 'contact' | 'replyTo'>
type Inner = GivenFields & {
  mimetype?: string | null
  fileName?: string | null
  fileLength?: unknown
  caption?: string | null
  contextInfo?: proto.IContextInfo | null
}

/** What a message says of its file; undefined when it has none. */
export function fileOf(message: proto.IMessage): GivenFields | undefined {
  const content = normalizeMessageContent(message) ?? {}
  const field = getContentType(content)
  const inner = field && content[field]
  return typeof inner === 'object' && inner !== null && 'directPath' in inner ? inner : undefined
}

/** What a person sees of a message, its file fetched and decrypted; of kinds a phone would not show, nothing. */
export async function readMessage(message: proto.IMessage, media: MediaHost): Promise<Read> {
  const content = normalizeMessageContent(message.deviceSentMessage?.message ?? message) ?? {}
  const field = getContentType(content)
  const inner = field && typeof content[field] === 'object' ? (content[field] as Inner) : undefined
  const kind = mediaKindOf(content)
  const place = content.locationMessage ?? content.liveLocationMessage
  const card = content.contactMessage ?? content.contactsArrayMessage?.contacts?.[0]
  const replyTo = inner?.contextInfo?.stanzaId
  return {
    text: textOf(content),
    caption: inner?.caption ?? '',
    ...(kind && inner ? { media: await mediaOf(inner, kind, media) } : {}),
    ...(place ? { location: placeOf(place) } : {}),
    ...(card ? { contact: readCard(card.vcard ?? '') } : {}),
    ...(replyTo ? { replyTo } : {}),
  }
}

function placeOf(place: proto.Message.ILocationMessage): NonNullable<Read['location']> {
  const { degreesLatitude: latitude, degreesLongitude: longitude, name } = place
  return { latitude: latitude ?? 0, longitude: longitude ?? 0, ...(name ? { name } : {}) }
}

/** A poll is read as its question and its options, one a line. */
function textOf(content: proto.IMessage): string {
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  if (poll) return [poll.name ?? '', ...(poll.options ?? []).map(({ optionName }) => optionName ?? '')].join('\n')
  return content.conversation ?? content.extendedTextMessage?.text ?? ''
}

function mediaKindOf(content: proto.IMessage): MediaKind | undefined {
  if (content.imageMessage) return 'image'
  if (content.documentMessage) return 'document'
  if (content.audioMessage) return content.audioMessage.ptt ? 'voice' : 'audio'
  if (content.videoMessage ?? content.ptvMessage) return 'video'
  return content.stickerMessage ? 'sticker' : undefined
}

async function mediaOf(file: Inner, kind: MediaKind, media: MediaHost): Promise<NonNullable<Read['media']>> {
  return {
    kind,
    name: file.fileName ?? '',
    mime: file.mimetype ?? '',
    size: Number(file.fileLength ?? 0),
    bytes: await media.open(file, kind),
  }
}
