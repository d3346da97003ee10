import {
  generateWAMessage,
  generateWAMessageFromContent,
  isLidUser,
  proto,
  toNumber,
  type AnyMessageContent,
  type WAMessage,
} from '@whiskeysockets/baileys'
import type { Attachment } from '../../app/message.ts'
import type { Content, Files, Outgoing, SentMessages } from '../../app/ports.ts'
import { LoketError } from '../../errors.ts'
import { failureOf, fileFailureOf } from './failures.ts'
import { readHandle } from './media-handle.ts'
import { messageIdOf } from './message-ids.ts'
import { toWhatsApp, toWhatsAppWhole, withChoices } from './render.ts'
import type { Line } from './serving.ts'
import { silentLogger } from './silent-logger.ts'
import { bearsNoCaption, forwardOf, uploadOf } from './upload.ts'

/** One message of a send, ready to leave. */
export interface Letter {
  readonly id: string
  readonly whole: WAMessage
  /** What the envelope must say: of an edit and of a deletion the server wants to know. */
  readonly attributes: Readonly<Record<string, string>>
}

export interface ComposeParts {
  readonly account: string
  readonly files: Files
  readonly sent: SentMessages
  readonly now: Date
}

/** Phones take an edit so long after the message, and a deletion so long; milliseconds (faq.whatsapp.com). */
const editable = 15 * 60_000
const deletable = 60 * 3600_000
/** How long the upload of one file may take, milliseconds. */
const uploadWait = 120_000

/** The messages of a send in their order, files uploaded; nothing of it has left. Throws the codes of Channel.send. */
export async function compose(outgoing: Outgoing, line: Line, parts: ComposeParts): Promise<Letter[]> {
  const { content } = outgoing
  switch (content.kind) {
    case 'text': {
      const texts = toWhatsApp(withChoices(content.text, content.buttons))
      const quoted = await quotedOf(outgoing, parts)
      return Promise.all(texts.map((text, at) => letter(outgoing, at, { text }, line, at === 0 ? quoted : undefined)))
    }
    case 'files':
      return composeFiles(outgoing, content, line, parts)
    case 'edit': {
      const [target = ''] = outgoing.target
      const original = await ownMessage(target, outgoing.chat, editable, parts)
      const words = toWhatsAppWhole(withChoices(content.text, content.buttons))
      const edited = outgoing.targetHasFiles ? recaptioned(original, words) : { extendedTextMessage: { text: words } }
      const change: proto.Message.IProtocolMessage = {
        key: keyOf(outgoing.chat, target),
        type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
        editedMessage: edited,
        timestampMs: parts.now.getTime(),
      }
      return [changing(outgoing, 0, change, '1', line)]
    }
    case 'delete': {
      const { only } = content
      const targets = only ? outgoing.target.filter((_, at) => only.includes(at)) : outgoing.target
      for (const target of targets) await ownMessage(target, outgoing.chat, deletable, parts)
      const type = proto.Message.ProtocolMessage.Type.REVOKE
      return targets.map((target, at) => changing(outgoing, at, { key: keyOf(outgoing.chat, target), type }, '7', line))
    }
    case 'answer tap':
      return []
    case 'topic':
    case 'topic state':
    case 'delete topic':
      throw new LoketError('CHANNEL_REFUSED', 'no topics')
  }
}

/** The words go under the first file that bears any, or before the files when none does. */
async function composeFiles(
  outgoing: Outgoing,
  content: Extract<Content, { kind: 'files' }>,
  line: Line,
  parts: ComposeParts,
): Promise<Letter[]> {
  const attachments = content.attachments.filter(one => !one.removed)
  const quoted = await quotedOf(outgoing, parts)
  const texts = toWhatsApp(content.text)
  const bearer = texts.length === 1 ? attachments.findIndex(one => !bearsNoCaption(one)) : -1
  const letters: Letter[] = []
  if (bearer === -1)
    for (const text of texts)
      letters.push(await letter(outgoing, letters.length, { text }, line, letters.length ? undefined : quoted))
  for (const [at, one] of attachments.entries()) {
    const caption = at === bearer ? (texts[0] ?? '') : ''
    letters.push(
      await fileLetter(outgoing, letters.length, one, caption, line, letters.length ? undefined : quoted, parts),
    )
  }
  return letters
}

