import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LoketError } from '../../src/errors.ts'
import type { Flow } from '../../src/flows/flow.ts'
import { readFlow } from '../../src/flows/read-flow.ts'
import * as step from '../../src/flows/step.ts'
import { actions, conditions, type Condition } from '../../src/flows/vocabulary.ts'

const conditionWords = Object.keys(conditions) as Condition[]
const saves = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const labels = ['satu', 'dua', 'mendesak', 'tiga', 'empat', 'batal', 'lima', 'enam']
const optionTexts = ['Ya', 'Tidak', 'Ubah', 'Batal', 'Lainnya']

const somewhere = fc.constantFrom(...labels, 'selesai')
/** In so many of ten cases a value, otherwise none. */
const often = <Value>(arbitrary: fc.Arbitrary<Value>, ofTen: number): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: ofTen, arbitrary }, { weight: 10 - ofTen, arbitrary: fc.constant(undefined) })

const anyOption = fc.record({
  lalu: often(somewhere, 5),
  lupakan: often(fc.subarray(saves, { minLength: 1, maxLength: 3 }), 3),
  lakukan: often(fc.constantFrom(...Object.keys(actions)), 3),
})
const anyOptions = fc.oneof(
  fc.constant(undefined),
  fc.constant('peran'),
  fc.uniqueArray(fc.tuple(fc.constantFrom(...optionTexts), anyOption), {
    minLength: 1,
    maxLength: 4,
    selector: ([text]) => text,
  }),
)
const anyStep = fc.record({
  verb: fc.constantFrom('tanya', 'tanya', 'kirim', 'lakukan'),
  action: fc.constantFrom(...Object.keys(actions)),
  bila: often(fc.constantFrom(...conditionWords, ...conditionWords.map(word => `bukan ${word}`)), 4),
  lalu: often(somewhere, 2),
  harus: often(fc.constantFrom('teks', 'nama dan instansi'), 5),
  skippable: fc.boolean(),
  pilihan: anyOptions,
})

/** What a file would hold; names of answers and labels that it lacks are taken out, as an editor would. */
const anyContent = fc.array(anyStep, { minLength: 1, maxLength: 8 }).map(drafts => {
  const asks = saves.filter((_, at) => drafts[at]?.verb === 'tanya')
  const leads = (to: string | undefined): string | undefined =>
    to === 'selesai' || drafts[labels.indexOf(to ?? '')] ? to : undefined
  const some = (entries: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
  const langkah = drafts.map(({ verb, action, bila, lalu, harus, skippable, pilihan }, at) => {
    const options =
      typeof pilihan === 'string' || !pilihan
        ? pilihan
        : Object.fromEntries(
            pilihan.map(([text, { lalu: to, lupakan, lakukan }]) => {
              const forgets = lupakan?.filter(save => asks.includes(save)) ?? []
              return [text, some(forgets.length ? { lupakan: forgets, lakukan } : { lalu: leads(to), lakukan })]
            }),
          )
    const every = { bila, label: labels[at], lalu: leads(lalu) }
    if (verb === 'kirim') return some({ ...every, kirim: `Baris ${at}.` })
    if (verb === 'lakukan') return some({ ...every, lakukan: action })
    const skip = skippable ? 'ya' : undefined
    return some({ ...every, tanya: `Tanya ${at}?`, simpan: saves[at], harus, 'boleh dilewati': skip, pilihan: options })
  })
  return { alur: 'uji', mulai: [], langkah }
})

function read(content: unknown): Flow | null {
  try {
    return readFlow({ name: 'uji.yaml', content, line: () => 1 })
  } catch (error) {
    if (error instanceof LoketError && error.code === 'FLOWS_INVALID') return null
    throw error
  }
}

/** Conversations that are valid; the generator makes many that are not (unreachable steps, circles). */
const anyFlow = anyContent.map(read).filter(flow => flow !== null)

type Deed =
  | { readonly kind: 'begin' | 'back' | 'resume' }
  | { readonly kind: 'goto'; readonly to: 'batal' | 'mendesak' }
  | { readonly kind: 'answer'; readonly input: step.Input }

const anyText = fc.oneof(
  fc.constantFrom('1', '2', 'satu', 'ya', 'lewati', 'Tidak', 'ubha', 'Sari', '', '😀', '__proto__', 'tidak bisa'),
  fc.string({ maxLength: 30 }),
)
const anyInput: fc.Arbitrary<step.Input> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record({
    kind: fc.constant('option' as const),
    save: fc.constantFrom(...saves, '__proto__', 'constructor'),
    value: fc.constantFrom(...optionTexts, 'vendor', ''),
  }),
)
const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), input: anyInput }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('back' as const, 'resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('goto' as const), to: fc.constantFrom('batal', 'mendesak') }) },
)
/** For each time a condition is asked, whether it holds. */
const anyWeather = fc.infiniteStream(fc.boolean())

