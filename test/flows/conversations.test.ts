import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LoketError } from '../../src/errors.ts'
import { loadFlows } from '../../src/flows/load.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flows-'))
  cpSync(join(import.meta.dirname, '../../flows'), folder, { recursive: true })
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Wati adds or changes a file by hand. */
function write(file: string, content: string): void {
  writeFileSync(join(folder, file), content)
}

function mistakes(): string {
  try {
    loadFlows(folder)
    return ''
  } catch (error) {
    expect(error).toMatchObject({ code: 'FLOWS_INVALID' })
    return (error as LoketError).detail
  }
}

test('a new conversation is found beside the others', () => {
  write('pelatihan.yaml', 'alur: pelatihan\nmulai: [pelatihan]\nlangkah:\n  - kirim: Jadwal ada di papan.\n')
  expect(Object.keys(loadFlows(folder).conversations)).toEqual(['laporan', 'pelatihan', 'pengaduan'])
})

test('a conversation that Loket needs may not be missing', () => {
  rmSync(join(folder, 'pengaduan.yaml'))
  expect(mistakes()).toBe('pengaduan.yaml: berkas ini tidak ada')
})

test('mistakes of several files are told together', () => {
  const report = readFileSync(join(folder, 'laporan.yaml'), 'utf8')
  write('laporan.yaml', report.replace('lalu: ringkasan', 'lalu: ringksan'))
  write('pelatihan.yaml', 'alur: pelatihan\nlangkah:\n  - kirm: Halo.\n')
  const line = report.split('\n').findIndex(one => one.includes('lalu: ringkasan')) + 1
  expect(mistakes()).toBe(
    `laporan.yaml:${line}: label "ringksan" tidak ada (maksud Anda "ringkasan"?); ` +
      'pelatihan.yaml:3: kunci "kirm" tidak dikenal di sini (maksud Anda "kirim"?)',
  )
})

test('broken YAML is told with its line', () => {
  write('pelatihan.yaml', 'alur: pelatihan\nlangkah:\n  - kirim: Contoh: Sari\n')
  expect(mistakes()).toMatch(/^pelatihan\.yaml:3: /)
})

test('a copy under another name is told, since it would begin the same conversation twice', () => {
  cpSync(join(folder, 'pengaduan.yaml'), join(folder, 'pengaduan lama.yaml'))
  expect(mistakes()).toMatch(/^pengaduan lama\.yaml:\d+: "alur" harus sama dengan nama berkas: alur: pengaduan lama$/)
})

test('two conversations may not begin with the same words', () => {
  write('aduan.yaml', 'alur: aduan\nmulai: [Pungli]\nlangkah:\n  - kirim: Halo.\n')
  expect(mistakes()).toBe('pengaduan.yaml: "pungli" sudah memulai alur "aduan"')
})

test('what an editor leaves behind is no conversation', () => {
  write('.laporan.yaml.swp', 'x')
  write('laporan.yaml~', 'x')
  write('catatan.txt', 'x')
  expect(mistakes()).toBe('')
})
