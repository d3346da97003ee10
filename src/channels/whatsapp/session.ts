import { setTimeout as sleep } from 'node:timers/promises'
import { jidDecode, type AuthenticationCreds } from '@whiskeysockets/baileys'
import type { AccountKeys, AccountState, AccountStates, Checkpoint, Clock, SentMessages } from '../../app/ports.ts'
import type { Receive } from '../../app/receive.ts'
import { codeOf } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { captureConsole } from './console-capture.ts'
import { endingOf } from './failures.ts'
import { addressesOf, createKeyring, isLinked, type Keys } from './keyring.ts'
import type { LinkOffer } from './link-screen.ts'
import { link } from './linking.ts'
import type { Arrival } from './receipts.ts'
import { createReceiving } from './receiving.ts'
import { readable, serve, type Line } from './serving.ts'
import { createMemory } from './socket.ts'
import type { SessionPolicy } from './session-policy.ts'
import { createStanding, type Standing } from './standing.ts'
import { translate } from './translate.ts'

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
  /** Awaited before each connection of a linked account; must not fail. */
  readonly approaching?: () => Promise<void>
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
  const keyring = createKeyring({
    ...parts,
    signal,
    backoff: policy.backoff,
    lost() {
      log.error({ code: 'LEASE_LOST' }, 'another process serves WhatsApp now')
      stopping.abort()
      parts.lost()
    },
  })
  let line: Promise<Line | null> = Promise.resolve(null)
  const receiving = createReceiving({
    receive: parts.receive,
    forget: keyring.forget,
    log,
    signal,
  })
  const quiet = goneQuiet(signal)
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined)

  /** What was decrypted and never handed on, by a killed process or over a line that broke, goes into the inbox too. */
  async function hearLeftovers({ auth, plaintexts }: Keys): Promise<void> {
    await receiving.settled()
    const own = { account, me: addressesOf(auth.creds), now: clock.now() }
    for (const message of await plaintexts.leftovers())
      receiving.push(
        readable(() => translate(message, own), log),
        message.key.id ? [message.key.id] : [],
      )
  }

  /** New keys in the place of `current`, once all that came under those is stored. */
  async function renew(current: Keys, creds: AuthenticationCreds | null): Promise<Keys> {
    await hearLeftovers(current)
    await receiving.settled()
    return keyring.renew(creds)
  }

  async function offerLink(): Promise<AuthenticationCreds | null> {
    await standing.change({ state: 'linking', reason: null, wanted: null })
    const over = new AbortController()
    let waiting: NodeJS.Timeout | undefined
    const creds = await link({
      url: parts.url,
      phone: parts.phone,
      signal: AbortSignal.any([signal, over.signal]),
      offer(offer) {
        // As long as the server is away, nobody could have used anything.
        waiting ??= setTimeout(() => over.abort(), policy.linkFor).unref()
        const { qr, pairingCode } = { qr: null, pairingCode: null, ...offer }
        void standing.change({ qr, pairingCode }).then(() => parts.offered(offer))
      },
      trouble(status) {
        const reason = status === null ? null : String(status)
        if (reason && !standing.now().reason)
          log.warn({ code: 'CHANNEL_UNREACHABLE', status }, 'WhatsApp is unreachable; trying again')
        void standing.change({ reason })
      },
    })
    clearTimeout(waiting)
    if (!creds && !signal.aborted)
      log.info('nobody linked a phone; a link is offered again when an operator asks for it')
    await standing.change({ qr: null, pairingCode: null })
    return creds
  }

  /** Rests as `rest` says until an operator wishes otherwise (`now`: as if they did); resolves to the keys to go on with. */
  async function relink(current: Keys, now: boolean, rest: Partial<AccountState>): Promise<Keys> {
    for (let wish = now ? ('pair' as const) : null; !signal.aborted; wish = null) {
      if (!wish) await standing.change({ ...rest, qr: null, pairingCode: null })
      const wished = wish ?? (await standing.wish(signal))
      if (wished === 'logout') return renew(current, null)
      // Its keys are still good: another program had only taken its place.
      if (wished === null || rest.state === 'replaced') return current
      const creds = await offerLink()
      if (creds) return renew(current, creds)
    }
    return current
  }

  /** One connection from beginning to end; resolves to the number of its close and how long it stood. */
  async function connection(current: Keys): Promise<{ status: number; stood: number; wished: boolean }> {
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
    let current = await keyring.open()
    let tries = 0
    for (let first = true; !signal.aborted; first = false) {
      if (!isLinked(current.auth.creds)) {
        current = await relink(current, first, { state: 'unlinked', reason: null, number: null, name: null })
        continue
      }
      await hearLeftovers(current)
      // Whoever lost the keys meanwhile must not push out the socket of the process that has them now.
      await current.auth.saveCreds()
      await parts.approaching?.()
      if (signal.aborted) return
      const { status, stood, wished } = await connection(current)
      if (signal.aborted) return
      if (wished) {
        current = await renew(current, null)
        continue
      }
      const { state, code, again } = endingOf(status)
      if (stood > policy.steadyAfter) tries = 0
      if (again === 'never') {
        log.error({ code, status }, 'WhatsApp ended the link')
        current = await relink(current, false, { state, reason: code })
        tries = 0
      } else if (again === 'at once' && tries === 0) tries++
      else {
        if (standing.now().state !== 'down') log.warn({ code, status }, 'WhatsApp is down; trying again')
        await standing.change({ state: 'down', reason: String(status) })
        const over = AbortSignal.any([signal, AbortSignal.timeout(policy.backoff(tries++))])
        if ((await standing.wish(over)) === 'logout') current = await renew(current, null)
      }
    }
  }

  async function runOn(): Promise<void> {
    await standing.restore()
    while (!signal.aborted)
      await run().catch(async (error: unknown) => {
        if (signal.aborted) return
        log.error({ error }, 'WhatsApp stumbled; trying again')
        await standing.change({ state: 'down', reason: codeOf(error) })
        await pause(policy.backoff(6))
      })
  }

  const running = runOn()
  return {
    line: () => line,
    standing: standing.now,
    async stop() {
      stopping.abort()
      await running
      await receiving.settled()
      await keyring.close().catch((error: unknown) => log.warn({ error }, 'the keys of WhatsApp were not tidied'))
      release()
    },
  }
}

/** A server that says nothing more must not hold up the end of the process. */
function goneQuiet(signal: AbortSignal): Promise<number> {
  return new Promise(resolve => {
    const wait = (): void => void setTimeout(() => resolve(0), goodbye).unref()
    if (signal.aborted) wait()
    else signal.addEventListener('abort', wait, { once: true })
  })
}
