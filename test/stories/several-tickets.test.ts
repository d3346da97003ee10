import { expect, test } from 'vitest'
import { openDesk, type Person, type Stage, type Topic } from '../talk.ts'

const which = /Tulisan ini untuk yang mana\?/

/** Sari with a ticket on her login and one on an upload, long enough ago that neither is the one she speaks of. */
async function withTwo(desk: Stage): Promise<{ login: Topic; upload: Topic }> {
  const login = await another(desk, desk.sari, 'tidak bisa login')
  const upload = await another(desk, desk.sari, 'gagal unggah penawaran')
  await desk.time.passes({ hours: 3 })
  await desk.sari.catchesUp()
  return { login, upload }
}

async function another(desk: Stage, person: Person, words: string): Promise<Topic> {
  const has = (await desk.tickets(person)).length
  if (has) await desk.plays(person, 'menu', '[Laporkan kendala]')
  await desk.plays(person, words)
  await desk.completes(person)
  expect(await desk.tickets(person)).toHaveLength(has + 1)
  return desk.group.topicOf(person)
}

test('of several open tickets the person is asked once; the choice sticks', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { login, upload } = await withTwo(desk)
  await desk.plays(sari, 'masih belum bisa juga', 'ini gambarnya', { photo: true, caption: 'layar' })
  const asked = await sari.sees(which)
  expect(asked.buttons.flat()).toEqual(['000001 · Login & sandi', '000002 · Unggah penawaran', 'Hal baru'])
  await desk.plays(sari, '[000001 · Login & sandi]')
  for (const words of ['masih belum bisa juga', 'ini gambarnya', 'layar']) await login.sees(new RegExp(`^👤 ${words}$`))
  await desk.plays(sari, 'dan ini lagi')
  await login.sees(/^👤 dan ini lagi$/)
  await sari.seesNothingMore()
  expect(upload.all().filter(({ text }) => text.startsWith('👤'))).toHaveLength(1)
})

test('a reply to what was said about one ticket goes there without asking', async () => {
  const desk = await openDesk()
  const { sari, budi } = desk
  const { login } = await withTwo(desk)
  await budi.taps('Ambil', login)
  const news = await sari.sees(/Tiket TBB-2026-000001 sedang ditangani Budi/)
  await desk.settled()
  await sari.says({ text: 'terima kasih, saya tunggu', replyTo: news.id })
  await login.sees(/^👤 terima kasih, saya tunggu$/)
  await sari.seesNothingMore()
})

test('Hal baru makes a report of its own of all that waited', async () => {
  const desk = await openDesk()
  const { sari, group } = desk
  await withTwo(desk)
  await desk.plays(sari, 'jadwal pelatihan kapan ya', 'untuk penyedia baru')
  await sari.sees(which)
  await desk.plays(sari, '[Hal baru]')
  await sari.sees(/TBB-2026-000003/)
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤 jadwal pelatihan kapan ya$/)
  await topic.sees(/^👤 untuk penyedia baru$/)
})

test('whoever does not choose is heard all the same: the words go to the newest ticket', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { upload } = await withTwo(desk)
  await desk.plays(sari, 'masih belum bisa juga')
  await sari.sees(which)
  await desk.time.passes({ minutes: 11 })
  await upload.sees(/^👤 masih belum bisa juga$/)
})

test('thanks and a greeting are not asked about', async () => {
  const desk = await openDesk()
  const { sari } = desk
  await withTwo(desk)
  await desk.plays(sari, 'terima kasih pak')
  await sari.seesNothingMore()
})

test('"sudah bisa" with several open tickets belongs to the one whose solution was sent', async () => {
  const desk = await openDesk()
  const { sari, budi } = desk
  const { login, upload } = await withTwo(desk)
  await budi.taps('Ambil', login)
  await login.sees(/Ditangani Budi/)
  await desk.solve(login, budi, sari, 'Silakan masuk lagi.')
  await desk.time.passes({ hours: 3 })
  await desk.plays(sari, 'sudah bisa pak')
  await sari.sees(/Tiket TBB-2026-000001 kami tutup/)
  expect(await desk.ticket(upload.ticket)).toMatchObject({ status: 'open' })
})

test('more open tickets than the policy allows: the words are added to the last, and the way out is said', async () => {
  const desk = await openDesk()
  const { sari } = desk
  for (const words of ['tidak bisa login', 'gagal unggah penawaran', 'server lemot', 'jadwal pelatihan', 'rup hilang'])
    await another(desk, sari, words)
  await desk.plays(sari, 'menu', '[Laporkan kendala]', 'apendo tidak bisa dibuka')
  await sari.sees(/sudah punya 5 tiket yang terbuka/)
  expect(await desk.tickets(sari)).toHaveLength(5)
  const topic = await desk.group.topicOf(sari)
  await topic.sees(/^👤 apendo tidak bisa dibuka$/)
})

test('STATUS lists the own tickets, MENU, BANTUAN and PRIVASI answer in the middle of everything', async () => {
  const desk = await openDesk()
  const { sari, dewi, budi } = desk
  const { login } = await withTwo(desk)
  await budi.taps('Ambil', login)
  await sari.sees(/sedang ditangani Budi/)
  const list = await desk.plays(sari, 'status')
  expect(list.text).toMatch(/TBB-2026-000002 · Unggah penawaran\n +menunggu petugas/)
  expect(list.text).toMatch(/TBB-2026-000001 · Login & sandi\n +sedang ditangani Budi/)
  expect((await desk.plays(dewi, 'sttus')).text).toMatch(/belum punya tiket/)
  expect((await desk.plays(dewi, 'MENU')).buttons.flat()).toEqual([
    'Laporkan kendala',
    'Status tiket',
    'Pengaduan',
    'Privasi',
    'Bicara dengan petugas',
  ])
  expect((await desk.plays(dewi, 'bantuan dong')).text).toMatch(/STATUS tiket Anda/)
  expect((await desk.plays(dewi, 'privasi')).text).toMatch(/UU 27\/2022/)
  expect(await desk.tickets(dewi)).toEqual([])
})
