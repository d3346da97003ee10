import { setTimeout as pause } from 'node:timers/promises'
import { answer } from './whatsapp-child.ts'

/** A client of WhatsApp that is measured: linked to the local server, ready to send. */
export interface Subject {
  /** Resolves once the server has taken the message. */
  send(chat: string, text: string): Promise<void>
  /** How many different messages of persons are where they stay. */
  kept(): Promise<number>
  stop(): Promise<void>
}

/** One message of a person that was taken in. */
export interface Received {
  readonly id: string
  readonly chat: string
  readonly text: string
}

/** What came in, and whether it is answered with its own words. */
export interface Intake {
  /** To be told of every message the moment it is where it stays. */
  received(messages: readonly Received[]): void
}

export interface SendOrder {
  /** One message to each, in this order; `text` with its place is what it says. */
  readonly chats: readonly string[]
  readonly text: string
  /** How many are on their way at a time. */
  readonly concurrency: number
}

/** What a subject does when it is asked. */
export type SubjectCalls = ReturnType<typeof callsOf>

/** How long nothing may come before what is missing counts as lost (ms). */
const patience = 15_000

function callsOf(subject: Subject, arrivals: Map<string, number[]>, echo: { on: boolean }) {
  return {
    /** Sends all; resolves to how long it took (ms) and how many were refused or had no answer. */
    async send({ chats, text, concurrency }: SendOrder): Promise<{ ms: number; failed: number }> {
      const began = performance.now()
      let next = 0
      let failed = 0
      await Promise.all(
        Array.from({ length: concurrency }, async () => {
          for (let at = next++; at < chats.length; at = next++)
            await subject.send(chats[at]!, `${text} ${at}`).catch(() => failed++)
        }),
      )
      return { ms: performance.now() - began, failed }
    },
    /** Waits for `count` messages since the last call; resolves to when each came (ms since the epoch, more than once for repeats). */
    async received(count: number): Promise<{ times: [id: string, at: number[]][]; kept: number }> {
      for (let seen = 0, still = 0; arrivals.size < count && still < patience; still += 20) {
        await pause(20)
        if (arrivals.size > seen) still = 0
        seen = arrivals.size
      }
      const times = [...arrivals]
      arrivals.clear()
      return { times, kept: await subject.kept() }
    },
    /** From now on answers each message with its own words, or does so no more. */
    echo: (on: boolean): void => void (echo.on = on),
    /** Bytes of memory, as the system counts them; `cpu` is what was used until now (ms). */
    usage: () => ({ rss: process.memoryUsage.rss(), cpu: process.cpuUsage() }),
    ready: (): void => undefined,
  }
}

/** In the process of the subject: starts it and answers what the parent asks. */
export async function serveSubject(start: (intake: Intake) => Promise<Subject>): Promise<void> {
  const arrivals = new Map<string, number[]>()
  const echo = { on: false }
  const subject = await start({
    received(messages) {
      const at = Date.now()
      for (const { id, chat, text } of messages) {
        arrivals.set(id, [...(arrivals.get(id) ?? []), at])
        // One that cannot be sent is missed by the person who waits for it.
        if (echo.on) subject.send(chat, text).catch(() => undefined)
      }
    },
  })
  answer(callsOf(subject, arrivals, echo), () => subject.stop())
}
