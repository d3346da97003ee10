import { setTimeout as sleep } from 'node:timers/promises'
import {
  initAuthCreds,
  type AuthenticationCreds,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys'
import { backoff, statusOf } from './failures.ts'
import type { LinkOffer } from './link-screen.ts'
import { connect, type Connection } from './socket.ts'

export interface LinkingParts {
  readonly url: string
  /** Digits: a code to type in is offered for this number; null: a QR. */
  readonly phone: string | null
  /** Told of each thing to scan or type; it takes the place of the one before. */
  readonly offer: (offer: LinkOffer) => void
  /** The server does not answer, or answers again (null); the number of the close. */
  readonly trouble: (status: number | null) => void
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/** How long the server may take to end the connection after the phone said yes, before it is ended here; milliseconds. */
const farewell = 10_000

/**
 * Offers to link a phone, again and again as QRs and codes run out (every two or three minutes), until one does or
 * `signal` ends it. Resolves to the new credentials, which stand nowhere else yet, or null. Each attempt has credentials
 * of its own, and those of an earlier link stay untouched.
 */
export async function link(parts: LinkingParts): Promise<AuthenticationCreds | null> {
  const { signal, trouble } = parts
  for (let tries = 0; !signal.aborted; tries++) {
    const { creds, offered, status } = await attempt(parts)
    if (creds) return creds
    // What was offered and ran out is offered anew at once; a server that refuses or is away is left alone for a while.
    if (offered) tries = 0
    else trouble(status)
    await sleep(offered ? 250 : backoff(tries, Math.random()), undefined, { signal }).catch(() => undefined)
  }
  return null
}

async function attempt({ url, phone, offer, trouble, signal }: LinkingParts): Promise<{
  creds: AuthenticationCreds | null
  offered: boolean
  status: number
}> {
  const creds = initAuthCreds()
  let linked = false
  let offered = false
  const connection: Connection = connect({
    url,
    auth: { creds, keys: keysInMemory() },
    heard: {
      update({ qr, isNewLogin }) {
        if (isNewLogin) {
          linked = true
          setTimeout(end, farewell).unref()
        } else if (qr && !linked) {
          if (!offered) trouble(null)
          if (phone === null) offer({ qr })
          else if (!offered) void askForCode(phone)
          offered = true
        }
      },
    },
  })
  const end = (): void => void connection.socket.end(undefined)
  const askForCode = async (number: string): Promise<void> => {
    try {
      offer({ pairingCode: await connection.socket.requestPairingCode(number) })
    } catch (error) {
      trouble(statusOf(error))
      end()
    }
  }
  signal.addEventListener('abort', end, { once: true })
  const status = await connection.ended
  signal.removeEventListener('abort', end)
  return { creds: linked ? creds : null, offered, status }
}

/** Keys of an attempt to link, which has none to keep: those of sessions come with the first login. */
function keysInMemory(): SignalKeyStore {
  const kept = new Map<string, unknown>()
  return {
    get<Type extends keyof SignalDataTypeMap>(type: Type, ids: string[]) {
      const found = ids.map(id => [id, kept.get(`${type}/${id}`)] as const).filter(([, value]) => value !== undefined)
      return Object.fromEntries(found) as Record<string, SignalDataTypeMap[Type]>
    },
    set(data: SignalDataSet) {
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values ?? {})) kept.set(`${type}/${id}`, value ?? undefined)
    },
  }
}
