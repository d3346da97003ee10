import { expect, test } from 'vitest'
import { openDesk, type Person, type Stage, type Topic } from '../talk.ts'

/** Sari has two tickets: the first Budi holds, the second nobody does. */
async function twoTickets(by?: Person): Promise<{ desk: Stage; first: Topic; second: Topic; numbers: string[] }> {
  const desk = await openDesk()
  const { topic: first, number } = await desk.claimed(desk.sari, 'Tidak bisa login', by ?? desk.budi)
  const { topic: second, number: other } = await another(desk, 'Tidak bisa unduh dokumen pemilihan')
  return { desk, first, second, numbers: [number, other] }
}

/** Sari reports something of its own though she has an open ticket. */
async function another(desk: Stage, words: string): Promise<{ topic: Topic; number: string }> {
  await desk.sari.says('menu')
  await desk.sari.catchesUp()
  void desk.sari.taps('Laporkan kendala')
  await desk.settled()
  await desk.sari.catchesUp()
  const before = (await desk.tickets(desk.sari)).length
  await desk.sari.says(words)
  await desk.until(async () => (await desk.tickets(desk.sari)).length > before)
  await desk.settled()
  const topic = await desk.group.topicOf(desk.sari)
  await topic.catchesUp()
  await desk.sari.catchesUp()
  return { topic, number: topic.ticket }
}

/** Merges one ticket into another by button and number. */
async function merges(desk: Stage, who: Person, from: Topic, into: string): Promise<void> {
  await desk.settled()
  const card = from.card()
  if (card.buttons.flat().includes('Lainnya ›')) await who.taps('Lainnya ›', card)
  await desk.settled()
  await who.taps('Gabung', from.card())
  await who.replies(await from.sees(new RegExp(`${who.name}, digabung ke tiket mana`)), into)
  await desk.settled()
}

test('Gabung: the duplicate goes into the other ticket, Sari is told, and words and replies follow', async () => {
  const { desk, first, second, numbers } = await twoTickets()
  await merges(desk, desk.budi, second, numbers[0]!.slice(-3))
  await desk.sari.sees(new RegExp(`Tiket ${numbers[1]} kami gabungkan ke ${numbers[0]}`))
  await first.sees(new RegExp(`${numbers[1]} digabung ke tiket ini`))
  expect(second.card()).toMatchObject({
    text: expect.stringContaining(`Digabung ke ${numbers[0]}`),
    buttons: [['Batalkan gabung']],
  })
  expect(second.isClosed()).toBe(true)
  await second.catchesUp()
  await desk.sari.says('masih belum bisa masuk')
  await first.sees(/👤 masih belum bisa masuk/)
  const old = second.all().find(one => one.text.startsWith('👤 Tidak bisa unduh'))!
  await desk.budi.replies(old, 'Dokumennya kami kirim lewat tiket yang satu')
  await desk.sari.sees(/Dokumennya kami kirim/)
  await second.seesNothingMore()
  expect((await desk.events(numbers[0])).some(one => one.what === 'replied')).toBe(true)
  await desk.solve(first, desk.budi, desk.sari, 'Keduanya beres')
  expect(await desk.ticket(numbers[1]!)).toMatchObject({ status: 'merged', linked: numbers[0] })
})

test('Batalkan gabung takes it back: the ticket goes on in its own topic', async () => {
  const { desk, first, second, numbers } = await twoTickets()
  await merges(desk, desk.budi, second, numbers[0]!)
  await desk.sari.catchesUp()
  await first.catchesUp()
  void desk.budi.taps('Batalkan gabung', second.card())
  await first.sees(new RegExp(`${numbers[1]} dipisahkan lagi`))
  await desk.settled()
  expect(await desk.ticket(numbers[1]!)).toMatchObject({ status: 'open', linked: null })
  expect(second.isClosed()).toBe(false)
  expect(second.card().buttons.flat()).toContain('Ambil')
  const old = desk.sari.all().find(one => one.text.includes(numbers[1]!))!
  desk.telegram.say(desk.sari.id, { text: 'yang unduhan masih gagal', replyTo: old.id })
  await second.sees(/👤 yang unduhan masih gagal/)
})

test('tickets of different people never become one, and a ticket not with itself', async () => {
  const { desk, second, numbers } = await twoTickets()
  const { number: dewis } = await desk.report(desk.dewi, 'Tidak bisa verifikasi')
  await merges(desk, desk.budi, second, dewis)
  await second.sees(/Nomor itu bukan tiket pelapor ini/)
  await merges(desk, desk.budi, second, numbers[1]!)
  await second.sees(/tidak dapat digabung dengan dirinya sendiri/)
  await merges(desk, desk.budi, second, 'yang tadi')
  await second.sees(/Nomor itu bukan tiket pelapor ini/)
  expect(await desk.ticket(numbers[1]!)).toMatchObject({ status: 'open' })
})

test('who has one ticket only gives nothing to merge', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.budi.taps('Lainnya ›', topic)
  await desk.settled()
  expect(await desk.budi.taps('Gabung', topic)).toMatch(/tidak punya tiket lain yang terbuka/)
})

test('two petugas merge two tickets into each other at once: one goes into the other, never both', async () => {
  const { desk, first, second, numbers } = await twoTickets()
  for (const topic of [first, second]) await desk.budi.taps('Lainnya ›', topic)
  await desk.settled()
  await desk.budi.taps('Gabung', first.card())
  await desk.wati.taps('Gabung', second.card())
  const [mine, hers] = [await first.sees(/Budi, digabung ke/), await second.sees(/Wati, digabung ke/)]
  await Promise.all([desk.budi.replies(mine, numbers[1]!), desk.wati.replies(hers, numbers[0]!)])
  await desk.settled()
  const statuses = (await desk.tickets(desk.sari)).map(one => one.status)
  expect(statuses.filter(one => one === 'merged')).toHaveLength(1)
  expect(statuses.filter(one => one === 'open' || one === 'claimed')).toHaveLength(1)
  const told = [...first.all(), ...second.all()].filter(one => /sudah berakhir|sudah ditutup/.test(one.text))
  expect(told).toHaveLength(1)
})

test('a chain: words and replies go to where it ends, and stay findable when its middle is taken out again', async () => {
  const { desk, first, second, numbers } = await twoTickets()
  const { topic: third, number } = await another(desk, 'Katalog tidak tampil')
  await merges(desk, desk.budi, first, numbers[1]!)
  await merges(desk, desk.budi, second, number)
  expect((await desk.tickets(desk.sari)).map(one => one.linked)).toEqual([numbers[1], number, null])
  const old = desk.sari.all().find(one => one.text.includes(numbers[0]!))!
  desk.telegram.say(desk.sari.id, { text: 'tambahan untuk yang pertama', replyTo: old.id })
  await third.sees(/👤 tambahan untuk yang pertama/)
  void desk.budi.taps('Batalkan gabung', second.card())
  await third.sees(/dipisahkan lagi/)
  desk.telegram.say(desk.sari.id, { text: 'lagi untuk yang pertama', replyTo: old.id })
  await second.sees(/👤 lagi untuk yang pertama/)
})

test('the nearer deadline goes along, so that the queue stays true', async () => {
  const desk = await openDesk()
  const { number } = await desk.claimed(desk.sari, 'Tidak bisa unggah penawaran', desk.budi)
  const { topic: second } = await another(desk, 'Apendo galat, batas akhir besok jam 14.00')
  await merges(desk, desk.budi, second, number)
  const { deadline } = await desk.ticket(number)
  expect(deadline?.toISOString()).toBe('2026-03-03T07:00:00.000Z')
})
