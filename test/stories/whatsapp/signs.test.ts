import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test('the sign on the answer of Budi says how far it is: taken, on her phone, read; with her phone off, taken only', async () => {
  const desk = await openDesk({ whatsapp: true })
  const { phones, budi, whatsapp, telegram, reaction, claimed } = desk
  const { sari } = phones
  const { topic, number } = await claimed(sari, 'Saya gagal unggah dokumen', budi)
  await sari.says('Muncul galat 500')
  const mirrored = await topic.sees(/galat 500/)
  const answer = await budi.replies(mirrored, 'Coba peramban lain, Bu.')
  await sari.sees(/Coba peramban lain/)
  await reaction(answer, '👍')
  sari.reads()
  await reaction(answer, '👀')

  whatsapp.offline(sari.phone, true)
  const late = await budi.replies(mirrored, 'Sudah dicoba, Bu?')
  await reaction(late, '👌')
  await desk.settled()
  const signsOf = (id: number): string[] =>
    Object.keys(telegram.chat(topic.group).find(message => message.id === id)?.reactions ?? {})
  expect(signsOf(late.message_id)).toEqual(['👌'])
  expect((await desk.events(number)).filter(({ what }) => what === 'reply delivered')).toHaveLength(1)
  whatsapp.offline(sari.phone, false)
  await reaction(late, '👍')
  sari.reads()
  await reaction(late, '👀')
  expect(signsOf(answer.message_id)).toEqual(['👀'])
  const told = (await desk.events(number)).map(({ what }) => what)
  expect(told.filter(what => what === 'reply delivered')).toHaveLength(2)
  expect(told.filter(what => what === 'reply read')).toHaveLength(2)
})
