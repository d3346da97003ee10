import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('/antrean lists the open tickets with state and age: mine first, then those nobody holds', async () => {
  const desk = await openDesk()
  const { topic: dewiTopic } = await desk.report(desk.dewi, 'Gagal unggah')
  await desk.time.passes({ hours: 3 })
  const { number } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.taps('Ambil', dewiTopic)
  await dewiTopic.sees(/Ditangani Budi/)
  await desk.budi.writes(desk.group, '/antrean')
  const list = await desk.group.general.sees(/Tiket terbuka: 2/)
  const [, , mine, first, , free, second] = list.text.split('\n')
  expect(mine).toBe('Saya (1)')
  expect(first).toMatch(/TBB-2026-000001 · P3 · Unggah penawaran · .*Budi · 3 jam/)
  expect(free).toBe('Belum ada yang menangani (1)')
  expect(second).toMatch(new RegExp(`${number} · P\\d · Login & sandi`))
})

test('/antrean of an empty queue says so, also inside a topic of a closed ticket', async () => {
  const desk = await openDesk()
  await desk.budi.writes(desk.group, '/antrean')
  await desk.group.general.sees(/Antrean kosong/)
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.says('sudah')
  await topic.sees(/Tiket ditutup/)
  await desk.budi.writes(topic, '/antrean')
  await topic.sees(/Antrean kosong/)
})

test('/bantuan explains how to work in the group', async () => {
  const desk = await openDesk()
  await desk.budi.writes(desk.group, '/bantuan@loket_simulasi_bot')
  const help = await desk.group.general.sees(/Bekerja di grup ini/)
  expect(help.text).toMatch(/Tulisan biasa di topik = catatan intern/)
})

test('/balas outside any topic explains where it belongs; plain talk there is left alone', async () => {
  const desk = await openDesk()
  await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(desk.group, '/balas halo')
  await desk.group.general.sees(/Pakai \/balas di dalam topik tiket/)
  await desk.budi.writes(desk.group, 'Selamat pagi semua')
  await desk.group.seesNothingMore()
  await desk.sari.seesNothingMore()
})

test('a petugas who writes privately is greeted as petugas and reachable from then on; no ticket arises', async () => {
  const desk = await openDesk()
  await desk.budi.starts()
  await desk.budi.sees(/Selamat pagi, Budi. Anda tercatat sebagai anggota Help Desk/)
  await desk.budi.says('Tolong cek server')
  await desk.budi.sees(/Tulisan di sini tidak menjadi tiket. Untuk melapor sebagai pengguna, ketik \/lapor/)
  await desk.budi.seesNothingMore()
  expect(await desk.tickets(desk.budi)).toEqual([])
  const staff = await desk.database.collection('staff').findOne({ id: String(desk.budi.id) })
  expect(staff).toMatchObject({ member: true, reachable: true })
  await desk.group.seesNothingMore()
})

test('/lapor lets a petugas report like anybody else', async () => {
  const desk = await openDesk()
  await desk.budi.says('/lapor')
  await desk.budi.sees(/Silakan ceritakan kendalanya; pesan berikutnya menjadi tiket/)
  await desk.budi.says('Laptop kantor tidak bisa membuka SPSE')
  await desk.budi.sees(/TBB-2026-000001/)
  const topic = await desk.group.topicOf(desk.budi)
  await topic.sees(/👤 Laptop kantor/)
  await desk.budi.says('Sejak pagi')
  await topic.sees(/👤 Sejak pagi/)
})

test('/lapor with words lets a petugas report at once', async () => {
  const desk = await openDesk()
  await desk.budi.says('/lapor Laptop kantor tidak bisa membuka SPSE')
  await desk.budi.sees(/TBB-2026-000001/)
  await (await desk.group.topicOf(desk.budi)).sees(/^👤 Laptop kantor tidak bisa membuka SPSE$/)
})

test('/lapor of a penyedia is answered like a greeting', async () => {
  const desk = await openDesk()
  await desk.sari.says('/lapor')
  await desk.sari.sees(/Silakan ceritakan kendalanya/)
  await desk.sari.seesNothingMore()
})

test('a stranger who taps a button is told no, changes nothing, and that is on record', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  expect(await desk.joko.taps('Ambil', topic)).toBe('Hanya anggota Help Desk yang dapat melakukan ini.')
  expect(await desk.ticket(number)).toMatchObject({ status: 'open', holder: null })
  await desk.settled()
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'refused', who: String(desk.joko.id) }),
  )
})

test('Joko writes privately and sees nothing of anybody', async () => {
  const desk = await openDesk()
  await desk.report(desk.sari, 'Rahasia Sari')
  await desk.joko.says('/antrean')
  await desk.joko.sees(/Tulis kendala Anda/)
  await desk.joko.says('/balas halo Sari')
  await desk.joko.sees(/nomor tiket TBB-2026-000002/)
  await desk.settled()
  expect(JSON.stringify(desk.joko.all())).not.toMatch(/TBB-2026-000001|Rahasia/)
  await desk.sari.seesNothingMore()
})

