import { describe, expect, test } from 'vitest'
import type { Grant } from '../../src/domain/access.ts'
import type { Staff } from '../../src/app/ports.ts'
import { openDesk, type Person, type Stage, type StageOptions } from '../talk.ts'

/** An office of three: Budi made the group, Wati and Dewi sit in it, nothing is set. */
async function openOffice(options: Omit<StageOptions, 'members'> = {}): Promise<Stage> {
  const desk = await openDesk({ ...options, members: 'nobody' })
  desk.telegram.person(desk.budi.id, 'Budi Santoso', 'budi_s')
  desk.telegram.person(desk.wati.id, 'Wati Rahayu', 'wati')
  for (const { id } of desk.groups) {
    desk.telegram.join(id, desk.budi.id, 'creator')
    desk.telegram.join(id, desk.wati.id)
    desk.telegram.join(id, desk.dewi.id)
  }
  await desk.settled()
  return desk
}

/** What is on record of somebody: roles with their decree, and marks. */
async function standing(desk: Stage, { id }: Person): Promise<{ roles: string[]; marks: string[] }> {
  await desk.settled()
  const row = await desk.database.collection('staff').findOne({ id: String(id) })
  const roles = Object.values((row?.['roles'] ?? {}) as Record<string, { grants: Grant[] }>)
  const marks = Object.values((row?.['marks'] ?? {}) as Record<string, { mark: Staff['marks'][number] | null }>)
  return {
    roles: roles.flatMap(one => one.grants.map(grant => `${grant.role} ${grant.sk}`.trim())),
    marks: marks.flatMap(one => one.mark?.as ?? []),
  }
}

/** Budi gives a role in the group and the answer is seen. */
async function gives(desk: Stage, words: string, by = desk.budi): Promise<void> {
  await by.writes(desk.group, `/peran ${words}`)
  await desk.group.general.sees(/✅ .* sekarang/)
}

/** The link to a role that Budi, who pressed Start, asks for; its payload. */
async function offered(desk: Stage, words: string): Promise<string> {
  await desk.budi.starts()
  await desk.budi.sees(/tercatat/)
  await desk.budi.writes(desk.group, `/peran ${words}`)
  const { text } = await desk.budi.sees(/t\.me\/loket_simulasi_bot\?start=peran_/)
  await desk.group.general.sees(/saya kirim ke chat pribadi Anda/)
  return /start=(\S+)/.exec(text)![1]!
}

