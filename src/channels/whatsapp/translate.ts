import {
  isHostedLidUser,
  isLidUser,
  normalizeMessageContent,
  proto,
  toNumber,
  WAMessageStubType,
  type BaileysEventMap,
  type WAMessage,
} from '@whiskeysockets/baileys'
import { inboxId, type Incoming, type Sender } from '../../app/message.ts'
import { describe } from './contents.ts'
import { personOf } from './persons.ts'

/** Whose messages are read: our account, its own addresses, and the time for what carries none. */
export interface Own {
  readonly account: string
  /** Phone number and LID addresses of the linked account, without device. */
  readonly me: readonly string[]
  readonly now: Date
}

type Call = BaileysEventMap['call'][number]
type Common = Pick<Incoming, 'account' | 'chat' | 'also' | 'lasting' | 'sentAt'> & { readonly from: Sender }

/** Ids that people's phones give are 16 to 32 characters long. */
const longestId = 128
/** A sign is one emoji, which may be a sequence of several characters. */
const longestSign = 64

const { Type: ProtocolType } = proto.Message.ProtocolMessage
const { AssociationType } = proto.MessageAssociation
/** Somebody rang while nobody was there to decline. */
const missedCalls = new Set<unknown>([WAMessageStubType.CALL_MISSED_VOICE, WAMessageStubType.CALL_MISSED_VIDEO])

/**
 * A message of WhatsApp in our words, secrets hidden; empty for what means nothing to us: groups, status, newsletters,
 * history, and what clients tell each other. Edits, deletions and reactions are messages with ids of their own, which the
 * network repeats when it repeats them. One that cannot be read yet has the id under which it will come again. Pure.
 */
export function translate(message: WAMessage, own: Own): Incoming[] {
  const common = commonOf(message, own)
  const { id, fromMe } = message.key
  if (!common || !id) return []
  if (message.messageStubType) return withoutContent(message.messageStubType, common, message.key)
  if (fromMe) return answeredByPhone(message, common)
  const content = normalizeMessageContent(message.message)
  if (content?.protocolMessage) return changed(message, content.protocolMessage, common)
  if (content?.reactionMessage) {
    const { key, text } = content.reactionMessage
    const target = namedBy(key)
    if (!target) return []
    const emoji = text?.slice(0, longestSign) || null
    return [{ ...common, kind: 'reaction', id: idOf(common, id), messageId: target, emoji }]
  }
  const said = message.key.isViewOnce
    ? ({ text: '', secretHidden: false, attachments: [], unshown: 'view once' } as const)
    : describe(message.message ?? {}, { chat: common.chat, messageId: id })
  if (!said) return []
  return [
    {
      ...common,
      ...said,
      kind: 'message',
      id: idOf(common, id),
      where: 'private',
      messageId: id,
      ...replyOf(contextOf(content) ?? {}, common, own),
      ...albumOf(message.message),
    },
  ]
}

/** A call in our words; null for calls of groups and for news of a call already told. Pure. */
export function translateCall(call: Call, own: Own): Incoming | null {
  if (call.isGroup || call.groupJid || (call.status !== 'offer' && call.status !== 'timeout')) return null
  const { callerPn } = call
  const common = commonOf(
    {
      key: { remoteJid: call.chatId, id: call.id, ...(callerPn ? { remoteJidAlt: callerPn } : {}) },
      messageTimestamp: Math.floor(call.date.getTime() / 1000),
    },
    own,
  )
  return common && called(common, call.id)
}

function commonOf(message: WAMessage, { account, me, now }: Own): Common | null {
  const { remoteJid, remoteJidAlt, fromMe } = message.key
  const chat = personOf(remoteJid)
  if (!chat || me.includes(chat) || message.broadcast || message.category === 'peer') return null
  const alt = personOf(remoteJidAlt)
  const seconds = toNumber(message.messageTimestamp)
  const name = fromMe ? '' : (message.pushName ?? '').trim().slice(0, 80)
  // Of what we wrote ourselves the other address may be our own.
  const other = alt && alt !== chat && !fromMe && !me.includes(alt) ? alt : null
  const lasting = [chat, other].find(jid => jid !== null && (isLidUser(jid) || isHostedLidUser(jid)))
  return {
    account,
    chat,
    ...(other ? { also: [other] } : {}),
    ...(lasting ? { lasting } : {}),
    sentAt: seconds > 0 ? new Date(seconds * 1000) : now,
    from: { id: chat, name: name || 'Tanpa nama' },
  }
}

