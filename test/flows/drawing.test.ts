import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { drawFlow, drawFlows } from '../../src/flows/drawing.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { flowWritten } from './written.ts'

const root = join(import.meta.dirname, '../..')

test('docs/alur.md shows the conversations as they are; otherwise: npm run flows:draw', () => {
  const { conversations } = loadFlows(join(root, 'flows'))
  expect(readFileSync(join(root, 'docs/alur.md'), 'utf8')).toBe(drawFlows(Object.values(conversations)))
})

describe('a drawing', () => {
  test('has a box for each step and an arrow for each way', () => {
    const flow = flowWritten(`alur: uji
mulai: [uji, coba]
langkah:
  - kirim: Halo.
    bila: [kontak pertama, bukan mendesak]
  - tanya: Benar?
    simpan: setuju
    pilihan:
      Ya: {}
      Tentu: {}
      Tidak: { lalu: batal }
      Ulang: { lupakan: setuju }
  - lakukan: buka tiket
    bila: jam layanan
    lalu: selesai
  - label: batal
    lakukan: batalkan
`)
    expect(drawFlow(flow).split('\n')).toEqual([
      'flowchart TD',
      '  mulai(["uji, coba"]) --> s1',
      '  kata4(["BATAL"]) --> s4',
      '  s1["Halo.<br/>(bila kontak pertama, bukan mendesak)"]',
      '  s2{"Benar?"}',
      '  s3[["buka tiket<br/>(bila jam layanan)"]]',
      '  s4[["batalkan"]]',
      '  s1 --> s2',
      '  s2 -->|"Ya / Tentu"| s3',
      '  s2 -->|"Tidak"| s4',
      '  s2 -->|"Ulang"| s2',
      '  s3 --> akhir',
      '  s3 -.-> s4',
      '  s4 --> akhir',
      '  akhir(["selesai"])',
    ])
  })

  test('shortens sentences between words and disarms what Mermaid would read', () => {
    const flow = flowWritten(`alur: uji
langkah:
  - kirim: |-
      Tiket *{nomor}* "penting" <b> \`kode\` #1
      dan masih banyak lagi yang tidak muat.
`)
    expect(drawFlow(flow)).toContain('s1["Tiket {nomor} #quot;penting#quot; #lt;b> #96;kode#96; #35;1 dan masih …"]')
  })
})
