import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { examineFlows } from '../../src/commands/doctor/flows.ts'
import { useFlowsFolder } from '../flows/folder.ts'

const folder = useFlowsFolder()
const command = join(import.meta.dirname, '../../src/commands/flows-check.ts')

/** The real command in a process of its own. */
async function check(): Promise<{ code: number; said: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, [command, folder.path], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })
}

describe('npm run flows:check', () => {
  test('says that all is well, and what has yet to be filled in', async () => {
    const { code, said } = await check()
    expect(code).toBe(0)
    expect(said).toMatch(/^✓ baik\n– /)
    expect(said).toContain('– Kontak LPSE belum diisi: alamat, telepon, surel, laman spse.')
  })

  test('names every mistake with line and suggestion, and ends with code 1', async () => {
    folder.edit('kebijakan.yaml', '17 Agustus: Prok', '17 Agutus: Prok')
    folder.edit('pesan.yaml', /^ditutup:/m, 'ditutp:')
    const { code, said } = await check()
    expect(code).toBe(1)
    expect(said).toMatch(/^✗ kebijakan\.yaml:\d+: .*17 Agutus: bukan tanggal tahun 2026, maksudnya "agustus"\?$/m)
    expect(said).toMatch(/^✗ pesan\.yaml:\d+: ditutp: bukan kalimat yang dikenal, maksudnya "ditutup"\?$/m)
    expect(said).toMatch(/^3 hal perlu diperbaiki/m)
  })
})

describe('the doctor', () => {
  const now = new Date('2026-12-01T08:00:00+07:00')

  test('says what has yet to be filled in, and where', () => {
    const found = examineFlows(folder.path, now)
    expect(found[0]).toMatchObject({ state: 'good', seen: 'sah' })
    expect(found.slice(1).map(({ state, seen }) => [state, seen])).toEqual([
      ['note', 'Libur 2027 belum lengkap. Isi menurut SKB: hari libur › tahun › 2027.'],
      ['note', 'Kontak LPSE belum diisi: alamat, telepon, surel, laman spse.'],
      ['note', 'Kontak untuk pengaduan belum diisi: Inspektorat Kabupaten Tulang Bawang Barat.'],
    ])
    expect(found[1]?.mend).toContain('flows/kebijakan.yaml')
  })

  test('calls a mistake broken', () => {
    folder.edit('kebijakan.yaml', 'singkatan: TBB', 'singkatan: tbb')
    expect(examineFlows(folder.path, now)).toEqual([
      {
        state: 'bad',
        about: 'Kebijakan, alur',
        seen: expect.stringMatching(/^kebijakan\.yaml:\d+: lpse › singkatan/),
        mend: expect.stringContaining('npm run flows:check'),
      },
    ])
  })
})
