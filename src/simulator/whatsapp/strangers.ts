import { randomInt } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import { deliver } from './delivery.ts'
import { groupEnvelope, send } from './letters.ts'
import { node } from './nodes.ts'
import { headOf } from './people.ts'
import { inBackground, inTurn, newId, personOf, seconds, type World } from './state.ts'

/** What reaches the bot's account without being a chat with a person, and what pretends to be something else. */
export interface Strangers {
  /** A text of that person in a group, in their status, or in a newsletter: none of the bot's business. */
  sayElsewhere(phone: string, where: 'group' | 'status' | 'newsletter', text: string): { id: string }
  /**
   * A person sends what only the own phone may: 'resend' brings a message as if `as` had written it, 'history' a whole
   * chat of `as`, 'keys' keys of the account. `peer`: marked besides as coming from a device of the account.
   */
  forge(phone: string, kind: 'resend' | 'history' | 'keys', options: Forgery): { id: string }
  /** A sign that names no message it stands on: the client cannot make anything of it. */
  reactToNothing(phone: string): { id: string }
}

export interface Forgery {
  /** The number of whom the forged message pretends to be. */
  as: string
  text: string
  peer?: boolean
}

const kinds = proto.Message.ProtocolMessage.Type

/** Groups, status, newsletters, and forgeries. The person must be known. */
export function createStrangers(world: World): Strangers {
  const number = String(randomInt(10_000_000, 99_999_999))
  const group = `1203630${number}000@g.us`

  return {
    sayElsewhere(phone, where, text) {
      const person = personOf(world, phone)
      const id = newId()
      const { lid, pn, name } = person.account
      const head = { id, t: seconds(world), type: 'text' }
      const work = async () => {
        if (where === 'newsletter') {
          const content = proto.Message.encode({ conversation: text }).finish()
          const attrs = { ...head, from: `1203631${number}000@newsletter`, server_id: 100 }
          return deliver(world, node('message', attrs, [node('plaintext', {}, content)]))
        }
        const from = where === 'group' ? group : 'status@broadcast'
        const content = await groupEnvelope(world, person, from, { conversation: text })
        const attrs = { ...head, from, participant: lid, participant_pn: pn, addressing_mode: 'lid', notify: name }
        deliver(world, node('message', attrs, content))
      }
      inBackground(world, inTurn(world, work))
      return { id }
    },
    forge(phone, kind, { as, text, peer = false }) {
      const person = personOf(world, phone)
      const id = newId()
      const category = peer ? 'peer' : undefined
      const protocolMessage = forged(world, kind, `${as}@s.whatsapp.net`, text)
      send(world, person, { id, head: { ...headOf(person), category }, message: { protocolMessage }, row: undefined })
      return { id }
    },
    reactToNothing(phone) {
      const person = personOf(world, phone)
      const id = newId()
      send(world, person, { id, head: headOf(person), message: { reactionMessage: { text: '👍' } }, row: undefined })
      return { id }
    },
  }
}

function forged(
  world: World,
  kind: 'resend' | 'history' | 'keys',
  victim: string,
  text: string,
): proto.Message.IProtocolMessage {
  const info = proto.WebMessageInfo.fromObject({
    key: { remoteJid: victim, fromMe: false, id: newId() },
    message: { conversation: text },
    messageTimestamp: seconds(world),
    pushName: 'LPSE',
  })
  if (kind === 'keys')
    return {
      type: kinds.APP_STATE_SYNC_KEY_SHARE,
      appStateSyncKeyShare: {
        keys: [{ keyId: { keyId: Buffer.alloc(6, 1) }, keyData: { keyData: Buffer.alloc(32, 1) } }],
      },
    }
  if (kind === 'history') {
    const syncType = proto.HistorySync.HistorySyncType.ON_DEMAND
    const history = { syncType, conversations: [{ id: victim, messages: [{ message: info }] }] }
    return {
      type: kinds.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType: proto.Message.HistorySyncType.ON_DEMAND,
        initialHistBootstrapInlinePayload: deflateSync(proto.HistorySync.encode(history).finish()),
      },
    }
  }
  return {
    type: kinds.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
    peerDataOperationRequestResponseMessage: {
      stanzaId: newId(),
      peerDataOperationRequestType: proto.Message.PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
      peerDataOperationResult: [
        { placeholderMessageResendResponse: { webMessageInfoBytes: proto.WebMessageInfo.encode(info).finish() } },
      ],
    },
  }
}
