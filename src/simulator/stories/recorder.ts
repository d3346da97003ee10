import type { Acting, Playground } from './acting.ts'
import type { Action, MessageRef, Outcome, Where } from './action.ts'
import { patternFor } from './pattern.ts'
import type { Happening, Scenario, StoryStep } from './scenario.ts'
import type { Sight, Someone } from './sight.ts'

/** Keeps what people do in the simulation, so that it can be played again. */
export interface Recorder {
  /** Nothing yet is kept: what is done from now on will be a story of its own. */
  begin(): void
  /** How many actions are kept. */
  readonly length: number
  /** What was done since, as a story: between the actions it waits for what the people saw before each. */
  scenario(): Scenario
  stop(): void
}

/** Actions that are kept at most; later ones are not recorded. */
const longest = 400

/** Records from now on. Files are not kept: a sample of their kind takes their place. */
export function createRecorder(acting: Acting, { telegram, cast }: Pick<Playground, 'telegram' | 'cast'>): Recorder {
  let steps: StoryStep[] = []
  let seen = new Map<string, string>()
  const parts = new Map<string, string>()
  const fresh = new Set<string>()
  let count = 0

  const partOf = (key: string): string => {
    const known = parts.get(key)
    if (known) return known
    const { name } = acting.person(key)!
    const first = name.split(' ')[0]!.replace(/[^\p{L}]/gu, '')
    const part = `${first.charAt(0).toUpperCase()}${first.slice(1)}`
    const taken = [...parts.values()]
    const own = taken.includes(part) || !part ? `Orang${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[parts.size % 26]}` : part
    parts.set(key, own)
    return own
  }

  /** Whose topic a thread is, by the ticket in its name. */
  function ownerOf(thread: number): string | undefined {
    const name = telegram.topics(cast.group).find(one => one.thread === thread)?.name ?? ''
    const owner = acting.outsiders().find(one => {
      const number = acting.ticketOf({ ...one })
      return number !== undefined && name.includes(number)
    })
    return owner?.key
  }

  function named(where: Where): Where | null {
    if (typeof where === 'string') return where
    const key = 'of' in where.topic ? where.topic.of : ownerOf(where.topic.thread)
    return key === undefined ? null : { topic: { of: partOf(key) } }
  }

  function inWords(who: Someone, where: Where, ref: MessageRef): MessageRef | null {
    if ('words' in ref) return ref
    const found = acting.look(who, where).find(({ id }) => String(id) === String(ref.id))
    const words = found && patternFor(found.text)
    return words ? { words } : null
  }

  const add = (happening: Happening): void =>
    void steps.push({ ...happening, line: 0, patience: 30_000, teaching: null })

  const placeKey = (who: Someone, where: Where): string =>
    where === 'whatsapp' || where === 'telegram' ? `${where} ${who.key}` : 'group'

  /** What the bot said there since the last look, its newest message as something to wait for. */
  function waitFor(who: Someone, where: Where): void {
    const place = named(where)
    if (!place) return
    const news = acting.look(who, where).filter(sight => {
      const key = `${placeKey(who, where)} ${sight.id}`
      const isNew = seen.get(key) !== printOf(sight)
      seen.set(key, printOf(sight))
      return isNew && sight.from === 'bot' && !sight.deleted && patternFor(sight.text)
    })
    const newest = news.at(-1)
    if (newest) add({ kind: 'see', who: partOf(who.key), where: place, words: patternFor(newest.text) })
  }

  function record(action: Action): ((outcome: Outcome) => void) | undefined {
    if (count >= longest || ('who' in action && acting.isOfCrowd(action.who))) return undefined
    if (action.do === 'come') return ({ who }) => void (who && !action.crowd && fresh.add(who))
    if (!('who' in action)) {
      if (action.do !== 'topic') return () => void (count++, add({ kind: 'act', action }))
      const owner = 'of' in action.topic ? action.topic.of : ownerOf(action.topic.thread)
      if (owner === undefined) return undefined
      return () => void (count++, add({ kind: 'act', action: { ...action, topic: { of: partOf(owner) } } }))
    }
    const who = acting.person(action.who)
    if (!who) return undefined
    const said = { ...action, who: partOf(who.key) } as Action & {
      where?: Where
      message?: MessageRef
      replyTo?: MessageRef
    }
    if ('where' in action) {
      const place = named(action.where)
      if (!place) return undefined
      waitFor(who, action.where)
      for (const ref of ['message', 'replyTo'] as const) {
        const given = (action as { message?: MessageRef; replyTo?: MessageRef })[ref]
        if (!given) continue
        const words = inWords(who, action.where, given)
        if (words) Object.assign(said, { [ref]: words })
        else Reflect.deleteProperty(said, ref)
      }
      Object.assign(said, { where: place })
    }
    if (action.do === 'write' && action.files)
      Object.assign(said, { files: action.files.map(({ kind, name }) => (name ? { kind, name } : { kind })) })
    return () => void (count++, add({ kind: 'act', action: said }))
  }

  const stop = acting.onAct(record)

  function begin(): void {
    steps = []
    seen = new Map()
    parts.clear()
    fresh.clear()
    count = 0
    const everybody = [...cast.staff, ...acting.outsiders()].map(({ key }) => acting.person(key)!)
    for (const who of everybody)
      for (const where of ['whatsapp', 'telegram'] as const)
        for (const sight of acting.look(who, where)) seen.set(`${placeKey(who, where)} ${sight.id}`, printOf(sight))
    for (const where of [
      'general',
      ...telegram.topics(cast.group).map(({ thread }) => ({ topic: { thread } })),
    ] as Where[])
      for (const sight of acting.look(everybody[0]!, where)) seen.set(`group ${sight.id}`, printOf(sight))
  }

  begin()
  return {
    begin,
    get length() {
      return count
    },
    scenario() {
      const before = { steps: [...steps], seen: new Map(seen) }
      for (const key of parts.keys()) {
        const who = acting.person(key)!
        for (const where of ['whatsapp', 'telegram'] as const) waitFor(who, where)
      }
      if (steps.length) add({ kind: 'expect', tickets: null, lost: 0, repeated: 0 })
      const whole = steps
      ;({ steps, seen } = before)
      return {
        name: 'rekaman',
        title: 'Rekaman dari simulator',
        summary: `${count} hal yang dilakukan di halaman simulator.`,
        cast: Object.fromEntries([...parts].map(([key, part]) => [part, fresh.has(key) ? null : key])),
        steps: whole,
        ending: null,
      }
    },
    stop,
  }
}

function printOf({ text, buttons, file }: Sight): string {
  return JSON.stringify([text, buttons, file])
}
