import { test } from 'vitest'
import { openAlbum, save } from './album.ts'

test('a mistake under flows/ is told in the group and breaks nothing', async () => {
  const album = await openAlbum()
  const { group } = album
  await album.edits('pesan.yaml', '*{nomor}* sedang ditangani', '*{nomer}* sedang ditangani')
  await group.general.sees(/belum dipakai/)
  await album.edits('pesan.yaml', '*{nomer}* sedang ditangani', '*{nomor}* sedang kami tangani, petugas:')
  await album.edits('kebijakan.yaml', '17 Agustus: Prok', '17 Agutus: Prok')
  await group.general.sees(/17 Agutus/)
  await album.edits('kebijakan.yaml', '17 Agutus: Prok', '17 Agustus: Prok')
  await group.general.sees(/^✅ Perubahan berlaku/)
  save('kesalahan-flows', [album.desk('Grup petugas memberi tahu', group.general)], 620)
})

test('outside office hours', async () => {
  const album = await openAlbum()
  const { sari, group } = album
  await sari.starts()
  await album.rests()
  const from = sari.all().length
  await album.time.passes({ hours: 12 })
  await sari.says('gagal unduh dokumen pemilihan')
  await sari.sees(/di luar jam layanan/)
  await sari.says('MENDESAK')
  await sari.sees(/Sampai kapan/)
  await sari.says('nanti jam 23.00')
  await album.rests()
  const topic = await group.topicOf(sari)
  await topic.sees(/MENDESAK/)
  save('mendesak', [
    album.chat(sari, 'Penyedia, pukul 20.00', sari.all().slice(from)),
    album.desk('Grup petugas, pukul 20.00', topic),
  ])
})

test('the status of tickets and the word behind a rating', async () => {
  const album = await openAlbum()
  const { sari, budi } = album
  const topic = await album.claims('lupa kata sandi spse')
  const from = sari.all().length
  await sari.says('status')
  await sari.sees(/Tiket Anda/)
  await sari.says('menu')
  await sari.sees(/Silakan pilih/)
  const asked = sari.all().slice(from)
  await album.solve(topic, budi, sari, 'Akun sudah dibuka, silakan coba.')
  await sari.taps('Sudah', sari)
  await album.rests()
  const rated = sari.all().slice(from + asked.length)
  save('status-dan-nilai', [
    album.chat(sari, 'STATUS dan MENU', asked),
    album.chat(sari, 'Selesai dan penilaian', rated),
  ])
})
