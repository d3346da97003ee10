import { expect, test } from 'vitest'
import { openAlbum, save, tapping } from './album.ts'

test('a panicked report with a screenshot becomes an urgent ticket', async () => {
  const album = await openAlbum()
  const { sari, group } = album
  await sari.says({ photo: true, caption: 'pak ga bisa upload, sejam lagi tutup!!' })
  const asked = await sari.sees(/nomor tiket TBB/)
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤/)
  await album.rests()
  save('laporan-panik', [
    album.chat(sari, 'Yang dilihat penyedia', [
      ...sari.all().filter(one => one.id < asked.id),
      tapping(
        sari.all().find(one => one.id === asked.id)!,
        '1 · Penyedia',
      ),
    ]),
    album.desk('Yang dilihat petugas, saat itu juga', topic),
  ])
  expect(topic.card().text).toContain('P1')
})

test('a report by taps, from the first words to its number', async () => {
  const album = await openAlbum()
  const { sari } = album
  await sari.says('tidak bisa login ke spse, lupa kata sandi')
  const who = tapping(await sari.sees(/Siapa yang melapor/), '1 · Penyedia')
  await sari.taps('1 · Penyedia', sari)
  const kind = tapping(await sari.sees(/betul\?/), '1 · Login & sandi')
  await sari.taps('1 · Login & sandi', sari)
  const when = tapping(await sari.sees(/kode paketnya/), 'Lewati')
  await sari.taps('Lewati', sari)
  const sum = tapping(await sari.sees(/Saya catat/), '1 · Ya, laporkan')
  await sari.taps('1 · Ya, laporkan', sari)
  const made = await sari.sees(/nomor tiket/)
  const first = sari.all()[0]!
  save(
    'laporan-formulir',
    [
      album.chat(sari, '1. Kendala, lalu siapa', [first, who]),
      album.chat(sari, '2. Kategori dan paket', [kind, when]),
      album.chat(sari, '3. Ringkasan dan nomor', [sum, made]),
    ],
    330,
  )
})
