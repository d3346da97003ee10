import { setTimeout as sleep } from 'node:timers/promises'
import { jidDecode, jidNormalizedUser, type AuthenticationCreds } from '@whiskeysockets/baileys'
import type {
  AccountKeys,
  AccountState,
  AccountStates,
  Checkpoint,
  Clock,
  OpenKeys,
  SentMessages,
} from '../../app/ports.ts'
import type { Receive } from '../../app/receive.ts'
import type { Log } from '../../log.ts'
import { captureConsole } from './console-capture.ts'
import { backoff, endingOf } from './failures.ts'
import { openAuth, type Auth } from './keys.ts'
import type { LinkOffer } from './link-screen.ts'
import { link } from './linking.ts'
import { patientKeys } from './patient-keys.ts'
import { createPlaintexts, type Plaintexts } from './plaintexts.ts'
import type { Arrival } from './receipts.ts'
import { createReceiving } from './receiving.ts'
import { readable, serve, type Line } from './serving.ts'
import { createMemory } from './socket.ts'
import { createStanding, type Standing } from './standing.ts'
import { translate } from './translate.ts'

/** How patient the session is; milliseconds. */
export interface SessionPolicy {
  /** After the connection stands, before anything is sent: the client moves sessions to LIDs then (Baileys #2811). */
  readonly settle: number
  /** Between looks for an operator's wish. */
  readonly watch: number
  /** A link is offered so long, then it waits to be wished for. */
  readonly linkFor: number
  /** A connection that stood so long is not the reason why the next one fails. */
  readonly steadyAfter: number
  readonly keepAlive: number
  /** Before the try number `tries` to connect. */
  backoff(tries: number): number
}

/** How patient it is towards the real network. */
export const sessionPolicy: SessionPolicy = {
  settle: 3000,
  watch: 2000,
  linkFor: 15 * 60_000,
  steadyAfter: 60_000,
  keepAlive: 20_000,
  backoff: tries => backoff(tries, Math.random()),
}

export interface SessionParts {
  readonly account: string
  readonly url: string
  /** Digits: link by a code for this number; null: by QR. */
  readonly phone: string | null
  readonly keys: AccountKeys
  readonly states: AccountStates
  readonly sent: SentMessages
  readonly receive: Receive
  /** Told how far messages of ours have come. */
  readonly arrived: (arrival: Arrival) => void
  /** Told when sends can go out (again). */
  readonly opened: () => void
  /** Told of each thing that waits to be scanned or typed; a secret. */
  readonly offered: (offer: LinkOffer) => void
  /** Told when another process has taken the account: this one serves it no more. */
  readonly lost: () => void
  readonly clock: Clock
  readonly checkpoint: Checkpoint
  readonly log: Log
  readonly policy: SessionPolicy
}

export interface Session {
  /** The line, once its first moments are over; null when there is none. */
  line(): Promise<Line | null>
  /** How the account stands, from memory. */
  standing(): Standing
  /** Ends the connection; what came is stored, or is kept with the keys until the next start. */
  stop(): Promise<void>
}

/** The keys as this process opened them. */
interface Keyring {
  readonly open: OpenKeys
  readonly auth: Auth
  readonly plaintexts: Plaintexts
  /** Its keys are forgotten: nothing they say counts. */
  retired: boolean
}

/** How long the server may take to say goodbye at the end, milliseconds. */
const goodbye = 2000

/**
 * Keeps the account connected, one socket at a time, and links it when there is no link. One process at a time may run
 * this for an account: a second one shuts the first out of its keys (`lost`).
 */
