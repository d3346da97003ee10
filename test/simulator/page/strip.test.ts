import { describe, expect, test } from 'vitest'
import type { Journey, Tally } from '../../../src/simulator/host.ts'
import { bar, placeOf, sentenceOf, stretchesOf } from '../../../src/simulator/page/bars.ts'
import { strip } from '../../../src/simulator/page/strip.ts'
import { countWords, spanWords } from '../../../src/simulator/trail/spans.ts'

const at = new Date('2026-11-23T03:42:07.118Z')
const journey: Journey = {
  id: 'a',
  at,
  from: 'Sari',
  to: 'Loket',
  network: 'WhatsApp',
  words: '“Apendo gagal”',
  stages: [
    { stage: 'inbox', ms: 10 },
    { stage: 'lane', ms: 90 },
    { stage: 'event', ms: 900 },
  ],
  result: 'TBB-2026-000141 dibuat',
  state: 'done',
  total: 1000,
}
const calm: Tally = { messages: 1234, waiting: 0, lost: 0, repeated: [] }

function shown(journeys: readonly Journey[], tally = calm, now = at): string {
  return strip({ journeys, tally, now }).markup
}

describe('the bars', () => {
  test('each power of ten is as wide as the next, and ten seconds are the end', () => {
    expect([0, 1, 10, 100, 1000, 10_000, 3_600_000].map(placeOf)).toEqual([0, 0, 25, 50, 75, 100, 100])
  })

  test('a stage ends where the time until its end stands, and one without time is seen all the same', () => {
    expect(stretchesOf(journey.stages)).toEqual([
      { stage: 'inbox', from: 0, width: 25 },
      { stage: 'lane', from: 25, width: 25 },
      { stage: 'event', from: 50, width: 25 },
    ])
    const brief = stretchesOf([
      { stage: 'inbox', ms: 0 },
      { stage: 'lane', ms: 0 },
      { stage: 'delivered', ms: 9_000_000 },
    ])
    expect(brief.every(({ width }) => width > 0)).toBe(true)
    expect(brief.at(-1)!.from + brief.at(-1)!.width).toBe(100)
  })

  test('say their times in a sentence, and what is not over is open', () => {
    expect(sentenceOf(journey)).toBe('kotak masuk 10 ms, jalur dan keputusan 90 ms, transaksi 900 ms')
    expect(sentenceOf({ stages: [], state: 'under way' })).toBe('masih berjalan')
    expect(bar(journey).markup).not.toContain('class="open"')
    expect(bar({ ...journey, state: 'under way' }).markup).toContain('class="open" x="75%"')
  })
})

test.each([
  [41, '41 ms'],
  [999, '999 ms'],
  [2180, '2,18 dtk'],
  [12_340, '12,3 dtk'],
  [65_000, '1 mnt 5 dtk'],
  [3_600_000 * 1234, '1.234 j 0 mnt'],
])('%d ms are written %s', (ms, words) => expect(spanWords(ms)).toBe(words))

test('thousands are parted by points', () => expect(countWords(1234)).toBe('1.234'))

describe('the strip', () => {
  test('tells when, who to whom, where, what, what came of it and how long it took', () => {
    const markup = shown([journey])
    const words = markup
      .replaceAll(/<svg[^]*?<\/svg>/g, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
    expect(words).toContain('10.42.07.118 Sari → ke Loket WhatsApp “Apendo gagal” TBB-2026-000141 dibuat 1,00 dtk')
    expect(words).toContain('1.234 pesan , 0 hilang , 0 ganda')
    expect(words).not.toContain('menunggu')
    expect(markup).not.toMatch(/style=|<style|hx-on/)
  })

  test('counts what waits, and lists what came twice with its reason', () => {
    const repeated = [
      { at, to: 'Sari', words: '“Baik”', admitted: true },
      { at, to: 'Dewi', words: '“Siap”', admitted: false },
    ]
    const markup = shown([], { messages: 9, waiting: 3, lost: 1, repeated })
    expect(markup).toContain('<span class="waiting">3 menunggu</span>')
    expect(markup).toContain('<span class="lost">1 hilang</span>')
    expect(markup).toMatch(/<b>Sari<\/b>: “Baik”\. Hasil kirim pertama tidak pasti/)
    expect(markup).toMatch(/<b>Dewi<\/b>: “Siap”\. Tidak ada catatan yang mengakuinya/)
    expect(markup).toContain('Belum ada pesan.')
  })

  test('escapes names, words and results of people', () => {
    const evil = '<img src=x onerror=alert(1)>"'
    const markup = shown([{ ...journey, id: evil, from: evil, to: evil, words: evil, result: evil }], {
      ...calm,
      repeated: [{ at, to: evil, words: evil, admitted: false }],
    })
    expect(markup).not.toContain('<img')
    expect(markup.match(/&lt;img src=x onerror=alert\(1\)&gt;&quot;/g)!.length).toBeGreaterThan(5)
  })

  test('lets a row fade only while it is new', () => {
    expect(shown([journey], calm, new Date(at.getTime() + 1000))).toContain('done changed')
    expect(shown([journey], calm, new Date(at.getTime() + 5000))).not.toContain('changed')
  })
})
