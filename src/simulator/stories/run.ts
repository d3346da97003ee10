import { setTimeout as delay } from 'node:timers/promises'
import type { Acting, Playground } from './acting.ts'
import type { Action, MessageRef, Where } from './action.ts'
import { newcomerName } from './newcomers.ts'
import { pattern } from './pattern.ts'
import { everybody, type Happening, type Scenario } from './scenario.ts'
import type { Sight, Someone } from './sight.ts'
import type { Verdict } from './verdict.ts'

/** What a run needs besides the networks. */
export interface Stagehands {
  /** Resolves when everything that came is decided and everything decided is sent. */
  settled(): Promise<void>
  /** Counted over the whole simulation. */
  verdict(): Promise<Verdict>
  /** The first moment from then on at which the office is open; null when none comes. */
  opening(from: Date): Date | null
}

/** One performance of a story: who plays whom, and what was seen so far. */
export interface Run {
  /** The first name of whoever plays that part. */
  nameOf(part: string): string
  personOf(part: string): Someone
  /** The keys of the story's crowd. */
  crowd(): readonly string[]
  /** `{Sari}` becomes the first name of who plays Sari. */
  filled(words: string): string
  /** A place of the story, with the people who play in it. */
  placed(where: Where): Where
  /** An action of the story with the people who play it. */
  played(action: Action): Action
  /** Does what a step does, except waiting. */
  perform(step: Happening): Promise<void>
  /** Whether the message a step waits for stands there; it is not found a second time, unless it was changed since. */
  sees(step: Extract<Happening, { kind: 'see' }>): boolean
  /** What is wrong with what a step hopes for; null when it holds. Asked once everything is settled. */
  complaint(step: Extract<Happening, { kind: 'see nothing' | 'expect' }>): Promise<string | null>
}

