import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { LoketError } from '../../../src/errors.ts'
import { pattern, patternFor } from '../../../src/simulator/stories/pattern.ts'
import { readStory } from '../../../src/simulator/stories/read-story.ts'
import type { Scenario } from '../../../src/simulator/stories/scenario.ts'
import { shippedStories } from '../../../src/simulator/stories/shipped.ts'
import { writeStory } from '../../../src/simulator/stories/write-story.ts'

const folder = mkdtempSync(join(tmpdir(), 'loket-cerita-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(text: string): Scenario {
  const path = join(folder, 'uji.yaml')
  writeFileSync(path, text)
  return readStory(path)
}

/** A story of these steps; the first of them stands in line 7. */
function story(...steps: string[]): string {
  return `cerita: uji
judul: Uji
ringkas: Untuk diuji.
pemeran: { Sari: sari, Budi: budi }

langkah:
${steps.join('\n')}
`
}

function mistakes(text: string): string[] {
  try {
    read(text)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(LoketError)
    expect((error as LoketError).code).toBe('STORY_INVALID')
    return (error as LoketError).detail.split('; ')
  }
}

describe('a mistake is told with file, line and the nearest word', () => {
  test.each<[string, string, string]>([
    [
      'a verb',
      '  - tulsi: halo\n    oleh: Sari\n    di: WhatsApp',
      'uji.yaml:7: … tidak mengatakan apa yang terjadi, maksudnya "tulis"?',
    ],
    [
      'a key',
      '  - tulis: halo\n    bals: hai\n    oleh: Sari\n    di: WhatsApp',
      'uji.yaml:8: bals: tidak dikenal di sini, maksudnya "balas"?',
    ],
    [
      'a name',
      '  - tulis: halo\n    oleh: Sri\n    di: WhatsApp',
      'uji.yaml:8: oleh: "Sri" tidak dikenal, maksudnya "Sari"?',
    ],
    [
      'a place',
      '  - tulis: halo\n    oleh: Sari\n    di: topik Dewi',
      'uji.yaml:9: di: harus WhatsApp, Telegram, grup, atau "topik Sari"',
    ],
    ['a file', '  - kirim: gambar\n    oleh: Sari\n    di: WhatsApp', 'uji.yaml:7: kirim: …'],
    [
      'a span of time',
      '  - waktu maju: sejam',
      'uji.yaml:7: waktu maju: harus lama waktu, misalnya "20 detik", "15 menit", "1 jam", "2 hari"',
    ],
    [
      'a switch',
      '  - sakelar: Telegram 430\n    keadaan: nyala',
      'uji.yaml:7: sakelar: "Telegram 430" tidak dikenal, maksudnya "Telegram 429"?',
    ],
    [
      'two things at once',
      '  - tulis: halo\n    ketuk: Ambil\n    oleh: Sari\n    di: WhatsApp',
      'uji.yaml:8: … satu langkah hanya satu hal, dan "tulis" sudah ada',
    ],
    [
      'nothing to wait for',
      '  - ketuk: Ambil\n    oleh: Budi\n    di: topik Sari\n    ajar: { judul: a, kata: b }',
      'uji.yaml:7: sesudah langkah ini harus ada "lihat", …',
    ],
    [
      'a crowd too large',
      '  - ramai: [halo]\n    orang: 1000\n    di: keduanya',
      'uji.yaml:8: orang: antara 1 dan 200 orang',
    ],
  ])('%s', (_, steps, sentence) => {
    const told = mistakes(story(steps))
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(pattern(sentence))
  })

  test('all of them at once, also those of the head', () => {
    expect(mistakes(story('  - tulis: halo\n    oleh: Sri\n    di: Signal'))).toHaveLength(2)
    expect(mistakes('cerita: uji\njudul: Uji\nringkas: x\npemeran: { Sari: sri, budi: budi }\nlangkah: []\n')).toEqual([
      'uji.yaml:4: pemeran › Sari: "sri" tidak dikenal, maksudnya "sari"?',
      'uji.yaml:4: pemeran › budi: nama pemeran satu kata, diawali huruf besar',
      'uji.yaml:5: langkah: paling sedikit 1',
    ])
  })

  test('a file that is no YAML', () => {
    expect(mistakes('cerita: "uji\n')[0]).toMatch(/^uji\.yaml:\d: /)
  })
})

test('what is written from a story is read as the same story, whatever it does', () => {
  const everything = story(
    '  - jam kerja: ya',
    '  - kirim: [foto, berkas surat jalan.pdf]\n    teks: "no: 12, #3"\n    oleh: Sari\n    di: WhatsApp\n    balas: "lihat … ini"',
    '  - ubah: satu\n    menjadi: "- dua"\n    oleh: Sari\n    di: Telegram',
    '  - hapus: "1234"\n    oleh: Sari\n    di: Telegram',
    '  - tanda: 👍\n    pada: dua\n    oleh: Sari\n    di: WhatsApp',
    '  - ketuk: Ambil\n    pada: Belum ada\n    oleh: Budi\n    di: topik Sari',
    '  - start: Sari\n    kode: peran_1',
    '  - baca: Sari',
    '  - telepon: Sari',
    '  - blokir: Sari\n    keadaan: nyala',
    '  - ponsel: Sari\n    keadaan: mati',
    '  - waktu maju: 90 menit',
    '  - sakelar: WhatsApp terputus\n    keadaan: nyala',
    '  - bot: matikan paksa',
    '  - bot: hidupkan',
    '  - redis: kosongkan',
    '  - topik: hapus\n    milik: Sari',
    '  - tidak lihat: rahasia\n    oleh: Budi\n    di: grup\n    paling lama: 2 menit',
  )
  const withoutLines = (one: Scenario) => ({ ...one, steps: one.steps.map(step => ({ ...step, line: 0 })) })
  for (const one of [read(everything), ...shippedStories()])
    expect(withoutLines(read(writeStory(one)))).toEqual(withoutLines(one))
})

test('words of a story are found whatever stands in place of …, and however lines break', () => {
  expect('Laporan tercatat dengan nomor tiket\nTBB-2026-000123; petugas tahu').toMatch(
    pattern('nomor tiket … petugas tahu'),
  )
  expect('a+b (c)').toMatch(pattern('a+b (c)'))
  expect('aab c').not.toMatch(pattern('a+b (c)'))
  expect(patternFor('Tiket TBB-2026-000123 selesai pukul 10.42:\nSilakan')).toBe('Tiket … selesai pukul …:')
})