describe('an office of three with nothing set', () => {
  test('does the whole work of the Help Desk, and who made the group acts as koordinator', async () => {
    const desk = await openOffice()
    const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.wati)
    expect(await desk.dewi.taps('Lepas', topic)).toMatch(/Hanya Wati Rahayu/)
    expect(await desk.budi.taps('Lepas', topic)).toBe('Tiket dilepas.')
    await desk.settled()
    expect(await desk.ticket(number)).toMatchObject({ status: 'open', holder: null })
    await desk.budi.taps('Ambil', topic)
    expect(await desk.dewi.taps('Selesai', topic)).toMatch(/Hanya Budi Santoso/)
  })

  test('/peran says that nothing is set, which roles exist and how one is given', async () => {
    const desk = await openOffice()
    await desk.wati.writes(desk.group, '/peran@loket_simulasi_bot')
    const { text } = await desk.group.general.sees(/Peran di LPSE ini/)
    expect(text).toMatch(/Belum ada yang ditetapkan/)
    expect(text).toMatch(/pembuat grup bertindak sebagai admin dan koordinator/)
    expect(text).toMatch(/kepala, sekretaris, koordinator help desk/)
    expect(text).toMatch(/\/peran kepala 900\/123\/2026 sampai 31-12-2026/)
    await desk.budi.writes(desk.group, '/peran')
    const named = await desk.group.general.sees(/Peran di LPSE ini/)
    expect(named.text).toMatch(/pembuat grup \(Budi Santoso\) bertindak/)
  })

  test('an anggota gives nobody a role and marks nobody: refused in words and on record', async () => {
    const desk = await openOffice()
    await desk.wati.writes(desk.group, '/peran kepala 900/123/2026 @wati')
    await desk.group.general.sees(/Hanya Admin atau pembuat grup \(selama belum ada admin\) yang dapat/)
    await desk.wati.writes(desk.group, '/tandai PPK 821/45/2026 @budi_s')
    await desk.group.general.sees(/Hanya Koordinator Help Desk, .*Kepala LPSE, Admin, atau pembuat grup/)
    expect(await standing(desk, desk.wati)).toEqual({ roles: [], marks: [] })
    expect(await standing(desk, desk.budi)).toEqual({ roles: [], marks: [] })
    const refused = (await desk.events()).filter(event => event.what === 'refused')
    expect(refused.map(({ who, data }) => [who, data['command']])).toEqual([
      [String(desk.wati.id), 'peran'],
      [String(desk.wati.id), 'tandai'],
    ])
  })

  test('an anonymous admin is refused as everywhere', async () => {
    const desk = await openOffice()
    desk.telegram.sayAnonymously(desk.group.id, { text: '/peran admin @budi_s' })
    await desk.group.general.sees(/Matikan "Tetap anonim"/)
    expect(await standing(desk, desk.budi)).toEqual({ roles: [], marks: [] })
  })

  test('who wrote in the group and is not known in it is given a role that waits for them', async () => {
    const desk = await openOffice()
    const hello = await desk.dewi.writes(desk.group, 'Selamat pagi')
    desk.telegram.leave(desk.group.id, desk.dewi.id)
    await desk.settled()
    await desk.budi.replies(hello, '/peran sekretaris 900/123/2026')
    await desk.group.general.sees(/Dewi Lestari tidak tercatat sebagai anggota grup ini; perannya berlaku begitu/)
    await desk.budi.writes(desk.group, '/peran')
    await desk.group.general.sees(/Sekretaris LPSE: Dewi Lestari \(di luar grup, tidak berlaku\)/)
  })

  test('once Budi made Wati admin he is an anggota like others, and admin again when nobody is any more', async () => {
    const desk = await openOffice()
    await gives(desk, 'admin @wati')
    await desk.budi.writes(desk.group, '/peran kepala 900/123/2026 @budi_s')
    await desk.group.general.sees(/Hanya Admin atau/)
    await gives(desk, 'kepala 900/123/2026 @budi_s', desk.wati)
    await desk.wati.writes(desk.group, '/peran cabut admin @wati')
    await desk.group.general.sees(/Peran Admin dicabut dari Wati Rahayu/)
    await gives(desk, 'sekretaris 900/124/2026 @wati')
    expect(await standing(desk, desk.budi)).toEqual({ roles: ['kepala 900/123/2026'], marks: [] })
  })

  test('works for people known from before anybody was asked who made the group; it is asked once', async () => {
    const desk = await openOffice()
    await desk.database.collection('staff').updateMany({}, { $unset: { creator: true } })
    const asked = (): number => desk.telegram.ledger.calls.filter(call => call.method === 'getChatMember').length
    const before = asked()
    await gives(desk, 'kepala 900/123/2026 @wati')
    await gives(desk, 'sekretaris 900/123/2026 @wati')
    await desk.settled()
    expect(asked() - before).toBe(1)
  })
})

