import { describe, expect, test } from 'vitest'
import { actions, checks, conditions, optionLists } from '../../src/flows/vocabulary.ts'
import { flowWritten, mistakesIn } from './written.ts'

const good = `alur: uji
mulai: [Gangguan, tidak bisa]
langkah:
  - kirim: Selamat {waktu}.
    bila: kontak pertama
  - label: bagian
    tanya: Bagian mana?
    simpan: bagian
    bila: [bukan kategori jelas, bukan mendesak]
    pilihan:
      Login:
      Lainnya: { lalu: cerita, kata: [lain, yang lain] }
  - tanya: Berapa kode paketnya?
    simpan: paket
    harus: paket dan batas waktu
    boleh dilewati: ya
  - label: cerita
    tanya: Silakan ceritakan.
    simpan: cerita
    harus: teks
  - tanya: Sudah benar?
    simpan: setuju
    pilihan:
      Ya: {}
      Ubah: { lupakan: [paket, cerita] }
  - lakukan: buka tiket
  - kirim: Tiket *{nomor}*.
    lalu: selesai
  - label: batal
    lakukan: batalkan
contoh:
  - judul: pendek
    keadaan: [kontak pertama]
    isian: { nomor: TBB-1 }
    percakapan:
      - penyedia: halo
      - bot: Selamat pagi.
      - ketuk: Login
      - lakukan: buka tiket
`

/** The good file after an edit by hand. */
function edited(from: string, to: string): string {
  expect(good.includes(from), 'the edit changed nothing').toBe(true)
  return good.replace(from, to)
}

/** The last line that holds these words. */
function lineOf(content: string, words: string): number {
  return content.split('\n').findLastIndex(line => line.includes(words)) + 1
}

describe('a conversation as it is written', () => {
  const flow = flowWritten(good)

  test('keeps its steps in order, each leading to the one below unless it jumps', () => {
    expect(flow.steps.map(({ kind, next }) => [kind, next])).toEqual([
      ['say', 1],
      ['ask', 2],
      ['ask', 3],
      ['ask', 4],
      ['ask', 5],
      ['do', 6],
      ['say', 8],
      ['do', 8],
    ])
  })

  test('begins with its words in small letters', () => {
    expect(flow.begins).toEqual(['gangguan', 'tidak bisa'])
  })

  test('knows conditions, options, checks and examples', () => {
    expect(flow.steps[1]).toEqual({
      kind: 'ask',
      text: 'Bagian mana?',
      save: 'bagian',
      label: 'bagian',
      guards: [
        { condition: 'kategori jelas', wanted: false },
        { condition: 'mendesak', wanted: false },
      ],
      check: null,
      skippable: false,
      next: 2,
      options: [
        { text: 'Login', words: [], next: null, forgets: [], action: null },
        { text: 'Lainnya', words: ['lain', 'yang lain'], next: 3, forgets: [], action: null },
      ],
    })
    expect(flow.steps[2]).toMatchObject({ check: 'paket dan batas waktu', skippable: true, options: [] })
    expect(flow.examples).toEqual([
      {
        title: 'pendek',
        holds: ['kontak pertama'],
        values: { nomor: 'TBB-1' },
        lines: [
          { by: 'penyedia', text: 'halo' },
          { by: 'bot', text: 'Selamat pagi.' },
          { by: 'ketuk', text: 'Login' },
          { by: 'lakukan', text: 'buka tiket' },
        ],
      },
    ])
  })
})