async function fileLetter(
  outgoing: Outgoing,
  part: number,
  one: Attachment,
  caption: string,
  line: Line,
  quoted: WAMessage | undefined,
  { files }: ComposeParts,
): Promise<Letter> {
  const handle = outgoing.upload && one.stored ? null : readHandle(one.networkFile)
  if (handle) return wrapped(outgoing, part, forwardOf(one, handle, caption), line, quoted)
  if (!one.stored) throw new LoketError('CHANNEL_REFUSED', 'the file is not stored')
  const upload = await uploadOf(one, one.stored, caption, files)
  try {
    const made = await letter(outgoing, part, upload.content, line, quoted)
    if (made.whole.message) upload.finish(made.whole.message)
    return made
  } catch (error) {
    // The stored file may be damaged; anything else is the network's, which has seen no message yet.
    if (error instanceof LoketError) throw error
    throw new LoketError('CHANNEL_UNREACHABLE', fileFailureOf(error).detail)
  }
}

async function letter(
  { id, chat }: Outgoing,
  part: number,
  content: AnyMessageContent,
  line: Line,
  quoted: WAMessage | undefined,
): Promise<Letter> {
  const messageId = messageIdOf(id, part)
  const whole = await generateWAMessage(chat, content, {
    logger: silentLogger,
    userJid: ownAddress(chat, line),
    upload: line.socket.waUploadToServer,
    mediaUploadTimeoutMs: uploadWait,
    messageId,
    ...(quoted ? { quoted } : {}),
  })
  return { id: messageId, whole, attributes: {} }
}

function wrapped(
  { id, chat }: Outgoing,
  part: number,
  message: proto.IMessage,
  line: Line,
  quoted?: WAMessage,
  attributes: Readonly<Record<string, string>> = {},
): Letter {
  const messageId = messageIdOf(id, part)
  const options = { userJid: ownAddress(chat, line), messageId, ...(quoted ? { quoted } : {}) }
  return { id: messageId, whole: generateWAMessageFromContent(chat, message, options), attributes }
}

function changing(
  outgoing: Outgoing,
  part: number,
  protocolMessage: proto.Message.IProtocolMessage,
  edit: string,
  line: Line,
): Letter {
  return wrapped(outgoing, part, { protocolMessage }, line, undefined, { edit })
}

/** In a chat by LID we are known by ours. */
function ownAddress(chat: string, line: Line): string {
  const addresses = line.me()
  return addresses.find(jid => isLidUser(jid) === isLidUser(chat)) ?? addresses[0] ?? ''
}

function keyOf(remoteJid: string, id: string): proto.IMessageKey {
  return { remoteJid, id, fromMe: true }
}

/** A message of ours that phones still let us change; CHANNEL_REFUSED for any other. */
async function ownMessage(
  id: string,
  chat: string,
  within: number,
  { account, sent, now }: ComposeParts,
): Promise<WAMessage> {
  const whole = await stored(id, chat, account, sent)
  if (!whole) throw new LoketError('CHANNEL_REFUSED', 'not a message of ours')
  if (now.getTime() - toNumber(whole.messageTimestamp) * 1000 > within)
    throw new LoketError('CHANNEL_REFUSED', 'too old to change')
  return whole
}

async function stored(id: string, chat: string, account: string, sent: SentMessages): Promise<WAMessage | null> {
  let bytes: Uint8Array | null
  try {
    bytes = await sent.get(account, id)
  } catch (error) {
    throw failureOf(error, false)
  }
  if (!bytes) return null
  const whole = proto.WebMessageInfo.decode(bytes) as WAMessage
  return whole.key.remoteJid === chat ? whole : null
}

/** The message this one answers: ours with its words; of the person's only its id is known here, which phones go by. */
async function quotedOf({ replyTo, chat }: Outgoing, { account, sent }: ComposeParts): Promise<WAMessage | undefined> {
  if (!replyTo) return undefined
  const own = await stored(replyTo, chat, account, sent)
  return own ?? { key: { remoteJid: chat, id: replyTo, fromMe: false }, message: { conversation: '' } }
}

/** The picture or document again with other words under it. */
function recaptioned({ message }: WAMessage, caption: string): proto.IMessage {
  const { imageMessage, videoMessage, documentMessage } = message ?? {}
  if (imageMessage) return { imageMessage: { ...imageMessage, caption } }
  if (videoMessage) return { videoMessage: { ...videoMessage, caption } }
  if (documentMessage) return { documentMessage: { ...documentMessage, caption } }
  throw new LoketError('CHANNEL_REFUSED', 'nothing to write under')
}