describe('a role is given', () => {
  test('in reply to a message of the person, with the decree and its end said back, and the person is told', async () => {
    const desk = await openOffice()
    await desk.wati.starts()
    await desk.wati.sees(/tercatat/)
    const hello = await desk.wati.writes(desk.group, 'Selamat pagi')
    await desk.budi.replies(hello, '/peran koordinator help desk 900/123/2026 sampai 31 Desember 2026')
    const told = /\*?Koordinator Help Desk\*? \(SK 900\/123\/2026\), mulai 02-03-2026 sampai 31-12-2026/
    expect((await desk.group.general.sees(/✅ Wati Rahayu sekarang/)).text).toMatch(told)
    expect((await desk.wati.sees(/Anda sekarang tercatat/)).text).toMatch(told)
    expect(await standing(desk, desk.wati)).toEqual({ roles: ['koordinator help desk 900/123/2026'], marks: [] })
    expect(await desk.events()).toContainEqual(
      expect.objectContaining({
        what: 'role given',
        who: String(desk.budi.id),
        data: expect.objectContaining({ person: String(desk.wati.id), role: 'koordinator help desk' }),
      }),
    )
    await desk.wati.writes(desk.group, '/peran')
    const list = await desk.group.general.sees(/Peran di LPSE ini/)
    expect(list.text).toMatch(/^Koordinator Help Desk: Wati Rahayu \(sampai 31-12-2026\)$/m)
  })

  test.each(['@wati', '@WATI', 'Wati Rahayu', 'wati', 'Bu Wati'])('with the name %s', async name => {
    const desk = await openOffice()
    await gives(desk, `sekretaris 900/123/2026 ${name}`)
    expect(await standing(desk, desk.wati)).toEqual({ roles: ['sekretaris 900/123/2026'], marks: [] })
  })

  test('within a ticket, in reply to a note of the person', async () => {
    const desk = await openOffice()
    const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
    const note = await desk.wati.writes(topic, 'Saya cek dulu')
    await desk.budi.replies(note, '/peran koordinator help desk 900/123/2026')
    await topic.sees(/✅ Wati Rahayu sekarang Koordinator Help Desk/)
    expect(await standing(desk, desk.wati)).toEqual({ roles: ['koordinator help desk 900/123/2026'], marks: [] })
    await desk.sari.seesNothingMore()
  })

  test('several times to one person, and withdrawn one by one', async () => {
    const desk = await openOffice()
    await gives(desk, 'pengelola aset 900/123/2026 Wati')
    await gives(desk, 'pengelola risiko 900/124/2026 Wati')
    await desk.budi.writes(desk.group, '/peran cabut pengelola aset')
    await desk.group.general.sees(/Peran Pengelola Aset dicabut dari Wati Rahayu/)
    expect((await standing(desk, desk.wati)).roles).toEqual(['pengelola risiko 900/124/2026'])
    await desk.budi.writes(desk.group, '/peran cabut pengelola aset')
    await desk.group.general.sees(/Tidak ada yang memegang peran Pengelola Aset/)
    await desk.budi.writes(desk.group, '/peran cabut pengelola risiko Dewi')
    await desk.group.general.sees(/Dewi Lestari tidak memegang peran Pengelola Risiko/)
  })

  test('and the one that follows it leaves the running one until then', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/1/2026 sampai 31-12-2026 Wati')
    await gives(desk, 'koordinator help desk 900/2/2027 mulai 1-1-2027 sampai 31-12-2027 Wati')
    expect((await standing(desk, desk.wati)).roles).toEqual([
      'koordinator help desk 900/1/2026',
      'koordinator help desk 900/2/2027',
    ])
    await desk.budi.writes(desk.group, '/peran')
    const { text } = await desk.group.general.sees(/Peran di LPSE ini/)
    expect(text).toMatch(/Wati Rahayu \(sampai 31-12-2026\), Wati Rahayu \(mulai 01-01-2027\)/)
  })

  test('to nobody as long as it is not clear who is meant', async () => {
    const desk = await openOffice()
    desk.telegram.person(desk.dewi.id, 'Wati Lestari')
    await desk.dewi.writes(desk.group, '/antrean')
    await desk.group.general.sees(/Antrean/)
    await desk.budi.writes(desk.group, '/peran sekretaris 900/123/2026 Wati')
    const { text } = await desk.group.general.sees(/yang mana\?/)
    expect(text).toMatch(/Wati Rahayu \(@wati\)/)
    expect(text).toMatch(/Wati Lestari/)
    await desk.budi.writes(desk.group, '/peran sekretaris 900/123/2026 @entah_siapa')
    await desk.group.general.sees(/@entah_siapa tidak saya kenal/)
    await gives(desk, 'sekretaris 900/123/2026 Wati Lestari')
    expect(await standing(desk, desk.dewi)).toEqual({ roles: ['sekretaris 900/123/2026'], marks: [] })
    expect(await standing(desk, desk.wati)).toEqual({ roles: [], marks: [] })
  })

  test.each([
    ['kordinator help desk 900/1/2026 @wati', /Maksud Anda "koordinator help desk"\? Contoh: \/peran kepala/],
    ['bendahara 900/1/2026 @wati', /Peran itu tidak dikenal.*Contoh: \/peran kepala/],
    ['kepala @wati', /Tulis nomor SK-nya. Contoh: \/peran kepala 900\/123\/2026/],
    ['kepala 900/1/2026 sampai 31-02-2026 @wati', /Tanggalnya tidak saya pahami.*Contoh/],
    ['kepala 900/1/2026 sampai 1-1-2026 @wati', /Tanggal akhirnya sudah lewat.*Contoh/],
  ])('never with a mistake in it: /peran %s', async (words, answer) => {
    const desk = await openOffice()
    await desk.budi.writes(desk.group, `/peran ${words}`)
    await desk.group.general.sees(answer)
    expect(await standing(desk, desk.wati)).toEqual({ roles: [], marks: [] })
  })

  test('and withdrawn at once also when both commands come in one go', async () => {
    const desk = await openOffice()
    await desk.budi.writes(desk.group, '/peran kepala 900/123/2026 Wati')
    await desk.budi.writes(desk.group, '/peran cabut kepala Wati')
    await desk.budi.writes(desk.group, '/tandai PPK 821/45/2026 Wati')
    await desk.budi.writes(desk.group, '/peran sekretaris 900/123/2026 Wati')
    await desk.group.general.sees(/Peran Kepala LPSE dicabut dari Wati Rahayu/)
    await desk.group.general.sees(/tidak dapat memegang peran di LPSE \(Pasal 18\(2\)\)/)
    expect(await standing(desk, desk.wati)).toEqual({ roles: [], marks: ['PPK'] })
  })

  test('by two admins at once, each in a group of their own, and both stand', async () => {
    const desk = await openOffice({ groups: 2 })
    await gives(desk, 'admin @wati')
    await gives(desk, 'admin @budi_s', desk.wati)
    const [first, second] = desk.groups
    desk.telegram.sayInGroup(desk.budi.id, first!.id, { text: '/peran koordinator help desk 900/1/2026 Dewi' })
    desk.telegram.sayInGroup(desk.wati.id, second!.id, { text: '/peran pengelola aset 900/2/2026 Dewi' })
    await first!.general.sees(/Dewi Lestari sekarang Koordinator Help Desk/)
    await second!.general.sees(/Dewi Lestari sekarang Pengelola Aset/)
    expect((await standing(desk, desk.dewi)).roles.sort()).toEqual([
      'koordinator help desk 900/1/2026',
      'pengelola aset 900/2/2026',
    ])
  })

  test('to an admin, of whom the last is not withdrawn while nobody else could give roles', async () => {
    const desk = await openOffice()
    await gives(desk, 'admin @wati')
    desk.telegram.leave(desk.group.id, desk.budi.id)
    await desk.settled()
    await desk.wati.writes(desk.group, '/peran cabut admin Wati')
    await desk.group.general.sees(/Wati Rahayu admin satu-satunya/)
    await gives(desk, 'admin Dewi', desk.wati)
    await desk.wati.writes(desk.group, '/peran cabut admin Wati')
    await desk.group.general.sees(/Peran Admin dicabut dari Wati Rahayu/)
    expect((await standing(desk, desk.dewi)).roles).toEqual(['admin'])
  })
})

