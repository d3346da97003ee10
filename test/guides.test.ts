import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plainText } from '../src/domain/rich.ts'
import { groupCommands, topicCommands } from '../src/app/conversation/commands.ts'
import { loadFlows } from '../src/flows/load.ts'

const root = join(import.meta.dirname, '..')
const guides = [
  'docs/panduan-petugas.md',
  'docs/panduan-alur.md',
  'docs/operator.md',
  'docs/menambah-kanal.md',
  'docs/simulator.md',
  'README.md',
]
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('the guides are true', () => {
  test('every picture and every page they point to is there', () => {
    for (const guide of guides) {
      const targets = [...read(guide).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
      expect(targets.length).toBeGreaterThan(1)
      for (const target of targets) expect(statSync(join(root, dirname(guide), target)).isFile(), target).toBe(true)
    }
  })

  test('every picture is shown somewhere, and small', () => {
    const shown = guides.map(read).join('\n')
    const pictures = readdirSync(join(root, 'docs/gambar'))
    expect(pictures.length).toBeGreaterThan(9)
    for (const picture of pictures) {
      expect(shown).toContain(`gambar/${picture}`)
      const atMost = picture.endsWith('.svg') ? 60_000 : 250_000
      expect(statSync(join(root, 'docs/gambar', picture)).size, picture).toBeLessThan(atMost)
    }
  })

  test('every button an anggota is told to press bears that name', () => {
    const { say } = loadFlows(join(root, 'flows'))
    const labels = readFileSync(join(root, 'flows/pesan.yaml'), 'utf8')
      .split('\n')
      .flatMap(line => /^(tombol [^:]+):/.exec(line)?.[1] ?? [])
      .map(name => plainText(say(name as Parameters<typeof say>[0])))
    const guide = read('docs/panduan-petugas.md')
    const named = ['Ambil', 'Lepas', 'Selesai', 'Lihat lengkap', 'Kirim', 'Ubah', 'Batal', 'Minta data', 'Lainnya ›']
    named.push('Klasifikasi', 'Tunggu pihak ketiga', 'Bukan wewenang LPSE', 'Gabung', 'Batalkan gabung', 'Hapus berkas')
    named.push(
      'Lanjut tangani',
      'Tunda penutupan',
      'Tanpa akar masalah',
      'Simpan catatan',
      'Kirim ulang',
      'Ini hal lain',
      'Bangun ulang topik',
    )
    for (const name of named) {
      expect(labels).toContain(name)
      expect(guide).toContain(`**${name}**`)
    }
  })

  test('every command they name is one, and none is left out', () => {
    const known = new Set([...groupCommands, ...Object.keys(topicCommands), 'balas', 'tarik'])
    const guide = read('docs/panduan-petugas.md')
    const named = new Set([...guide.matchAll(/`\/([a-z]+)/g)].map(([, name]) => name!))
    expect([...named].filter(name => !known.has(name))).toEqual([])
    expect([...known].filter(name => !named.has(name) && !['help', 'start', 'hubungkan'].includes(name))).toEqual([])
  })
})