/** A host whose conditions hold by chance; counts how often it is called and which actions it did. */
function chance(weather: Iterator<boolean>) {
  const done: string[] = []
  const asked: string[] = []
  let calls = 0
  const host: step.Host = {
    holds() {
      calls++
      return weather.next().value === true
    },
    do: action => done.push(action),
    say() {
      calls++
    },
    ask: question => asked.push(question.save),
    options: () => [
      { text: 'Penyedia', value: 'vendor' },
      { text: 'PPK', value: 'ppk' },
    ],
    check: (_, text) => (text.trim() ? text : null),
  }
  return { host, done, asked, calls: () => calls }
}

function carryOut(flow: Flow, position: step.Position, deed: Deed, host: step.Host): step.Position {
  switch (deed.kind) {
    case 'begin':
      return step.begin(flow, host)
    case 'back':
      return step.back(flow, position, host)
    case 'resume':
      return step.resume(flow, position, host)
    case 'goto':
      return step.goTo(flow, position, deed.to, host) ?? position
    case 'answer':
      return step.answer(flow, position, deed.input, host) ?? position
  }
}

describe('whatever a person does in whatever conversation', () => {
  test('most made-up files of which something is wrong are refused, and the others are worth playing', () => {
    const contents = fc.sample(anyContent, { numRuns: 500, seed: 20261124 })
    const valid = contents.map(read).filter(flow => flow !== null)
    expect(valid.length).toBeGreaterThan(50)
    expect(valid.filter(flow => flow.steps.length > 3).length).toBeGreaterThan(10)
  })

  test('it ends at a question or at the end, repeats no action, and can be stored', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyDeed, { maxLength: 25 }), anyWeather, (flow, deeds, weather) => {
        const { host, done, asked, calls } = chance(weather)
        let position = step.begin(flow, host)
        for (const deed of deeds) {
          const before = calls()
          position = carryOut(flow, position, deed, host)
          expect(calls() - before).toBeLessThan(8 * flow.steps.length + 8)
          expect(position.ended).toBe(position.asked === null)
          if (position.asked !== null) expect(asked.at(-1)).toBe(position.asked)
          expect(JSON.parse(JSON.stringify(position))).toEqual(position)
        }
        expect(new Set(done).size).toBe(done.length)
        expect(position.done.toSorted()).toEqual(done.toSorted())
      }),
      { numRuns: 1500 },
    )
  })

  test('a stored position continues as if it had never been stored', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyDeed, { maxLength: 12 }), fc.boolean(), (flow, deeds, holds) => {
        const play = (stored: boolean): step.Position => {
          const { host } = chance(Iterator.from({ next: () => ({ done: false, value: holds }) }))
          return deeds.reduce(
            (position, deed) => {
              const next = carryOut(flow, position, deed, host)
              return stored ? (JSON.parse(JSON.stringify(next)) as step.Position) : next
            },
            step.begin(flow, host),
          )
        }
        expect(play(true)).toEqual(play(false))
      }),
    )
  })

  test('to go on twice is to go on once', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, fc.array(anyDeed, { maxLength: 10 }), anyWeather, (old, flow, deeds, weather) => {
        const { host } = chance(weather)
        const position = deeds.reduce((at, deed) => carryOut(old, at, deed, host), step.begin(old, host))
        const once = step.resume(flow, position, host)
        expect(step.resume(flow, once, host)).toEqual(once)
      }),
    )
  })

  test('a file that changed under somebody stops nobody, loses no answer, repeats no action', () => {
    fc.assert(
      fc.property(
        anyFlow,
        anyFlow,
        fc.array(anyDeed, { maxLength: 10 }),
        fc.array(anyDeed, { maxLength: 10 }),
        anyWeather,
        (old, flow, before, after, weather) => {
          const { host, done } = chance(weather)
          const left = before.reduce((at, deed) => carryOut(old, at, deed, host), step.begin(old, host))
          const found = step.resume(flow, left, host)
          expect(step.stands(flow, found)).toBe(true)
          if (step.stands(flow, left)) expect(found).toEqual(left)
          const end = after.reduce((at, deed) => carryOut(flow, at, deed, host), found)
          expect(new Set(done).size).toBe(done.length)
          expect(JSON.parse(JSON.stringify(end))).toEqual(end)
        },
      ),
    )
  })
})
