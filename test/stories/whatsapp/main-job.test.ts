import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test('Sari writes on WhatsApp, Budi answers in the topic, and she reads it on WhatsApp', async () => {
  const { phones, budi, solve, claimed, whatsapp } = await openDesk({ whatsapp: true })
  const { sari } = phones
  const { topic, number } = await claimed(sari, 'Saya gagal unggah dokumen', budi)
  await sari.says('Muncul galat 500')
  const mirrored = await topic.sees(/Muncul galat 500/)
  await budi.replies(mirrored, 'Coba peramban lain, Bu.')
  await sari.sees(/Coba peramban lain, Bu\./)
  await solve(topic, budi, sari, 'Peramban sudah diganti')
  await sari.chooses('Sudah')
  await sari.sees(new RegExp(`${number}`))
  expect(whatsapp.problems).toEqual([])
})