test('a removed member loses access at once: taps and replies are refused in words', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(topic, '/balas Selamat pagi')
  await desk.sari.sees(/^Selamat pagi$/)
  desk.telegram.leave(desk.group.id, desk.budi.id, 'kicked')
  await desk.settled()
  expect(await desk.budi.taps('Ambil', topic)).toBe('Hanya anggota Help Desk yang dapat melakukan ini.')
  await desk.settled()
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'refused', who: String(desk.budi.id) }),
  )
  await desk.budi.says('Saya masih mau membalas')
  await desk.budi.sees(/nomor tiket/)
})

test('a member who comes back may work again', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.leave(desk.group.id, desk.budi.id)
  await desk.settled()
  expect(await desk.budi.taps('Ambil', topic)).toMatch(/Hanya anggota/)
  desk.telegram.join(desk.group.id, desk.budi.id)
  await desk.settled()
  expect(await desk.budi.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
})

test('an anonymous admin is told why nothing is done', async () => {
  const desk = await openDesk()
  const { topic, mirrored, number } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.sayAnonymously(desk.group.id, { text: 'Silakan coba lagi', replyTo: mirrored.id })
  await topic.sees(/Pesan admin anonim tidak bisa dicatat pelakunya/)
  desk.telegram.sayAnonymously(desk.group.id, { text: '/balas Silakan', thread: topic.thread! })
  await topic.sees(/Matikan "Tetap anonim"/)
  desk.telegram.sayAnonymously(desk.group.id, { text: '/antrean' })
  await desk.group.general.sees(/Matikan "Tetap anonim"/)
  await desk.sari.seesNothingMore()
  expect((await desk.events(number)).filter(event => event.what === 'refused')).toHaveLength(2)
})

test('a group that is no desk is served nothing', async () => {
  const desk = await openDesk({ otherGroups: 1 })
  const [, other] = desk.groups
  await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(other!, '/antrean')
  await desk.budi.writes(other!, '/balas TBB-2026-000001 halo')
  await other!.seesNothingMore()
  await desk.sari.seesNothingMore()
})

test('a new member who was never seen before may work at once', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.join(desk.group.id, desk.joko.id)
  expect(await desk.joko.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
})

test('when a petugas blocks the bot and presses Start again, details reach them again', async () => {
  const desk = await openDesk()
  await desk.budi.starts()
  await desk.budi.sees(/tercatat/)
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  desk.budi.blocks()
  await desk.settled()
  expect(await desk.budi.taps('Lihat lengkap', topic)).toMatch(/tekan Start/)
  await desk.budi.starts()
  await desk.budi.sees(/tercatat/)
  expect(await desk.budi.taps('Lihat lengkap', topic)).toBe('Dikirim ke chat pribadi Anda.')
  await desk.budi.sees(/Sari Wulandari/)
})

test('when the staff group becomes a supergroup its members work on in it at once', async () => {
  const desk = await openDesk()
  const { number } = await desk.report(desk.sari, 'Tidak bisa login')
  const next = desk.telegram.migrate(desk.group.id)
  await desk.settled()
  desk.telegram.sayInGroup(desk.budi.id, next, { text: '/antrean' })
  await desk.until(() => desk.telegram.chat(next).some(message => message.text.includes(number)))
})

test('pressing Start does not make a removed member an anggota again', async () => {
  const desk = await openDesk()
  await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.starts()
  await desk.budi.sees(/tercatat/)
  desk.telegram.leave(desk.group.id, desk.budi.id, 'kicked')
  await desk.settled()
  await desk.budi.starts()
  await desk.budi.sees(/Silakan ceritakan/)
  const staff = await desk.database.collection('staff').findOne({ id: String(desk.budi.id) })
  expect(staff).toMatchObject({ member: false, reachable: true })
})

test('a person hears the first name of who works on the ticket, not the whole account name', async () => {
  const desk = await openDesk()
  desk.telegram.person(desk.budi.id, 'Budi Santoso, S.Kom')
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.taps('Ambil', topic)
  await topic.sees(/Ditangani Budi Santoso/)
  await desk.sari.sees(/sedang ditangani Budi\.$/)
})

test('a removal ends access also where the bot is no administrator and hears of it by a service message only', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  desk.telegram.setBotRights(desk.group.id, { admin: false })
  desk.telegram.leave(desk.group.id, desk.budi.id, 'kicked')
  await desk.settled()
  expect(await desk.budi.taps('Lepas', topic)).toBe('Hanya anggota Help Desk yang dapat melakukan ini.')
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed' })
})