describe('a role counts', () => {
  test('until its last day, and gives nothing afterwards', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/123/2026 sampai 2-3-2026 Wati')
    const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.dewi)
    expect(await desk.wati.taps('Lepas', topic)).toBe('Tiket dilepas.')
    await topic.sees(/Belum ada yang menangani/)
    await desk.dewi.taps('Ambil', topic)
    await topic.sees(/Ditangani Dewi Lestari/)
    await desk.time.passes({ hours: 16 })
    expect(await desk.wati.taps('Lepas', topic)).toBe('Hanya Dewi Lestari yang menangani tiket ini dapat melakukannya.')
    await desk.wati.writes(desk.group, '/peran')
    const { text } = await desk.group.general.sees(/Peran di LPSE ini/)
    expect(text).toMatch(/Koordinator Help Desk: Wati Rahayu \(berakhir 02-03-2026\)/)
  })

  test('not while its holder is out of the group; the group is told, and it counts again after the return', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/123/2026 Wati')
    const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.dewi)
    desk.telegram.leave(desk.group.id, desk.wati.id, 'kicked')
    await desk.group.general.sees(/Wati Rahayu keluar dari grup. Perannya \(Koordinator Help Desk\) tidak berlaku/)
    expect(await desk.wati.taps('Lepas', topic)).toBe('Hanya anggota Help Desk yang dapat melakukan ini.')
    await desk.budi.writes(desk.group, '/peran')
    await desk.group.general.sees(/Koordinator Help Desk: Wati Rahayu \(di luar grup, tidak berlaku\)/)
    desk.telegram.join(desk.group.id, desk.wati.id)
    await desk.settled()
    expect(await desk.wati.taps('Lepas', topic)).toBe('Tiket dilepas.')
    await desk.group.general.seesNothingMore()
  })

  test('for the person, not for the name: a new username and who takes the old one change nothing', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/123/2026 @wati')
    desk.telegram.person(desk.wati.id, 'Wati R.', 'wati_lpse')
    desk.telegram.person(desk.dewi.id, 'Dewi Lestari', 'wati')
    await desk.wati.writes(desk.group, '/antrean')
    await desk.group.general.sees(/Antrean/)
    await desk.dewi.writes(desk.group, '/antrean')
    await desk.group.general.sees(/Antrean/)
    await gives(desk, 'pengelola aset 900/124/2026 @wati')
    expect(await standing(desk, desk.dewi)).toEqual({ roles: ['pengelola aset 900/124/2026'], marks: [] })
    await gives(desk, 'pengelola risiko 900/125/2026 @wati_lpse')
    expect((await standing(desk, desk.wati)).roles).toEqual([
      'koordinator help desk 900/123/2026',
      'pengelola risiko 900/125/2026',
    ])
  })
})