describe('a mistake is told with its line and the nearest valid word', () => {
  test.each<[what: string, from: string, to: string, at: string, sentence: string | RegExp]>([
    [
      'an unknown key of a step',
      '    simpan: paket',
      '    simpn: paket',
      'simpn',
      'kunci "simpn" tidak dikenal di sini (maksud Anda "simpan"?)',
    ],
    [
      'an unknown key of the file',
      'contoh:',
      'conto:',
      'conto:',
      'kunci "conto" tidak dikenal di sini (maksud Anda "contoh"?)',
    ],
    [
      'an unknown key of an option',
      'kata: [lain',
      'kt: [lain',
      'Lainnya:',
      'kunci "kt" tidak dikenal di sini (maksud Anda "kata"?)',
    ],
    [
      'an unknown check',
      'harus: teks',
      'harus: tekss',
      'harus: tekss',
      'pemeriksa "tekss" tidak ada (maksud Anda "teks"?)',
    ],
    [
      'an unknown condition',
      'bila: kontak pertama',
      'bila: kontak pertma',
      'kontak pertma',
      'keadaan "kontak pertma" tidak ada (maksud Anda "kontak pertama"?)',
    ],
    [
      'an unknown condition turned round',
      'bukan mendesak',
      'bukan mendsak',
      'bukan mendsak',
      'keadaan "mendsak" tidak ada (maksud Anda "mendesak"?)',
    ],
    [
      'an unknown action',
      '- lakukan: buka tiket',
      '- lakukan: buka tikett',
      'buka tikett',
      'tindakan "buka tikett" tidak ada (maksud Anda "buka tiket"?)',
    ],
    [
      'a jump that leads nowhere',
      'lalu: cerita',
      'lalu: crita',
      'Lainnya:',
      'label "crita" tidak ada (maksud Anda "cerita"?)',
    ],
    [
      'an end written wrongly',
      'lalu: selesai',
      'lalu: selsai',
      'selsai',
      'label "selsai" tidak ada (maksud Anda "selesai"?)',
    ],
    [
      'forgetting what was never asked',
      'lupakan: [paket, cerita]',
      'lupakan: [pakett, cerita]',
      'Ubah:',
      'jawaban "pakett" tidak ada (maksud Anda "paket"?)',
    ],
    [
      'an unknown value',
      'Tiket *{nomor}*.',
      'Tiket *{nomr}*.',
      '{nomr}',
      'isian {nomr} tidak dikenal (maksud Anda "nomor"?)',
    ],
    [
      'a value with a stray blank',
      'Tiket *{nomor}*.',
      'Tiket *{ nomor }*.',
      '{ nomor }',
      'isian { nomor } tidak dikenal (maksud Anda "nomor"?)',
    ],
    ['a label used twice', 'label: batal', 'label: cerita', 'label: cerita', /label "cerita" sudah dipakai/],
    ['the end as a label', 'label: batal', 'label: selesai', 'label: selesai', /berarti akhir alur/],
    [
      'a name of an answer used twice',
      'simpan: setuju',
      'simpan: cerita',
      'simpan: cerita',
      'simpan "cerita" sudah dipakai di atas',
    ],
    ['a name of an answer in capitals', 'simpan: setuju', 'simpan: Setuju', 'Setuju', /huruf kecil a–z/],
    [
      'a question without a name',
      '    simpan: setuju\n',
      '',
      'Sudah benar',
      '"tanya" memerlukan "simpan": nama jawabannya',
    ],
    [
      'two things in one step',
      '- lakukan: buka tiket\n',
      '- lakukan: buka tiket\n    kirim: Halo.\n',
      'kirim: Halo.',
      'satu langkah hanya boleh satu dari tanya, kirim, lakukan',
    ],
    [
      'nothing in a step',
      '  - lakukan: buka tiket\n',
      '  - bila: mendesak\n',
      '- bila: mendesak',
      'langkah ke-6 tidak berisi tanya, kirim, lakukan',
    ],
    [
      'a key of questions in another step',
      '- lakukan: buka tiket\n',
      '- lakukan: buka tiket\n    harus: teks\n',
      'harus: teks',
      '"harus" hanya untuk langkah "tanya"',
    ],
    ['an option without text', 'Ya: {}', "'': {}", "'': {}", 'pilihan tanpa teks'],
    [
      'an option too long for a button',
      'Ya: {}',
      'Ya, laporkan sekarang juga: {}',
      'sekarang juga',
      /lebih dari 24 huruf/,
    ],
    [
      'a list of options',
      'Ya: {}\n      Ubah: { lupakan: [paket, cerita] }',
      '[]',
      'pilihan:',
      /"pilihan" berisi pilihan seperti/,
    ],
    [
      'one word for two options',
      'Ya: {}',
      'Ya: { kata: [ubah] }',
      'Ubah:',
      /"ubah" berarti dua pilihan: "Ya" dan "Ubah"/,
    ],
    ['a number as a word', 'Ya: {}', 'Ya: { kata: [dua] }', 'Ya:', '"dua" sudah berarti urutan pilihan'],
    [
      'going back and jumping at once',
      '{ lupakan: [paket, cerita] }',
      '{ lupakan: [paket, cerita], lalu: selesai }',
      'Ubah:',
      /jadi tanpa "lalu"$/,
    ],
    ['an empty sentence', 'kirim: Tiket *{nomor}*.', 'kirim:', '- kirim:', '"kirim" kosong'],
    [
      'braces read as YAML',
      'kirim: Tiket *{nomor}*.',
      'kirim: {nomor}',
      'kirim: {nomor}',
      /harus berupa teks \(.* "\|-"\)$/,
    ],
    ['a long sentence', 'Silakan ceritakan.', 'a'.repeat(501), 'aaaa', 'kalimat ini lebih dari 500 huruf'],
    [
      'too many lines',
      'tanya: Silakan ceritakan.',
      'tanya: "1\\n2\\n3\\n4\\n5\\n6\\n7"',
      'tanya: "1',
      'kalimat ini lebih dari 6 baris',
    ],
    ['a step nobody comes to', 'label: batal', 'label: akhir', 'label: akhir', /^langkah ke-8 tidak pernah tercapai/],
    [
      'neither yes nor no',
      'boleh dilewati: ya',
      'boleh dilewati: yo',
      'yo',
      /jawaban "yo" tidak ada \(maksud Anda "ya"\?\)/,
    ],
    [
      'the name of another file',
      'alur: uji',
      'alur: coba',
      'alur: coba',
      /"alur" harus sama dengan nama berkas: alur: uji/,
    ],
    ['an example that says nothing', '- penyedia: halo', '- penyedia:', '- penyedia:', '"penyedia" kosong'],
    ['an unknown speaker', '- penyedia: halo', '- penyedya: halo', 'penyedya', /\(maksud Anda "penyedia"\?\)$/],
    [
      'an unknown condition in an example',
      'keadaan: [kontak pertama]',
      'keadaan: [x]',
      'keadaan: [x]',
      /keadaan "x" tidak ada/,
    ],
  ])('%s', (_, from, to, at, sentence) => {
    const content = edited(from, to)
    const found = mistakesIn(content)
    expect(found).toHaveLength(1)
    const [, line, said] = /^uji\.yaml:(\d+): ([^]*)$/.exec(found[0]!)!
    if (typeof sentence === 'string') expect(said).toBe(sentence)
    else expect(said).toMatch(sentence)
    expect(Number(line)).toBe(lineOf(content, at))
  })
})