/** The id of the message that a key names, if it can be one. */
function namedBy(key: proto.IMessageKey | null | undefined): string | null {
  return key?.id && key.id.length <= longestId ? key.id : null
}

function idOf({ account, chat }: Common, messageId: string): string {
  return inboxId(account, chat, messageId)
}

/** What the client tells in place of a message: a call nobody took, or one that it could not decrypt. */
function withoutContent(
  stub: NonNullable<WAMessage['messageStubType']>,
  common: Common,
  { id, fromMe }: WAMessage['key'],
): Incoming[] {
  if (!id || fromMe) return []
  if (missedCalls.has(stub)) return [called(common, id)]
  if (stub !== WAMessageStubType.CIPHERTEXT) return []
  return [{ ...common, kind: 'unreadable', id: idOf(common, id), messageId: id }]
}

function called(common: Common, id: string): Incoming {
  return { ...common, kind: 'call', id: idOf(common, `call/${id}`) }
}

/** An edit or a deletion by the person; everything else under this name is talk between clients. */
function changed(message: WAMessage, change: proto.Message.IProtocolMessage, common: Common): Incoming[] {
  const { id } = message.key
  const target = namedBy(change.key)
  if (!id || !target) return []
  if (change.type === ProtocolType.REVOKE)
    return [{ ...common, kind: 'taken back', id: idOf(common, id), of: idOf(common, target) }]
  if (change.type !== ProtocolType.MESSAGE_EDIT || !change.editedMessage) return []
  const said = describe(change.editedMessage, { chat: common.chat, messageId: target })
  if (!said) return []
  return [
    { ...common, ...said, kind: 'edit', id: `${idOf(common, target)}~${id}`, where: 'private', messageId: target },
  ]
}

/** What the LPSE's own phone, or another program linked to it, wrote to a person; edits count as written anew. */
function answeredByPhone(message: WAMessage, common: Common): Incoming[] {
  const { id } = message.key
  const content = normalizeMessageContent(message.message)
  const edited = content?.protocolMessage?.type === ProtocolType.MESSAGE_EDIT && content.protocolMessage.editedMessage
  const said = id ? describe(edited || (message.message ?? {}), { chat: common.chat, messageId: id }) : null
  if (!id || !said) return []
  const { account, chat, sentAt } = common
  const { text, secretHidden, attachments, unshown, other = unshown && 'pesan sekali lihat' } = said
  return [
    {
      kind: 'answered by phone',
      id: idOf(common, id),
      account,
      chat,
      sentAt,
      messageId: id,
      text,
      secretHidden,
      attachments,
      ...(other === undefined ? {} : { other }),
    },
  ]
}

/** What a message answers or forwards; it stands in whatever kind of content there is. */
function contextOf(content: proto.IMessage | undefined): proto.IContextInfo | undefined {
  for (const part of Object.values(content ?? {}) as ({ contextInfo?: proto.IContextInfo | null } | null)[])
    if (part?.contextInfo) return part.contextInfo
  return undefined
}

/** Which message this one answers, and whether that one is ours. */
function replyOf(
  { stanzaId, participant }: proto.IContextInfo,
  { from, chat }: Common,
  { account, me }: Own,
): { replyTo?: string; replyToFrom?: string; replyToPerson?: Sender } {
  if (!stanzaId || stanzaId.length > longestId) return {}
  const writer = personOf(participant)
  if (writer && me.includes(writer)) return { replyTo: stanzaId, replyToFrom: account.slice(account.indexOf(':') + 1) }
  return { replyTo: stanzaId, replyToFrom: chat, replyToPerson: from }
}

/** Pictures sent together name the same parent. */
function albumOf(content: proto.IMessage | null | undefined): { album?: string } {
  const association =
    content?.messageContextInfo?.messageAssociation ??
    content?.associatedChildMessage?.message?.messageContextInfo?.messageAssociation
  const parent = namedBy(association?.parentMessageKey)
  return parent && association?.associationType === AssociationType.MEDIA_ALBUM ? { album: parent } : {}
}
