import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('a sentence changed with a text editor is said from then on, without restart, and the group hears of it', async () => {
  const desk = await openDesk()
  await desk.edits('laporan.yaml', 'Laporan Anda tercatat dengan', 'Laporan Bapak/Ibu kami catat dengan')
  await desk.group.general.sees(/^✅ Perubahan berlaku: laporan\.yaml\.$/)
  await desk.sari.says('Tidak bisa login')
  await desk.sari.sees(/Laporan Bapak\/Ibu kami catat dengan nomor tiket TBB-2026-000001/)
})

test('a new category names the topics that are made after it', async () => {
  const desk = await openDesk()
  await desk.edits('kebijakan.yaml', '    Apendo/Spamkodok:\n', '    Apendo & enkripsi:\n')
  await desk.group.general.sees(/^✅ Perubahan berlaku: kebijakan\.yaml\.$/)
  await desk.sari.says('apendo saya error')
  expect((await desk.group.topicOf(desk.sari)).name()).toBe('TBB-2026-000001 · Apendo & enkripsi')
})

test('a mistake breaks nothing: the old words stay, the group is told file, line and the nearest word, once', async () => {
  const desk = await openDesk()
  await desk.edits('pesan.yaml', '*{nomor}* sedang ditangani', '*{nomer}* sedang ditangani')
  const told = await desk.group.general.sees(/belum dipakai; yang lama tetap berlaku/)
  expect(told.text).toMatch(/• pesan\.yaml:\d+: ditangani: \{nomer\} tidak diisi di sini, maksudnya \{nomor\}\?$/)
  await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)

  // Saved once more with the same mistake, and once with another.
  await desk.edits('pesan.yaml', 'Tiket dilepas', 'Tiket dilepaskan')
  await desk.edits('kebijakan.yaml', '17 Agustus: Prok', '17 Agutus: Prok')
  const more = await desk.group.general.sees(/17 Agutus/)
  expect(more.text).toMatch(/• kebijakan\.yaml:\d+: .*bukan tanggal tahun 2026, maksudnya "agustus"\?/)
  expect(more.text).toContain('{nomer}')
  await desk.group.general.seesNothingMore()

  const logged = desk.logs().filter(line => line.includes('FLOWS_INVALID'))
  expect(logged).toHaveLength(2)
  expect(logged[0]).toContain('{nomer}')

  await desk.edits('kebijakan.yaml', '17 Agutus: Prok', '17 Agustus: Prok')
  await desk.edits('pesan.yaml', '*{nomer}* sedang ditangani', '*{nomor}* sedang dikerjakan')
  await desk.group.general.sees(/^✅ Perubahan berlaku: kebijakan\.yaml, pesan\.yaml\.$/)
  await desk.dewi.says('Gagal unduh dokumen')
  await desk.dewi.sees(/nomor tiket/)
  await desk.budi.taps('Ambil', await desk.group.topicOf(desk.dewi))
  await desk.dewi.sees(/sedang dikerjakan Budi/)
})

test('what the LPSE has yet to fill in is told once a week, in office hours', async () => {
  const desk = await openDesk({ flowsAsShipped: true })
  const first = await desk.group.general.sees(/Perlu dilengkapi di flows\/kebijakan\.yaml/)
  expect(first.text).toContain('• Kontak LPSE belum diisi: alamat, telepon, surel, laman spse.')
  expect(first.text).toContain('• Kontak untuk pengaduan belum diisi: Inspektorat Kabupaten Tulang Bawang Barat.')
  expect(first.text).not.toContain('Libur')
  await desk.time.passes({ hours: 5 * 24 })
  await desk.group.general.seesNothingMore()
  // Monday 7 December, at the same hour.
  await desk.time.passes({ hours: 275 * 24 })
  const december = await desk.group.general.sees(/Libur 2027 belum lengkap/)
  expect(december.text).toContain('Isi menurut SKB: hari libur › tahun › 2027.')
  await desk.edits('kebijakan.yaml', /(?<=(alamat|telepon|surel|laman spse|kontak): )belum diisi/g, 'ada')
  await desk.group.general.sees(/Perubahan berlaku/)
  await desk.group.general.seesNothingMore()
})