/** Gives the parts to people. Outsiders who spoke before are played by somebody new, so that a run always works. */
export async function beginRun(
  scenario: Scenario,
  acting: Acting,
  playground: Pick<Playground, 'clock'>,
  stagehands: Stagehands,
): Promise<Run> {
  const parts = new Map<string, string>()
  const crowd: string[] = []
  const before = await stagehands.verdict()
  for (const [part, key] of Object.entries(scenario.cast)) parts.set(part, await playerOf(part, key))

  async function playerOf(part: string, key: string | null): Promise<string> {
    const known = key === null ? undefined : acting.person(key)
    if (known && (known.phone === null || !hasSpoken(known))) return known.key
    const name = key === null ? part : newcomerName(new Set(acting.outsiders().map(one => one.name)))
    return (await acting.act({ do: 'come', name })).who!
  }

  function hasSpoken(who: Someone): boolean {
    return [...acting.look(who, 'whatsapp'), ...acting.look(who, 'telegram')].length > 0
  }

  function personOf(part: string): Someone {
    return acting.person(parts.get(part) ?? part)!
  }

  function nameOf(part: string): string {
    return personOf(part).name.split(' ')[0]!
  }

  const filled = (words: string): string =>
    words.replace(/\{(\p{L}+)\}/gu, (whole, part: string) => (parts.has(part) ? nameOf(part) : whole))

  const placed = (where: Where): Where =>
    typeof where === 'object' && 'of' in where.topic ? { topic: { of: personOf(where.topic.of).key } } : where

  const meant = (ref: MessageRef): MessageRef => ('words' in ref ? { words: filled(ref.words) } : ref)

  function played(action: Action): Action {
    return {
      ...action,
      ...('who' in action ? { who: personOf(action.who).key } : {}),
      ...('where' in action ? { where: placed(action.where) } : {}),
      ...('text' in action && action.text ? { text: filled(action.text) } : {}),
      ...('message' in action && action.message ? { message: meant(action.message) } : {}),
      ...('replyTo' in action && action.replyTo ? { replyTo: meant(action.replyTo) } : {}),
      ...(action.do === 'topic' && 'of' in action.topic ? { topic: { of: personOf(action.topic.of).key } } : {}),
    } as Action
  }

  async function gather({ people, where, lines }: Extract<Happening, { kind: 'crowd' }>): Promise<void> {
    const writing: Promise<unknown>[] = []
    for (let at = 0; at < people; at++) {
      const { who } = await acting.act({ do: 'come', name: `Orang ${crowd.length + 1}`, crowd: true })
      crowd.push(who!)
      const on = where === 'both' ? (['whatsapp', 'telegram'] as const)[at % 2]! : where
      writing.push(acting.act({ do: 'write', who: who!, where: on, text: filled(lines[at % lines.length]!) }))
    }
    await Promise.all(writing)
  }

  async function toOffice(): Promise<void> {
    const now = playground.clock.now()
    const wait = (stagehands.opening(now) ?? now).getTime() - now.getTime()
    if (wait > 0) await acting.act({ do: 'clock', minutes: Math.ceil(wait / 60_000) })
  }

  // What stood there before the story began counts as seen.
  const seen = new Map<string, string>()
  function unseen(who: Someone, where: Where): { readonly key: string; readonly sight: Sight }[] {
    const place = typeof where === 'object' || where === 'general' ? 'group' : `${where} ${who.key}`
    return acting
      .look(who, where)
      .filter(({ from, deleted }) => from !== who.key && !deleted && from !== 'person')
      .map(sight => ({ key: `${place} ${sight.id}`, sight }))
      .filter(({ key, sight }) => seen.get(key) !== printOf(sight))
  }
  function markAll(who: Someone, where: Where): void {
    for (const { key, sight } of unseen(who, where)) seen.set(key, printOf(sight))
  }
  for (const part of parts.keys()) {
    const who = personOf(part)
    for (const where of ['whatsapp', 'telegram', 'general'] as const) markAll(who, where)
  }

  function seesOne(who: Someone, where: Where, wanted: RegExp): boolean {
    const found = unseen(who, where).find(({ sight }) => sight.from === 'bot' && wanted.test(sight.text))
    if (found) seen.set(found.key, printOf(found.sight))
    return found !== undefined
  }

  const told = (key: string): boolean => acting.ticketOf(acting.person(key)!) !== undefined

  return {
    nameOf,
    personOf,
    crowd: () => crowd,
    filled,
    placed,
    played,
    async perform(step) {
      if (step.kind === 'act') await acting.act(played(step.action))
      else if (step.kind === 'crowd') await gather(step)
      else if (step.kind === 'office hours') await toOffice()
    },
    sees({ who, where, words }) {
      const wanted = pattern(filled(words))
      if (who !== everybody) return seesOne(personOf(who), placed(where), wanted)
      return crowd.every(key => {
        const one = acting.person(key)!
        const sights = [...acting.look(one, 'whatsapp'), ...acting.look(one, 'telegram')]
        return sights.some(({ from, text }) => from === 'bot' && wanted.test(text))
      })
    },
    async complaint(step) {
      await stagehands.settled()
      if (step.kind === 'see nothing') {
        const wanted = pattern(filled(step.words))
        const found = unseen(personOf(step.who), placed(step.where)).find(({ sight }) => wanted.test(sight.text))
        return found ? `${nameOf(step.who)} melihat: ${found.sight.text}` : null
      }
      const everyone = [...parts.values(), ...crowd].filter(key => acting.person(key)!.phone !== null)
      const numbers = new Set(everyone.filter(told).map(key => acting.ticketOf(acting.person(key)!)))
      const { lost, repeated } = await stagehands.verdict()
      const wrong = [
        step.tickets !== null && numbers.size !== step.tickets && `tiket baru ${numbers.size}, bukan ${step.tickets}`,
        step.lost !== null && lost - before.lost > step.lost && `hilang ${lost - before.lost}, bukan ${step.lost}`,
        step.repeated !== null &&
          repeated - before.repeated > step.repeated &&
          `ganda ${repeated - before.repeated}, bukan ${step.repeated}`,
      ].filter(Boolean)
      return wrong.length ? wrong.join('; ') : null
    },
  }
}

/** Resolves to whether `holds` came true in that time; asked again and again. */
export async function within(ms: number, holds: () => boolean, signal?: AbortSignal): Promise<boolean> {
  const end = performance.now() + ms
  while (!holds()) {
    if (performance.now() > end || signal?.aborted) return false
    await delay(30)
  }
  return true
}

function printOf({ text, buttons, file }: Sight): string {
  return JSON.stringify([text, buttons, file])
}