describe('mistakes', () => {
  test('are told all at once', () => {
    const content = edited('simpan: paket', 'simpn: paket')
      .replace('harus: teks', 'harus: tks')
      .replace('lalu: cerita', 'lalu: x')
    expect(mistakesIn(content)).toEqual([
      expect.stringContaining('kunci "simpn"'),
      expect.stringContaining('label "x" tidak ada (yang ada: bagian, cerita, batal, selesai)'),
      expect.stringContaining('pemeriksa "tks" tidak ada (maksud Anda "teks"?)'),
    ])
  })

  test.each<[what: string, content: string, sentence: RegExp]>([
    ['an empty file', '', /berkas harus berisi kunci/],
    ['a list', '- a\n- b\n', /berkas harus berisi kunci/],
    ['no steps', 'alur: uji\n', /"langkah" harus berupa daftar langkah/],
    ['steps that are no list', 'alur: uji\nlangkah:\n  kirim: Halo\n', /"langkah" harus berupa daftar langkah/],
    ['a step that is a word', 'alur: uji\nlangkah:\n  - Halo\n', /isi ke-1 dari "langkah" harus berisi kunci/],
    [
      'emphasis at the beginning',
      'alur: uji\nlangkah:\n  - kirim: *Halo*\n',
      /uji\.yaml:3: isi yang diawali \* atau & harus diapit tanda kutip/,
    ],
  ])('%s', (_, content, sentence) => {
    expect(mistakesIn(content).join('\n')).toMatch(sentence)
  })

  test.each<[what: string, steps: string]>([
    ['a jump back', '  - label: awal\n    kirim: Halo.\n  - kirim: Lagi.\n    lalu: awal\n'],
    [
      'a jump back around a question that may be skipped',
      '  - label: awal\n    kirim: Halo.\n  - tanya: Siapa?\n    simpan: nama\n    bila: mendesak\n    lalu: awal\n  - kirim: Lagi.\n    lalu: awal\n',
    ],
    ['a jump to itself', '  - label: awal\n    lakukan: buka tiket\n    lalu: awal\n'],
  ])('a circle without a question: %s', (_, steps) => {
    expect(mistakesIn(`alur: uji\nlangkah:\n${steps}`).at(-1)).toMatch(
      /mulai langkah ke-1 alur berputar tanpa pertanyaan/,
    )
  })

  test('a circle with a question is none', () => {
    const steps = '  - label: awal\n    tanya: Siapa?\n    simpan: nama\n  - kirim: Halo.\n    lalu: awal\n'
    expect(mistakesIn(`alur: uji\nlangkah:\n${steps}`)).toEqual([])
  })

  test('every word of the closed lists is accepted', () => {
    const guards = Object.keys(conditions).flatMap(word => [word, `bukan ${word}`])
    const steps = [
      ...Object.keys(actions).map(word => `  - lakukan: ${word}`),
      ...Object.keys(checks).map((word, at) => `  - tanya: Apa?\n    simpan: ${'abc'[at]}\n    harus: ${word}`),
      ...Object.keys(optionLists).map((word, at) => `  - tanya: Apa?\n    simpan: ${'xyz'[at]}\n    pilihan: ${word}`),
      `  - kirim: Halo.\n    bila: [${guards.join(', ')}]`,
    ]
    expect(mistakesIn(`alur: uji\nlangkah:\n${steps.join('\n')}\n`)).toEqual([])
  })
})
