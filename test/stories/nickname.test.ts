import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('people read the nama panggilan of whoever helps them', async () => {
  const desk = await openDesk()
  const { sari, budi, group } = desk
  await budi.writes(group, '/panggilan Pak Budi Santoso')
  await group.general.sees(/Pelapor akan membaca: “sedang ditangani Pak Budi”\./)
  await desk.claimed(sari, 'Tidak bisa login', budi)
  await sari.says('status')
  const { text } = await sari.sees(/Tiket Anda/)
  expect(text).toMatch(/sedang ditangani Pak Budi ·/)
})

test.each(['', '<b>Budi</b>', 'x'.repeat(31), '12345'])('what is no name is not taken: /panggilan %s', async words => {
  const desk = await openDesk()
  await desk.budi.writes(desk.group, `/panggilan ${words}`)
  await desk.group.general.sees(/Tulis nama panggilan Anda/)
  await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.says('status')
  expect((await desk.sari.sees(/Tiket Anda/)).text).toMatch(/Budi/)
})
