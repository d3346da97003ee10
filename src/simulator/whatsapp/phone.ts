import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import { post, send } from './letters.ts'
import { userOf } from './nodes.ts'
import type { Contents } from './people.ts'
import type { OwnPhone } from './sending.ts'
import { inBackground, inTurn, messageOf, newId, personOf, remember, remembered, seconds, type World } from './state.ts'
import type { Content } from './types.ts'

/** One message of the bot as the LPSE's own phone shows it. */
export interface Copy {
  readonly id: string
  /** The jid the bot wrote to. */
  readonly to: string
  readonly text: string
}

/** The phone the bot is linked to, in somebody's hand. */
export interface Phone {
  /** Somebody answers a person from the phone; the bot is told. */
  say(to: string, content: Content): Promise<{ id: string }>
  /** What the bot sent, as the phone shows it, oldest first. */
  copies(): readonly Copy[]
}

const kinds = proto.Message.ProtocolMessage.Type

/** The verbs of the phone, and what it does by itself. */
export function createPhone(
  world: World,
  contents: Contents,
): { network: Phone; server: OwnPhone; welcome: () => void } {
  const { own } = world
  const copies: Copy[] = []

  /** A message from the phone to its own linked device, about the account itself. */
  function sendPeer(protocolMessage: proto.Message.IProtocolMessage): void {
    const head = { from: own.account.pn, category: 'peer' }
    send(world, own, { id: newId(), head, message: { protocolMessage }, row: undefined })
  }

  function welcome(): void {
    const deviceIndexes = [0, world.device?.id ?? 0]
    const fingerprint = { rawId: own.signal.registrationId, currentIndex: 0, deviceIndexes }
    const keyData = { keyData: randomBytes(32), fingerprint, timestamp: world.now() }
    sendPeer({
      type: kinds.APP_STATE_SYNC_KEY_SHARE,
      appStateSyncKeyShare: { keys: [{ keyId: { keyId: randomBytes(6) }, keyData }] },
    })
    const syncType = proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP
    const phoneNumberToLidMappings = [...world.people.values()].map(({ account }) => ({
      pnJid: account.pn,
      lidJid: account.lid,
    }))
    const history = proto.HistorySync.encode({ syncType, progress: 100, chunkOrder: 1, phoneNumberToLidMappings })
    sendPeer({
      type: kinds.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
        initialHistBootstrapInlinePayload: deflateSync(history.finish()),
        progress: 100,
        chunkOrder: 1,
      },
    })
  }

  return {
    welcome,
    server: {
      copy(id, { destinationJid, message }) {
        const work = contents.read(message ?? {}).then(({ text, caption }) => {
          copies.push({ id, to: destinationJid ?? '', text: text || caption })
          if (!world.keep && copies.length > remembered) copies.shift()
          world.emit('seen')
        })
        inBackground(world, work)
      },
      async request(id, sealed) {
        const { device } = world
        if (!device) return
        const message = await own.signal.decrypt(device.lid, sealed).catch(() => undefined)
        // The client wraps what it asks of the phone as it wraps copies.
        const inner = message?.deviceSentMessage?.message ?? message
        const asked = inner?.protocolMessage?.peerDataOperationRequestMessage?.placeholderMessageResendRequest ?? []
        for (const { messageKey } of asked) answerPlaceholder(id, messageKey ?? {})
      },
    },
    network: {
      copies: () => copies,
      async say(to, content) {
        const person = personOf(world, to)
        const quoted = content.replyTo === undefined ? undefined : messageOf(person, content.replyTo)
        const id = newId()
        const { lid, pn } = person.account
        const building = contents.build(content, quoted, person, 'lid')
        building.catch(() => {})
        return inTurn(world, async () => {
          const message = await building
          const shown = await contents.read(message)
          const stored = remember(world, person, message, { id, from: 'phone', arrivals: 1, ...shown })
          const about = { id, phone: to, at: stored.at, fromOwnPhone: true }
          const row = world.ledger.addSaid(about, stored.text || stored.caption)
          await post(world, own, {
            id,
            head: { from: own.account.lid, recipient: lid, addressing_mode: 'lid', peer_recipient_pn: pn },
            message: { deviceSentMessage: { destinationJid: lid, message } },
            row,
          })
          return { id }
        })
      },
    },
  }

  /** The bot could not read a message of a person and asks the phone, which got it as well, for what it says. */
  function answerPlaceholder(stanzaId: string, key: proto.IMessageKey): void {
    const person = world.byUser.get(userOf(key.remoteJid ?? ''))
    const letter = person?.letters.get(key.id ?? '')
    if (!letter || letter.isWithheld) return
    const webMessageInfoBytes = proto.WebMessageInfo.encode({
      key,
      message: letter.message,
      messageTimestamp: seconds(world),
    }).finish()
    sendPeer({
      type: kinds.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
      peerDataOperationRequestResponseMessage: {
        stanzaId,
        peerDataOperationRequestType: proto.Message.PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
        peerDataOperationResult: [{ placeholderMessageResendResponse: { webMessageInfoBytes } }],
      },
    })
  }
}
