import { test } from 'vitest'
import { openAlbum, save, tapping } from './album.ts'

test('a complaint goes to the Kepala alone', async () => {
  const album = await openAlbum()
  const { sari, budi, joko, group, telegram } = album
  telegram.person(joko.id, 'Ratna')
  await budi.writes(group, '/peran kepala 900/123/2026 sampai 31-12-2026')
  const link = await budi.sees(/start=peran_/)
  await telegram.say(joko.id, { text: `/start ${/start=(\S+)/.exec(link.text)![1]!}` })
  await joko.sees(/tercatat sebagai/)
  await album.rests()
  await joko.catchesUp()
  const kepala = joko.all().length
  await sari.says('petugasnya minta uang 500 ribu supaya verifikasi cepat')
  const asked = tapping(await sari.sees(/untuk Kepala LPSE, atau kendala teknis/), '1 · Pengaduan')
  const first = sari.all()[0]!
  await sari.taps('1 · Pengaduan', sari)
  await joko.sees(/Pengaduan ADU/)
  await album.rests()
  const shown = sari.all().slice(2)
  const words = joko.all().at(-1)!
  await joko.says({ text: 'Terima kasih laporannya. Saya periksa sendiri hari ini.', replyTo: words.id } as never)
  await sari.sees(/Jawaban Kepala/)
  await album.rests()
  save(
    'pengaduan',
    [
      album.chat(sari, '1. Ditanya dahulu', [first, asked]),
      album.chat(joko, '2. Chat pribadi Kepala LPSE', joko.all().slice(kepala)),
      album.chat(sari, '3. Yang dilihat penyedia', [
        ...shown.filter(one => one.id !== first.id && one.id !== asked.id),
        ...sari.all().slice(2 + shown.length),
      ]),
    ],
    330,
  )
})
