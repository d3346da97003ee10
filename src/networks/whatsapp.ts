import tls from 'node:tls'
import { personRanks } from '../app/delivery/priorities.ts'
import type { Outreach } from '../app/outreach.ts'
import { humanPace } from '../app/pacing.ts'
import type { AccountKeys, AccountState, AccountStates, Checkpoint, Clock, Files, SentMessages } from '../app/ports.ts'
import { createWhatsAppChannel, sendPolicy, type SendPolicy } from '../channels/whatsapp/adapter.ts'
import type { LinkOffer } from '../channels/whatsapp/link-screen.ts'
import type { Arrival } from '../channels/whatsapp/receipts.ts'
import { whatsappCapabilities } from '../channels/whatsapp/render.ts'
import { sessionPolicy, type SessionPolicy } from '../channels/whatsapp/session-policy.ts'
import { startSession, type Session } from '../channels/whatsapp/session.ts'
import { realWhatsApp } from '../config.ts'
import type { Policy } from '../flows/policy.ts'
import type { HealthCheck } from '../http/server.ts'
import type { Log } from '../log.ts'
import type { Network } from './network.ts'
import { whatsappAccount } from './whatsapp-account.ts'

/** Whom people see they write to. */
export type LinkedAs = Pick<AccountState, 'number' | 'name'>

export interface WhatsAppParts {
  /** The server; one on this machine is a rehearsal. */
  readonly url: string
  /** Digits: link by a code for this number; null: by QR. */
  readonly phone: string | null
  readonly keys: AccountKeys
  readonly states: AccountStates
  readonly sent: SentMessages
  readonly files: Files
  /** Told how far messages of ours have come. */
  readonly arrived: (arrival: Arrival) => void
  /** Told when sends can go out (again), and as whom. */
  readonly opened: (as: LinkedAs) => void
  /** Told of each thing that waits to be scanned or typed on the phone; a secret. */
  readonly offered: (offer: LinkOffer) => void
  /** How carefully it is written to; without its pauses when `hurried`. */
  readonly policy: () => Policy['whatsapp']
  readonly outreach: Outreach
  readonly health: () => ReturnType<HealthCheck>
  /** true: without the pauses that look human, for tests and measurements. */
  readonly hurried: boolean
  readonly clock: Clock
  readonly checkpoint: Checkpoint
  readonly log: Log
}

/** How patient a test is. */
const hurriedSession: SessionPolicy = {
  ...sessionPolicy,
  settle: 0,
  watch: 100,
  keepAlive: 3000,
  backoff: tries => Math.min(1000, 50 * 2 ** tries),
}
/**
 * A process whose keys were opened elsewhere knows within this time (ms) whether it lost the account as well. If not, it
 * was a command that opened them, and nobody would serve any more.
 */
const knowsWhoServes = { usual: 10_000, hurried: 500 }
const hurriedSends: SendPolicy = { ...sendPolicy, typing: () => 0 }

/** WhatsApp: one process holds its connection, and everything goes through it. */
export function serveWhatsApp(parts: WhatsAppParts): Network {
  const { url, files, sent, clock, hurried } = parts
  const account = whatsappAccount
  const rehearsal = url !== realWhatsApp
  let session: Session | null = null
  const unserved = { state: 'connecting', since: clock.now(), reason: null, number: null, name: null } as const
  const here: Pick<Session, 'line' | 'standing'> = {
    line: async () => (await session?.line()) ?? null,
    standing: () => session?.standing() ?? { ...unserved, outreachStoppedUntil: null },
  }
  return {
    account,
    name: 'WhatsApp',
    channel: createWhatsAppChannel({
      account,
      session: here,
      files,
      sent,
      clock,
      policy: hurried ? hurriedSends : sendPolicy,
      rehearsal,
    }),
    capabilities: whatsappCapabilities,
    pace: hurried ? null : () => humanPace(parts.policy()),
    ranks: personRanks,
    outreach: parts.outreach,
    oneConnection: true,
    receiving: {
      async start(receive, isOurs) {
        const policy = hurried ? hurriedSession : { ...sessionPolicy, settle: parts.policy().settling }
        const closing = new AbortController()
        const approaching = (): Promise<void> => (rehearsal ? trustFilesOf(url) : Promise.resolve())
        const open = (): Session =>
          startSession({
            ...parts,
            account,
            receive,
            opened: () => parts.opened(here.standing()),
            lost,
            approaching,
            policy,
          })
        let own = open()
        session = own
        function lost(): void {
          const timer = setTimeout(() => void openAgain(), hurried ? knowsWhoServes.hurried : knowsWhoServes.usual)
          closing.signal.addEventListener('abort', () => clearTimeout(timer))
        }
        async function openAgain(): Promise<void> {
          if (!isOurs()) return
          await own.stop()
          if (!closing.signal.aborted) session = own = open()
        }
        return {
          async close() {
            closing.abort()
            await own.stop()
            session = null
          },
        }
      },
    },
    health: parts.health,
  }
}

/** How long a local server may take to show its certificate, milliseconds. */
const certificatePatience = 2000

/**
 * Files of a rehearsal lie on a server of this machine whose certificate nobody else vouches for, and has a new one after
 * each start. Does nothing while that server is away.
 */
async function trustFilesOf(url: string): Promise<void> {
  const { host } = new URL(url)
  const signal = AbortSignal.timeout(certificatePatience)
  const answer = await fetch(`http://${host}/_control/ca.pem`, { signal }).catch(() => null)
  const certificate = answer?.ok ? await answer.text().catch(() => '') : ''
  const trusted = tls.getCACertificates('default')
  if (certificate && !trusted.includes(certificate)) tls.setDefaultCACertificates([...trusted, certificate])
}
