import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LoketError } from '../../src/errors.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { nearest } from '../../src/flows/yaml.ts'

const shipped = join(import.meta.dirname, '../../flows')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flows-'))
  cpSync(shipped, folder, { recursive: true })
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Wati edits a file by hand. */
function edit(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(from, to)
  expect(after, 'the edit changed nothing').not.toBe(before)
  writeFileSync(path, after)
}

function lineOf(file: string, words: string): number {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  return lines.findIndex(line => line.startsWith(words)) + 1
}

function mistakes(): string[] {
  try {
    loadFlows(folder)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(LoketError)
    expect((error as LoketError).code).toBe('FLOWS_INVALID')
    return (error as LoketError).detail.split('; ').reduce<string[]>((all, part) => {
      if (part.startsWith('did you mean')) return [...all.slice(0, -1), `${all.at(-1)}; ${part}`]
      return [...all, part]
    }, [])
  }
}

describe('a mistake in pesan.yaml is told with file, line and the nearest word', () => {
  test('a key written wrongly', () => {
    edit('pesan.yaml', /^ditutup:/m, 'ditutp:')
    const line = lineOf('pesan.yaml', 'ditutp')
    expect(mistakes()).toEqual([
      `pesan.yaml:${line}: "ditutp" is not a known sentence; did you mean "ditutup"?`,
      'pesan.yaml: the sentence "ditutup" is missing',
    ])
  })

  test('a key like no other', () => {
    edit('pesan.yaml', /^ditutup:/m, 'xyzzy: hai\nditutup:')
    expect(mistakes()).toEqual([`pesan.yaml:${lineOf('pesan.yaml', 'xyzzy')}: "xyzzy" is not a known sentence`])
  })

  test('a value written wrongly', () => {
    edit('pesan.yaml', 'Tiket *{nomor}* sedang ditangani', 'Tiket *{nomer}* sedang ditangani')
    const line = lineOf('pesan.yaml', 'ditangani:')
    expect(mistakes()).toHaveLength(1)
    expect(mistakes()[0]).toMatch(/\{nomer\} is not filled in here; did you mean \{nomor\}\?$/)
    expect(Number(/^pesan\.yaml:(\d+):/.exec(mistakes()[0]!)?.[1])).toBeGreaterThanOrEqual(line)
  })

  test('an empty sentence', () => {
    edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas:')
    expect(mistakes()).toEqual([expect.stringMatching(/^pesan\.yaml:\d+: "dilepas" is empty$/)])
  })

  test('a sentence left out', () => {
    edit('pesan.yaml', /^dilepas: .*\n/m, '')
    expect(mistakes()).toEqual(['pesan.yaml: the sentence "dilepas" is missing'])
  })

  test('several at once', () => {
    edit('pesan.yaml', /^dilepas: .*\n/m, '')
    edit('pesan.yaml', /^diambil: .*\n/m, '')
    expect(mistakes()).toHaveLength(2)
  })

  test('broken YAML', () => {
    edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas: "Tiket dilepas')
    expect(mistakes()).toEqual([expect.stringMatching(/^pesan\.yaml:\d+: [A-Z_]+$/)])
  })

  test('the same key twice', () => {
    edit('pesan.yaml', /^(dilepas: .*)$/m, '$1\n$1')
    expect(mistakes()).toEqual([expect.stringMatching(/^pesan\.yaml:\d+: DUPLICATE_KEY$/)])
  })

  test('an emptied file', () => {
    writeFileSync(join(folder, 'pesan.yaml'), '')
    expect(mistakes().length).toBeGreaterThan(50)
  })

  test('a file that is not there', () => {
    rmSync(join(folder, 'pesan.yaml'))
    expect(mistakes()).toEqual(['pesan.yaml: the file cannot be read'])
  })
})

describe('a mistake in kebijakan.yaml is told with its line', () => {
  test.each<[string, RegExp, string, RegExp]>([
    [
      'an abbreviation in small letters',
      /singkatan: TBB/,
      'singkatan: tbb',
      /lpse › singkatan: harus dua sampai enam huruf besar/,
    ],
    ['a time zone that is none', /zona waktu: .*/, 'zona waktu: Lampung', /lpse › zona waktu: /],
    ['a number that is none', /berlaku menit: 10/, 'berlaku menit: sepuluh', /tanya petugas › berlaku menit: /],
    ['a date that is none', /tanggal: [\d-]+/, 'tanggal: kemarin', /ditetapkan › tanggal: /],
    ['a key that is unknown', /^lpse:/m, 'lspe: x\nlpse:', /lspe/],
  ])('%s', (_, from, to, expected) => {
    edit('kebijakan.yaml', from, to)
    expect(mistakes()).toHaveLength(1)
    expect(mistakes()[0]).toMatch(expected)
    expect(mistakes()[0]).toMatch(/^kebijakan\.yaml:\d+: /)
  })

  test('the line is that of the wrong value', () => {
    edit('kebijakan.yaml', /singkatan: TBB/, 'singkatan: tbb')
    expect(mistakes()[0]).toMatch(new RegExp(`^kebijakan\\.yaml:${lineOf('kebijakan.yaml', '  singkatan')}:`))
  })
})

test.each([
  ['ditutp', 'ditutup'],
  ['salaam', 'salam'],
  ['qqqqqq', undefined],
])('nearest to "%s" is %s', (word, expected) => {
  expect(nearest(word, ['ditutup', 'dibuka lagi', 'salam'])).toBe(expected)
})
