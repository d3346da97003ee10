import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test('Dewi links her WhatsApp with her Telegram, is answered where she wrote last, and unlinks it again', async () => {
  const { phones, dewi, budi, claimed, whatsapp } = await openDesk({ whatsapp: true })
  const { sari: phone } = phones
  const { topic, number } = await claimed(dewi, 'Saya gagal unggah dokumen', budi)
  await dewi.says('HUBUNGKAN')
  const words = (await dewi.sees(/HUBUNGKAN \S+/)).text ?? ''
  await phone.says(/HUBUNGKAN \S{4}-\S{4}/.exec(words)![0])
  await phone.sees(/Hubungkan WhatsApp ini dengan Telegram atas nama "Dewi/)
  await phone.chooses('Ya, milik saya')
  await phone.sees(/WhatsApp ini sekarang terhubung dengan Telegram/)
  await dewi.sees(/Telegram ini sekarang terhubung dengan WhatsApp/)
  await phone.says('status')
  await phone.sees(new RegExp(number))
  await phone.says('Muncul galat 500')
  await budi.replies(await topic.sees(/Muncul galat 500/), 'Coba peramban lain, Bu.')
  await phone.sees(/Coba peramban lain, Bu\./)
  await phone.says('putuskan')
  await phone.sees(/Semua tiket tetap di sini/)
  await dewi.sees(/mulai sekarang menjadi percakapan baru/)
  await dewi.says('status')
  await dewi.sees(/belum punya tiket/)
  expect(whatsapp.problems).toEqual([])
})