describe('a role for somebody outside of the group', () => {
  test('goes by a link: Joko presses Start behind it and is Kepala, and the group is told who took it', async () => {
    const desk = await openOffice()
    const payload = await offered(desk, 'kepala 900/123/2026 sampai 31-12-2026')
    expect(payload).toMatch(/^peran_[\w-]{12}$/)
    desk.telegram.pressStart(desk.joko.id, payload)
    await desk.joko.sees(/Anda sekarang tercatat sebagai Kepala LPSE \(SK 900\/123\/2026\)/)
    const told = await desk.group.general.sees(/✅ Joko sekarang Kepala LPSE/)
    expect(told.text).toMatch(/lewat tautan dari Budi Santoso/)
    expect(await standing(desk, desk.joko)).toEqual({ roles: ['kepala 900/123/2026'], marks: [] })
    const row = await desk.database.collection('staff').findOne({ id: String(desk.joko.id) })
    expect(row).toMatchObject({ member: false, reachable: true })
    expect(row?.['roles']).toMatchObject({ kepala: { grants: [{ outside: true, by: String(desk.budi.id) }] } })
    await desk.joko.seesNothingMore()
    expect(await desk.tickets(desk.joko)).toEqual([])
  })

  test('gives no place in the group: his taps there are refused', async () => {
    const desk = await openOffice()
    desk.telegram.pressStart(desk.joko.id, await offered(desk, 'kepala 900/123/2026'))
    await desk.joko.sees(/Kepala LPSE/)
    const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
    expect(await desk.joko.taps('Ambil', topic)).toBe('Hanya anggota Help Desk yang dapat melakukan ini.')
  })

  test('is shown to nobody in the group, where any anggota could press it', async () => {
    const desk = await openOffice()
    await desk.budi.writes(desk.group, '/peran kepala 900/123/2026')
    await desk.group.general.sees(/Tautan peran hanya saya kirim secara pribadi.*tekan Start, lalu ulangi/)
    const payload = await offered(desk, 'kepala 900/123/2026')
    expect(JSON.stringify(desk.group.all())).not.toMatch(/start=peran_/)
    expect(desk.logs().join('\n')).not.toContain(payload.slice('peran_'.length))
  })

  test('is taken once: who comes second gets nothing', async () => {
    const desk = await openOffice()
    const payload = await offered(desk, 'kepala 900/123/2026')
    desk.telegram.pressStart(desk.joko.id, payload)
    desk.telegram.pressStart(desk.sari.id, payload)
    await desk.group.general.sees(/sekarang Kepala LPSE/)
    await desk.settled()
    const taken = [await standing(desk, desk.joko), await standing(desk, desk.sari)]
    expect(taken.map(one => one.roles.length).sort()).toEqual([0, 1])
    const loser = taken[0]!.roles.length ? desk.sari : desk.joko
    await loser.sees(/Tautan ini tidak berlaku/)
    await desk.group.general.seesNothingMore()
  })

  test.each(['peran_AAAAAAAAAAAA', 'peran_000000'])('is not had by a guess: %s', async payload => {
    const desk = await openOffice()
    await offered(desk, 'kepala 900/123/2026')
    desk.telegram.pressStart(desk.joko.id, payload)
    await desk.joko.sees(/Tautan ini tidak berlaku/)
    expect(await standing(desk, desk.joko)).toEqual({ roles: [], marks: [] })
    expect(await desk.events()).toContainEqual(expect.objectContaining({ what: 'refused', who: String(desk.joko.id) }))
    await desk.group.general.seesNothingMore()
  })

  test('lapses after a day', async () => {
    const desk = await openOffice()
    const payload = await offered(desk, 'kepala 900/123/2026')
    await desk.time.passes({ hours: 24, minutes: 1 })
    desk.telegram.pressStart(desk.joko.id, payload)
    await desk.joko.sees(/Tautan ini tidak berlaku/)
    expect(await standing(desk, desk.joko)).toEqual({ roles: [], marks: [] })
  })

  test('dies with the standing of who offered it', async () => {
    const desk = await openOffice()
    const payload = await offered(desk, 'kepala 900/123/2026')
    desk.telegram.leave(desk.group.id, desk.budi.id, 'kicked')
    await desk.settled()
    desk.telegram.pressStart(desk.joko.id, payload)
    await desk.joko.sees(/Tautan ini tidak berlaku/)
  })

  test('is refused to somebody marked, and the group hears of it', async () => {
    const desk = await openOffice()
    await desk.budi.writes(desk.group, '/tandai Pokja 821/45/2026 Dewi')
    await desk.group.general.sees(/🚫 Dewi Lestari/)
    const payload = await offered(desk, 'kepala 900/123/2026')
    desk.telegram.pressStart(desk.dewi.id, payload)
    await desk.dewi.sees(/Anda tercatat sebagai UKPBJ\/Pokja/)
    await desk.group.general.sees(/Dewi Lestari membuka tautan untuk Kepala LPSE.*ditolak/)
    expect(await standing(desk, desk.dewi)).toEqual({ roles: [], marks: ['UKPBJ/Pokja'] })
  })

  test('goes on when its holder, who came in, leaves the group; the admin is told', async () => {
    const desk = await openOffice()
    desk.telegram.pressStart(desk.joko.id, await offered(desk, 'kepala 900/123/2026'))
    await desk.group.general.sees(/Joko sekarang Kepala LPSE/)
    desk.telegram.join(desk.group.id, desk.joko.id)
    await desk.settled()
    desk.telegram.leave(desk.group.id, desk.joko.id)
    await desk.group.general.sees(/Joko keluar dari grup, tetapi perannya \(Kepala LPSE\).*tetap berlaku/)
    await desk.budi.writes(desk.group, '/peran cabut Kepala LPSE Joko')
    await desk.group.general.sees(/Peran Kepala LPSE dicabut dari Joko/)
    await desk.joko.sees(/Peran Kepala LPSE Anda dicabut/)
    await desk.group.general.seesNothingMore()
  })
})