export function startSession(parts: SessionParts): Session {
  const { account, clock, log, policy } = parts
  const stopping = new AbortController()
  const { signal } = stopping
  const standing = createStanding({ ...parts, watch: policy.watch })
  const retries = createMemory(5000)
  const release = captureConsole(log)
  let ring: Keyring | null = null
  let line: Promise<Line | null> = Promise.resolve(null)
  const receiving = createReceiving({
    receive: parts.receive,
    forget: ids => ring?.plaintexts.forget(ids),
    log,
  })
  const quiet = goneQuiet(signal)
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined)

  async function openKeys(): Promise<Keyring> {
    for (let tries = 0; ; tries++) {
      try {
        const open = patientKeys(await parts.keys.open(account), signal, log)
        const auth = openAuth(open, () => {
          if (!opened.retired) shutOut()
        })
        const plaintexts = createPlaintexts(auth, parts.checkpoint)
        const opened: Keyring = { open, auth, plaintexts, retired: false }
        ring = opened
        const own = { account, me: addressesOf(auth.creds), now: clock.now() }
        for (const message of await plaintexts.leftovers())
          receiving.push(
            readable(() => translate(message, own), log),
            message.key.id ? [message.key.id] : [],
          )
        return opened
      } catch (error) {
        if (signal.aborted) throw error
        log.warn({ error }, 'the keys of WhatsApp cannot be opened; trying again')
        await pause(policy.backoff(tries))
      }
    }
  }

  function shutOut(): void {
    log.error({ code: 'LEASE_LOST' }, 'another process serves WhatsApp now')
    stopping.abort()
    parts.lost()
  }

  /** Puts new keys in the place of the old ones, once all that came under these is stored. */
  async function renew(creds: AuthenticationCreds | null): Promise<Keyring> {
    await receiving.settled()
    if (ring) {
      ring.retired = true
      await ring.auth.close()
    }
    await parts.keys.forget(account)
    const opened = await openKeys()
    if (creds) {
      Object.assign(opened.auth.creds, creds)
      await opened.auth.saveCreds()
    }
    return opened
  }

  async function offerLink(): Promise<AuthenticationCreds | null> {
    await standing.change({ state: 'linking', reason: null, wanted: null })
    const over = AbortSignal.any([signal, AbortSignal.timeout(policy.linkFor)])
    const creds = await link({
      url: parts.url,
      phone: parts.phone,
      signal: over,
      offer(offer) {
        const { qr, pairingCode } = { qr: null, pairingCode: null, ...offer }
        void standing.change({ qr, pairingCode }).then(() => parts.offered(offer))
      },
      trouble(status) {
        const reason = status === null ? null : String(status)
        if (reason && !standing.now().reason) log.warn({ status }, 'WhatsApp is unreachable; trying again')
        void standing.change({ reason })
      },
    })
    await standing.change({ qr: null, pairingCode: null })
    return creds
  }

  /** Rests as `rest` says until an operator wishes otherwise (`now`: as if they did), and resolves to the keys to go on with. */
  async function relink(now: boolean, rest: Partial<AccountState>): Promise<void> {
    for (let wish = now ? ('pair' as const) : null; !signal.aborted; wish = null) {
      if (!wish) await standing.change({ ...rest, qr: null, pairingCode: null })
      const wished = wish ?? (await standing.wish(signal))
      if (wished === 'logout') {
        await renew(null)
        return
      }
      // Its keys are still good: another program had only taken its place.
      if (wished === null || rest.state === 'replaced') return
      const creds = await offerLink()
      if (creds) {
        await renew(creds)
        return
      }
    }
  }

  /** One connection from beginning to end; resolves to the number of its close and how long it stood. */
  async function connection(current: Keyring): Promise<{ status: number; stood: number; wished: boolean }> {
    const over = new AbortController()
    const { promise: settled, resolve } = Promise.withResolvers<Line | null>()
    let since: number | null = null
    let wished = false
    const served = serve({
      ...parts,
      ...current,
      receiving,
      retries,
      keepAlive: policy.keepAlive,
      outreach: outreachStoppedUntil => void standing.change({ outreachStoppedUntil }),
      opened() {
        since = clock.now().getTime()
        const { me } = current.auth.creds
        const number = jidDecode(me?.id)?.user ?? null
        if (standing.now().state === 'down') log.info('WhatsApp is back')
        void standing.change({ state: 'open', reason: null, number, name: me?.name ?? null })
        line = settled
        setTimeout(() => {
          if (over.signal.aborted) return
          resolve(served.line)
          parts.opened()
        }, policy.settle)
      },
    })
    const { socket, ended } = served.connection
    const end = (): void => void socket.end(undefined)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    // A wish to link means nothing while the link stands.
    const watch = async (): Promise<void> => {
      for (let wish; (wish = await standing.wish(over.signal));) {
        if (wish !== 'logout') continue
        wished = true
        return socket.logout().catch(end)
      }
    }
    void watch()
    const status = await Promise.race([ended, quiet])
    over.abort()
    signal.removeEventListener('abort', end)
    resolve(null)
    line = Promise.resolve(null)
    return { status, stood: since === null ? 0 : clock.now().getTime() - since, wished }
  }

  async function run(): Promise<void> {
    let current = await openKeys()
    let tries = 0
    for (let first = true; !signal.aborted; first = false) {
      if (!current.auth.creds.me || !current.auth.creds.account) {
        await relink(first, { state: 'unlinked', reason: null, number: null, name: null })
        current = ring ?? current
        continue
      }
      const { status, stood, wished } = await connection(current)
      if (signal.aborted) return
      if (wished) {
        current = await renew(null)
        continue
      }
      const { state, code, again } = endingOf(status)
      if (stood > policy.steadyAfter) tries = 0
      if (again === 'never') {
        log.error({ code, status }, 'WhatsApp ended the link')
        await relink(false, { state, reason: code })
        current = ring ?? current
        tries = 0
      } else if (again === 'later') {
        if (standing.now().state !== 'down') log.warn({ code, status }, 'WhatsApp is down; trying again')
        await standing.change({ state, reason: String(status) })
        await pause(policy.backoff(tries++))
      }
    }
  }

  const running = run().catch((error: unknown) => {
    if (!signal.aborted) log.error({ error }, 'the session of WhatsApp ended')
  })
  return {
    line: () => line,
    standing: standing.now,
    async stop() {
      stopping.abort()
      await running
      await receiving.stop()
      await ring?.auth.close().catch((error: unknown) => log.warn({ error }, 'keys not tidied'))
      await ring?.open.close().catch((error: unknown) => log.warn({ error }, 'keys not closed'))
      release()
    },
  }
}

/** Our own addresses, by the credentials. */
function addressesOf({ me }: AuthenticationCreds): string[] {
  return [me?.id, me?.lid].flatMap(jid => (jid ? [jidNormalizedUser(jid)] : []))
}

/** A server that says nothing more must not hold up the end of the process. */
function goneQuiet(signal: AbortSignal): Promise<number> {
  return new Promise(resolve => {
    const wait = (): void => void setTimeout(() => resolve(0), goodbye).unref()
    if (signal.aborted) wait()
    else signal.addEventListener('abort', wait, { once: true })
  })
}
