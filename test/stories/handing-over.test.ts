import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('/serahkan: by @username and by name; unknown, several, nobody and marked people are answered in words', async () => {
  const desk = await openDesk()
  desk.telegram.person(desk.wati.id, 'Wati Rahayu', 'wati_r')
  desk.telegram.person(desk.joko.id, 'Wati Susanti')
  desk.telegram.join(desk.group.id, desk.joko.id)
  desk.telegram.join(desk.group.id, desk.budi.id, 'creator')
  for (const one of [desk.wati, desk.joko]) {
    await one.writes(desk.group, '/antrean')
    await desk.group.general.sees(/Antrean kosong/)
  }
  await desk.wati.starts()
  await desk.wati.catchesUp()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  for (const [words, answer] of [
    ['', /Kepada siapa\? Contoh: \/serahkan @wati/],
    ['Agus', /Tidak ada anggota bernama Agus/],
    ['@agus', /Tidak ada anggota bernama @agus/],
    ['wati', /Ada beberapa: Wati Rahayu \(@wati_r\); Wati Susanti/],
    ['Budi', /sudah ditangani Budi/],
  ] as const) {
    await desk.budi.writes(topic, `/serahkan ${words}`)
    await topic.sees(answer)
  }
  await desk.wati.writes(topic, '/serahkan @wati_r')
  await topic.sees(/Hanya Budi yang menangani tiket ini/)
  await desk.budi.writes(topic, '/serahkan@loket_simulasi_bot @wati_r')
  await topic.sees(/Tiket diserahkan kepada Wati Rahayu/)
  await desk.wati.sees(new RegExp(`Tiket ${number} diserahkan kepada Anda oleh Budi`))
  await desk.sari.sees(/sedang ditangani Wati\./)
  await desk.settled()
  expect(topic.card().text).toContain('Ditangani Wati Rahayu')
  await desk.budi.writes(desk.group, '/tandai PPK 821/45/2026 Wati Susanti')
  await desk.group.general.sees(/tercatat sebagai PPK/)
  await desk.wati.writes(topic, '/serahkan Wati Susanti')
  await topic.sees(/Wati Susanti tercatat sebagai PPK, jadi tidak dapat menangani tiket/)
  expect((await desk.ticket(number)).holder?.name).toBe('Wati Rahayu')
})

test('Ambil: the full name comes in private only; who never pressed Start is told by the button how', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  expect(await desk.budi.taps('Lihat lengkap', topic)).toMatch(/tekan Start dahulu/)
  expect(desk.budi.all()).toEqual([])
  expect(
    topic
      .all()
      .map(one => one.text)
      .join(),
  ).not.toContain('Wulandari')
  await desk.budi.taps('Lepas', topic)
  await desk.wati.starts()
  await desk.wati.catchesUp()
  await desk.settled()
  await desk.wati.taps('Ambil', topic)
  expect((await desk.wati.sees(/Sari Wulandari/)).text).toMatch(/Telegram 101/)
  expect(
    topic
      .all()
      .map(one => one.text)
      .join(),
  ).not.toContain('Wulandari')
})

test('/j: the list, a prefix, shown once more; it is a reply and no solution', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  await desk.budi.writes(topic, '/j')
  expect((await topic.sees(/Jawaban siap pakai/)).text).toMatch(/• lupa sandi\n• apendo/)
  await desk.budi.writes(topic, '/j tangkap')
  const preview = await topic.sees(/Kirim jawaban ini ke pelapor .*\n\nAgar cepat kami tangani/)
  await desk.sari.seesNothingMore()
  void desk.budi.taps('Ubah', preview)
  await desk.budi.replies(await topic.sees(/Budi, apa jawabannya\?/), 'Mohon tangkapan layarnya, ya')
  void desk.budi.taps('Kirim', await topic.sees(/Kirim jawaban ini ke pelapor/))
  const seen = await desk.sari.sees(/Mohon tangkapan layarnya, ya/)
  expect(seen.buttons).toEqual([])
  await topic.sees(/Dikirim ke pelapor/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', solution: null })
  await desk.budi.writes(topic, '/j sandi')
  await topic.sees(/Lupa Password/)
})

test.each(['telepon', 'kunjungan'])(
  '/catat %s: a ticket without a chat; replies are refused in words, and Selesai closes it',
  async way => {
    const desk = await openDesk()
    await desk.budi.starts()
    await desk.budi.catchesUp()
    await desk.budi.writes(desk.group, '/catat telepon')
    await desk.group.general.sees(/Contoh: \/catat telepon Sari/)
    await desk.budi.writes(desk.group, `/catat ${way} Rina Amalia, CV Maju Jaya: tidak bisa login sejak pagi`)
    const { text } = await desk.group.general.sees(/Dicatat sebagai TBB-.* \(Login & sandi\)/)
    const number = /TBB-\d{4}-\d{6}/.exec(text)![0]
    await desk.settled()
    const thread = desk.telegram.topics(desk.group.id).find(one => one.name.startsWith(number))!.thread
    const there = () => desk.telegram.chat(desk.group.id, thread).map(one => ({ ...one, chat: desk.group.id }))
    const sees = (words: RegExp) => desk.until(() => there().findLast(one => words.test(one.text)))
    const card = await sees(new RegExp(`🎫 ${number}`))
    expect(card.text).toMatch(new RegExp(`Pelapor: R.*CV M.* · ${way}`))
    expect(card.text).not.toMatch(/Amalia|Maju Jaya/)
    await desk.budi.taps('Ambil', card)
    expect((await desk.budi.sees(/Rina Amalia/)).text).toMatch(/CV Maju Jaya/)
    expect(await desk.budi.taps('Minta data', await sees(/Ditangani Budi/))).toMatch(/tidak punya chat di sini/)
    await desk.budi.replies(await sees(/👤 tidak bisa login/), 'Coba lagi')
    await sees(/Pelapor ini tidak punya chat di sini; jawaban tersimpan di catatan/)
    expect(await desk.budi.taps('Lihat lengkap', await sees(/🎫/))).toBe('Dikirim ke chat pribadi Anda.')
    await desk.budi.sees(/Rina Amalia/)
    await desk.budi.taps('Selesai', await sees(/🎫/))
    await desk.budi.replies(await sees(/apa solusinya/), 'Sudah dipandu')
    await desk.budi.taps('Kirim', await sees(/Kirim jawaban ini/))
    await sees(/✅ Selesai · Budi/)
    await desk.settled()
    expect(await desk.ticket(number)).toMatchObject({ status: 'closed', way, solution: 'Sudah dipandu' })
    expect(await desk.sends({ state: { $in: ['failed', 'unreachable'] } })).toEqual([])
  },
)

test('/catat written in somebody’s topic is a ticket of its own and says nothing to them', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  await desk.budi.writes(topic, '/catat telepon Rina: unduhan gagal')
  await topic.sees(/Dicatat sebagai TBB-2026-000002/)
  await desk.settled()
  expect((await desk.tickets(desk.sari)).map(one => one.number)).toEqual([number])
  await desk.sari.says('masih belum bisa')
  await topic.sees(/👤 masih belum bisa/)
  await desk.sari.seesNothingMore()
})