describe('somebody marked (Pasal 18(2))', () => {
  async function markJoko(desk: Stage): Promise<void> {
    desk.telegram.join(desk.group.id, desk.joko.id)
    await desk.settled()
    await desk.budi.writes(desk.group, '/tandai Pokja 821/45/2026 sampai 31-12-2026 Joko')
    const { text } = await desk.group.general.sees(/🚫 Joko tercatat sebagai UKPBJ\/Pokja/)
    expect(text).toMatch(/\(SK 821\/45\/2026\), sampai 31-12-2026/)
  }

  test('is no anggota even inside the group: taps, commands and replies are refused in words', async () => {
    const desk = await openOffice()
    await markJoko(desk)
    const { topic, number, mirrored } = await desk.report(desk.sari, 'Tidak bisa login')
    expect(await desk.joko.taps('Ambil', topic)).toMatch(
      /Anda tercatat sebagai UKPBJ\/Pokja. Pegawai LPSE dilarang merangkapnya \(Pasal 18\(2\)\)/,
    )
    await desk.joko.replies(mirrored, 'Silakan coba lagi')
    await topic.sees(/Anda tercatat sebagai UKPBJ\/Pokja/)
    await desk.joko.writes(desk.group, '/antrean')
    await desk.group.general.sees(/Anda tercatat sebagai UKPBJ\/Pokja/)
    expect(await desk.ticket(number)).toMatchObject({ status: 'open', holder: null })
    await desk.sari.seesNothingMore()
    await desk.settled()
    const refused = (await desk.events()).filter(event => event.what === 'refused')
    expect(refused.map(({ who, data }) => [who, data['reason']])).toEqual(
      Array.from({ length: 3 }, () => [String(desk.joko.id), 'marked']),
    )
  })

  test('who tries is told of to the admin in private, once', async () => {
    const desk = await openOffice()
    await desk.budi.starts()
    await desk.budi.sees(/tercatat/)
    await markJoko(desk)
    const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
    void desk.joko.taps('Ambil', topic)
    await desk.budi.sees(/Joko tercatat sebagai UKPBJ\/Pokja \(SK 821\/45\/2026\) tetapi masih ada di grup petugas/)
    await desk.joko.taps('Ambil', topic)
    await desk.joko.writes(desk.group, '/antrean')
    await desk.group.general.sees(/Anda tercatat/)
    await desk.budi.seesNothingMore()
    await desk.group.general.seesNothingMore()
  })

  test('or to the group, once, when no admin can be written to', async () => {
    const desk = await openOffice()
    await markJoko(desk)
    const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
    await desk.joko.taps('Ambil', topic)
    await desk.group.general.sees(/Joko tercatat sebagai UKPBJ\/Pokja \(SK 821\/45\/2026\) tetapi masih ada/)
    await desk.joko.taps('Selesai', topic)
    await desk.group.general.seesNothingMore()
  })

  test('loses all roles, and the tickets still held are named so that somebody takes them', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/1/2026 Wati')
    await gives(desk, 'pengelola aset 900/2/2026 Wati')
    const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.wati)
    await desk.budi.writes(desk.group, '/tandai PPK 821/45/2026 @wati')
    const { text } = await desk.group.general.sees(/🚫 Wati Rahayu/)
    expect(text).toMatch(/Peran yang dicabut: Koordinator Help Desk, Pengelola Aset/)
    expect(text).toContain(`Masih ditanganinya: ${number}`)
    expect(await standing(desk, desk.wati)).toEqual({ roles: [], marks: ['PPK'] })
    expect(await desk.wati.taps('Lepas', topic)).toMatch(/Anda tercatat sebagai PPK/)
    expect(await desk.budi.taps('Lepas', topic)).toBe('Tiket dilepas.')
    const events = (await desk.events()).map(event => event.what)
    expect(events.filter(what => what === 'marked')).toHaveLength(1)
    expect(events.filter(what => what === 'role withdrawn')).toHaveLength(2)
  })

  test('is given no role', async () => {
    const desk = await openOffice()
    await markJoko(desk)
    await desk.budi.writes(desk.group, '/peran admin Joko')
    await desk.group.general.sees(/Joko tercatat sebagai UKPBJ\/Pokja, jadi tidak dapat memegang peran/)
    expect((await standing(desk, desk.joko)).roles).toEqual([])
  })

  test('writes privately like any other user of the LPSE', async () => {
    const desk = await openOffice()
    await markJoko(desk)
    await desk.joko.says('Pengumuman tender tidak tayang')
    await desk.joko.sees(/nomor tiket/)
    await (await desk.group.topicOf(desk.joko)).sees(/👤 Pengumuman tender tidak tayang/)
  })

  test('works again once the mark is over, or taken back; roles do not come back with it', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/1/2026 Wati')
    await desk.budi.writes(desk.group, '/tandai PPK 821/45/2026 sampai 2-3-2026 Wati')
    await desk.group.general.sees(/🚫 Wati Rahayu/)
    const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
    expect(await desk.wati.taps('Ambil', topic)).toMatch(/Anda tercatat/)
    await desk.time.passes({ hours: 16 })
    expect(await desk.wati.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
    await desk.budi.writes(desk.group, '/tandai PPK 821/46/2026 Wati')
    await desk.group.general.sees(/🚫 Wati Rahayu/)
    await desk.budi.writes(desk.group, '/tandai hapus Wati')
    await desk.group.general.sees(/Tanda PPK pada Wati Rahayu dihapus/)
    expect(await desk.wati.taps('Lepas', topic)).toBe('Tiket dilepas.')
    expect(await standing(desk, desk.wati)).toEqual({ roles: [], marks: [] })
    await desk.budi.writes(desk.group, '/tandai hapus Wati')
    await desk.group.general.sees(/Wati Rahayu tidak ditandai begitu/)
  })

  test('is marked by the koordinator too, and listed by /tandai', async () => {
    const desk = await openOffice()
    await gives(desk, 'koordinator help desk 900/1/2026 Wati')
    const hello = await desk.dewi.writes(desk.group, 'Selamat pagi')
    await desk.wati.replies(hello, '/tandai Pejabat Pengadaan 821/45/2026')
    await desk.group.general.sees(/🚫 Dewi Lestari tercatat sebagai Pejabat Pengadaan/)
    await desk.budi.writes(desk.group, '/tandai')
    await desk.group.general.sees(/🚫 Dewi Lestari: Pejabat Pengadaan \(SK 821\/45\/2026\), tanpa batas waktu/)
    await desk.wati.writes(desk.group, '/tandai PPK @dewi')
    await desk.group.general.sees(/Tulis nomor SK-nya. Contoh: \/tandai PPK 821\/45\/2026/)
    await desk.wati.writes(desk.group, '/tandai penyedia 821/45/2026 Dewi')
    await desk.group.general.sees(/Yang dapat ditandai: PPK, Pokja \(UKPBJ\), Pejabat Pengadaan/)
    await desk.wati.writes(desk.group, '/tandai PPK 821/45/2026')
    await desk.group.general.sees(/Siapa orangnya\?/)
  })

  test('who comes back into the group is told of to the admin', async () => {
    const desk = await openOffice()
    await markJoko(desk)
    desk.telegram.leave(desk.group.id, desk.joko.id)
    await desk.settled()
    desk.telegram.join(desk.group.id, desk.joko.id)
    await desk.group.general.sees(/Joko tercatat sebagai UKPBJ\/Pokja .* masih ada di grup petugas/)
    await desk.group.general.seesNothingMore()
  })
})
