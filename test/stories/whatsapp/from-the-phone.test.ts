import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test('what the LPSE answers from its own phone is shown in the topic with its picture, and never sent again', async () => {
  const { phones, whatsapp, budi, claimed } = await openDesk({ whatsapp: true })
  const { sari } = phones
  const { topic } = await claimed(sari, 'Saya gagal unggah dokumen', budi)
  await whatsapp.phone.say('6281200000101', { text: 'Coba lagi, Bu, atau hubungi 081234567890.' })
  await topic.sees(/^📱 Dijawab dari ponsel LPSE: Coba lagi, Bu, atau hubungi (?!0812345)/)
  await whatsapp.phone.say('6281200000101', { image: true, caption: 'Ini layarnya' })
  const shown = await topic.sees(/^📱 Dijawab dari ponsel LPSE: Ini layarnya$/)
  expect(shown.media?.kind).toBe('photo')
  await sari.catchesUp()
  expect(sari.all().filter(({ from, text }) => from === 'bot' && /Coba lagi/.test(text))).toEqual([])
})
