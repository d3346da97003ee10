import { setTimeout as sleep } from 'node:timers/promises'
import { jidNormalizedUser, type AuthenticationCreds } from '@whiskeysockets/baileys'
import type { AccountKeys, Checkpoint, OpenKeys } from '../../app/ports.ts'
import type { Log } from '../../log.ts'
import { openAuth, type Auth } from './keys.ts'
import { patientKeys } from './patient-keys.ts'
import { createPlaintexts, type Plaintexts } from './plaintexts.ts'

/** The keys of the account as this process holds them now. */
export interface Keys {
  readonly auth: Auth
  readonly plaintexts: Plaintexts
}

/** Opens and changes the keys of one account. */
export interface Keyring {
  /** Opens them, however long the database is away; throws once the signal is aborted. */
  open(): Promise<Keys>
  /** In the place of the old keys: those of a new link, or none. What was under way with the old ones is lost. */
  renew(creds: AuthenticationCreds | null): Promise<Keys>
  /** These messages are stored, so their texts need not be kept beside the keys. */
  forget(messageIds: readonly string[]): void
  /** Resolves when what waits is written. */
  close(): Promise<void>
}

interface Opened extends Keys {
  readonly open: OpenKeys
  /** They were replaced here: nothing they say counts any more. */
  retired: boolean
}

/** `lost` is called when another process has opened the account: nothing can be stored by this one any more. */
export function createKeyring(parts: {
  readonly account: string
  readonly keys: AccountKeys
  readonly checkpoint: Checkpoint
  readonly log: Log
  readonly signal: AbortSignal
  readonly lost: () => void
  readonly backoff: (tries: number) => number
}): Keyring {
  const { account, keys, checkpoint, log, signal, lost, backoff } = parts
  let current: Opened | null = null

  async function untilItWorks<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let tries = 0; ; tries++) {
      try {
        return await work()
      } catch (error) {
        if (signal.aborted) throw error
        log.warn({ error }, 'the keys of WhatsApp cannot be opened; trying again')
        await sleep(backoff(tries), undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async function open(): Promise<Opened> {
    const open = patientKeys(await untilItWorks(() => keys.open(account)), signal, log)
    const auth = openAuth(open, () => {
      if (!opened.retired) lost()
    })
    const opened: Opened = { open, auth, plaintexts: createPlaintexts(auth, checkpoint), retired: false }
    current = opened
    return opened
  }

  return {
    open,
    async renew(creds) {
      if (current) {
        current.retired = true
        await current.auth.close()
        // Left open, they would bring what waits in the log back after it was forgotten.
        await current.open.close()
      }
      await untilItWorks(() => keys.forget(account))
      const opened = await open()
      if (creds) {
        Object.assign(opened.auth.creds, creds)
        await opened.auth.saveCreds()
      }
      return opened
    },
    forget: ids => current?.plaintexts.forget(ids),
    async close() {
      await current?.auth.close()
      await current?.open.close()
    },
  }
}

/** Our own addresses, without device, by the credentials; none before the account is linked. */
export function addressesOf({ me }: AuthenticationCreds): string[] {
  return [me?.id, me?.lid].flatMap(jid => (jid ? [jidNormalizedUser(jid)] : []))
}

/** true when a phone has confirmed the link. */
export function isLinked({ me, account }: AuthenticationCreds): boolean {
  return me !== undefined && account !== undefined
}
