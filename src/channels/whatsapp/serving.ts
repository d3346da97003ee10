import {
  decodeMessageNode,
  getBinaryNodeChild,
  proto,
  type BaileysEventMap,
  type BinaryNode,
  type CacheStore,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys'
import type { Checkpoint, Clock, SentMessages } from '../../app/ports.ts'
import { traceOf, type Log } from '../../log.ts'
import { createAcknowledgements, type Acknowledgements } from './acknowledgements.ts'
import { createDepartures, type Departures } from './departures.ts'
import { refusalOf } from './failures.ts'
import type { Auth } from './keys.ts'
import type { Plaintexts } from './plaintexts.ts'
import { readReceipt, type Arrival } from './receipts.ts'
import type { Receiving } from './receiving.ts'
import { connect, type Connection } from './socket.ts'
import { translate, translateCall, type Own } from './translate.ts'

/** A connection over which can be sent. */
export interface Line {
  readonly socket: WASocket
  readonly acknowledgements: Acknowledgements
  readonly departures: Departures
  /** Our own addresses: phone number and LID. */
  me(): string[]
}

export interface ServingParts {
  readonly account: string
  readonly url: string
  readonly auth: Auth
  readonly plaintexts: Plaintexts
  readonly receiving: Receiving
  readonly sent: SentMessages
  readonly retries: CacheStore
  readonly keepAlive: number
  readonly clock: Clock
  readonly checkpoint: Checkpoint
  readonly log: Log
  readonly arrived: (arrival: Arrival) => void
  /** The server has let us in. */
  readonly opened: () => void
  /** The server says whether writing first is forbidden, and until when. */
  readonly outreach: (stoppedUntil: Date | null) => void
}

/** How long writing first is left alone when the server does not say; milliseconds (channels.md B4: 24 h). */
const outreachPause = 24 * 3600_000

/** One connection of the linked account, from its beginning to its end. What comes goes into the inbox, nothing else. */
export function serve(parts: ServingParts): { readonly connection: Connection; readonly line: Line } {
  const { account, auth, plaintexts, receiving, sent, clock, log } = parts
  const acknowledgements = createAcknowledgements()
  const departures = createDepartures()
  const own = (): Own => ({ account, me: connection.me(), now: clock.now() })

  function hear(message: WAMessage): void {
    receiving.push(
      readable(() => translate(message, own()), log),
      message.key.id ? [message.key.id] : [],
    )
  }

  function hearCall(call: BaileysEventMap['call'][number]): void {
    const told = translateCall(call, own())
    if (!told) return
    if (call.status === 'offer' && !call.offline)
      connection.socket.rejectCall(call.id, call.from).catch((error: unknown) => log.debug({ error }, 'not declined'))
    receiving.push([told], [])
  }

  const connection = connect({
    url: parts.url,
    auth,
    retries: parts.retries,
    keepAliveMs: parts.keepAlive,
    makeSignalRepository: plaintexts.makeSignalRepository,
    patch: departures.pass,
    async getMessage({ id }) {
      const stored = id ? await sent.get(account, id) : null
      return stored ? (proto.WebMessageInfo.decode(stored).message ?? undefined) : undefined
    },
    heard: {
      message(message) {
        // The client has confirmed it to the server, which does not bring it again.
        parts.checkpoint('after ack')
        hear(message)
      },
      stanza(node) {
        plaintexts.noteStanza(node)
        const unshown = viewOnceOf(node, auth)
        if (unshown) hear(unshown)
      },
      call: hearCall,
      acknowledged(id, error) {
        acknowledgements.answer(id, error === null ? 'taken' : refusalOf(error))
        if (error === null) return
        log.warn({ message: traceOf(id), refusal: refusalOf(error).detail }, 'WhatsApp refused a message')
        if (error === '463') parts.outreach(new Date(clock.now().getTime() + outreachPause))
      },
      receipt(node) {
        const { messageIds, arrival } = readReceipt(node, account, connection.me(), clock.now())
        for (const id of messageIds) acknowledgements.answer(id, 'taken')
        if (arrival) parts.arrived(arrival)
      },
      update({ connection: state, reachoutTimeLock }) {
        if (state === 'open') parts.opened()
        if (state === 'close') acknowledgements.abandon()
        if (reachoutTimeLock)
          parts.outreach(
            reachoutTimeLock.isActive
              ? (reachoutTimeLock.timeEnforcementEnds ?? new Date(clock.now().getTime() + outreachPause))
              : null,
          )
      },
      credentials: () => void auth.saveCreds().catch((error: unknown) => log.warn({ error }, 'credentials not stored')),
    },
  })
  return { connection, line: { socket: connection.socket, acknowledgements, departures, me: connection.me } }
}

/** What a message means; one that cannot even be read must not hold up those behind it. */
export function readable<Found>(read: () => Found[], log: Log): Found[] {
  try {
    return read()
  } catch (error) {
    log.error({ error }, 'a message of WhatsApp cannot be read')
    return []
  }
}

/** Messages to be looked at once are kept from linked devices, and of this form of refusal the client tells nobody. */
function viewOnceOf(node: BinaryNode, { creds }: Auth): WAMessage | null {
  if (getBinaryNodeChild(node, 'unavailable')?.attrs['type'] !== 'view_once_unavailable_fanout' || !creds.me)
    return null
  const { fullMessage } = decodeMessageNode(node, creds.me.id, creds.me.lid ?? '')
  return { ...fullMessage, key: { ...fullMessage.key, isViewOnce: true } }
}
