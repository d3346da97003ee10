import { expect, test } from 'vitest'
import { openDesk, type Person, type Stage, type Topic } from '../talk.ts'

/** Ten matters of a morning, each with a word that stands in no other. */
const matters = [
  ['Andi', 'Tidak bisa login satu', 'satu'],
  ['Beni', 'Gagal unggah penawaran dua, batas akhir besok jam 15.00', 'dua'],
  ['Cici', 'Lupa kata sandi tiga', 'tiga'],
  ['Dodi', 'Apendo galat empat, tutup besok jam 10.00', 'empat'],
  ['Edo', 'Tidak bisa unduh dokumen lima', 'lima'],
  ['Fitri', 'Pendaftaran ditolak enam', 'enam'],
  ['Gani', 'Verifikasi belum selesai tujuh, tutup besok jam 12.00', 'tujuh'],
  ['Hana', 'RUP tidak tayang delapan', 'delapan'],
  ['Indra', 'Katalog tidak tampil sembilan', 'sembilan'],
  ['Jaya', 'SIKaP tidak tersimpan sepuluh', 'sepuluh'],
] as const
const tokens = matters.map(([, , token]) => token)

interface Matter {
  readonly person: Pick<Person, 'id' | 'name' | 'address'>
  readonly topic: Topic
  readonly number: string
}

async function tenMatters(desk: Stage): Promise<Matter[]> {
  const all: Matter[] = []
  for (const [at, [name, words]] of matters.entries()) {
    const id = 401 + at
    desk.telegram.person(id, name)
    desk.telegram.say(id, { text: words })
    const person = { id, name, address: `telegram:${desk.telegram.botId}/${id}` }
    const topic = await desk.group.topicOf(person)
    all.push({ person, topic, number: topic.ticket })
    await desk.time.passes({ seconds: 30 })
  }
  await desk.settled()
  return all
}

/** The list an anggota gets, as the numbers under each heading. */
async function queue(desk: Stage, who: Person): Promise<Record<string, number[]>> {
  await desk.settled()
  await desk.group.general.catchesUp()
  await who.writes(desk.group, '/antrean')
  const { text } = await desk.group.general.sees(/Tiket terbuka|Antrean kosong/)
  const parts: Record<string, number[]> = {}
  let heading = ''
  for (const line of text.split('\n')) {
    const title = /^([A-Z].*) \((\d+)\)$/.exec(line)
    const ticket = /^TBB-\d{4}-(\d{6}) · P\d/.exec(line)
    if (title) parts[(heading = title[1]!)] = []
    else if (ticket) parts[heading]!.push(Number(ticket[1]))
  }
  for (const line of text.split('\n')) {
    const title = /^([A-Z].*) \((\d+)\)$/.exec(line)
    if (title) expect(parts[title[1]!]).toHaveLength(Number(title[2]))
  }
  return parts
}

test('a morning of ten matters and two petugas: /antrean is true at each moment, and nobody’s words stand in a wrong topic', async () => {
  const desk = await openDesk()
  const all = await tenMatters(desk)
  const at = (count: number): Matter => all[count - 1]!
  expect(all.map(one => Number(one.number.slice(-6)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  // Nearest deadline first (10.00, 12.00, 15.00), then who waits longest.
  const free = [4, 7, 2, 1, 3, 5, 6, 8, 9, 10]
  expect(await queue(desk, desk.budi)).toEqual({ 'Belum ada yang menangani': free })

  await desk.budi.taps('Ambil', at(2).topic)
  await desk.budi.taps('Ambil', at(4).topic)
  await desk.wati.taps('Ambil', at(1).topic)
  expect(await queue(desk, desk.budi)).toEqual({
    Saya: [4, 2],
    'Belum ada yang menangani': [7, 3, 5, 6, 8, 9, 10],
    'Ditangani rekan': [1],
  })
  expect(await queue(desk, desk.wati)).toEqual({
    Saya: [1],
    'Belum ada yang menangani': [7, 3, 5, 6, 8, 9, 10],
    'Ditangani rekan': [4, 2],
  })

  // Data is asked for in 4, 1 waits for LKPP, 2 is answered by reply.
  await desk.budi.taps('Minta data', at(4).topic)
  await desk.budi.replies(await at(4).topic.sees(/data apa/), 'Versi Apendo')
  void desk.budi.taps('Kirim', await at(4).topic.sees(/Minta ini/))
  await at(4).topic.sees(/Diminta kepada pelapor/)
  await desk.wati.taps('Lainnya ›', at(1).topic)
  await desk.settled()
  await desk.wati.taps('Tunggu pihak ketiga', at(1).topic)
  await desk.wati.replies(await at(1).topic.sees(/menunggu siapa/), 'LKPP')
  expect(await queue(desk, desk.budi)).toEqual({
    Saya: [2],
    'Belum ada yang menangani': [7, 3, 5, 6, 8, 9, 10],
    Menunggu: [4, 1],
  })
  desk.telegram.say(at(4).person.id, { text: 'Versinya empat' })
  await at(4).topic.sees(/👤 Versinya empat/)
  expect(await queue(desk, desk.budi)).toMatchObject({ Saya: [4, 2], Menunggu: [1] })

  // 3 writes again: the first words count for how long it waits. 5 is handed to Wati by Budi.
  desk.telegram.say(at(3).person.id, { text: 'Halo, tiga masih menunggu' })
  await desk.budi.taps('Ambil', at(5).topic)
  await desk.budi.writes(at(5).topic, '/serahkan Wati')
  await at(5).topic.sees(/Tiket diserahkan kepada Wati/)
  expect(await queue(desk, desk.wati)).toEqual({
    Saya: [5],
    'Belum ada yang menangani': [7, 3, 6, 8, 9, 10],
    Menunggu: [1],
    'Ditangani rekan': [4, 2],
  })

  // 2 is solved and closed; 10 goes away as not LPSE's; 6 is cancelled by nobody and stays.
  await desk.budi.taps('Selesai', at(2).topic)
  await desk.budi.replies(await at(2).topic.sees(/apa solusinya/), 'Coba peramban lain')
  void desk.budi.taps('Kirim', await at(2).topic.sees(/Kirim jawaban ini/))
  await at(2).topic.sees(/Solusi dikirim/)
  expect(await queue(desk, desk.budi)).toMatchObject({ Saya: [4], Menunggu: [2, 1] })
  desk.telegram.say(at(2).person.id, { text: 'sudah beres' })
  await at(2).topic.sees(/sudah beres. Tiket ditutup/)
  await desk.wati.taps('Lainnya ›', at(10).topic)
  await desk.settled()
  await desk.wati.taps('Bukan wewenang LPSE', at(10).topic)
  await desk.settled()
  await desk.wati.taps('Data kualifikasi', at(10).topic)
  await desk.settled()
  await desk.wati.taps('Kirim', at(10).topic)
  expect(await queue(desk, desk.budi)).toEqual({
    Saya: [4],
    'Belum ada yang menangani': [7, 3, 6, 8, 9],
    Menunggu: [1],
    'Ditangani rekan': [5],
  })
  await desk.wati.writes(desk.group, '/saya')
  const own = await desk.group.general.sees(/^Saya \(2\)/)
  expect(own.text.match(/TBB-\d{4}-\d{6}/g)?.map(one => Number(one.slice(-6)))).toEqual([1, 5])

  await desk.settled()
  for (const [index, { topic, person }] of all.entries()) {
    const text = topic
      .all()
      .map(one => one.text)
      .join('\n')
    expect(text).toContain(tokens[index])
    for (const [other, token] of tokens.entries())
      if (other !== index) expect(text).not.toMatch(new RegExp(`👤.*${token}\\b`))
    const seen = desk.telegram
      .chat(person.id)
      .map(one => one.text)
      .join('\n')
    for (const { number } of all) if (number !== topic.ticket) expect(seen).not.toContain(number)
  }
})

test('/tiket leads to the topic and /cari finds words and solutions, whatever signs are typed', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Apendo galat (kode 0x80) saat enkripsi', desk.budi)
  await desk.solve(topic, desk.budi, desk.sari, 'Perbarui peramban Firefox')
  const link = new RegExp(`t\\.me/c/\\d+/${topic.thread}$`)
  for (const asked of ['1', '000001', number, number.toLowerCase()]) {
    await desk.wati.writes(desk.group, `/tiket ${asked}`)
    expect((await desk.group.general.sees(new RegExp(`^${number} · P\\d`))).text).toMatch(link)
    await desk.settled()
  }
  await desk.wati.writes(desk.group, '/tiket 77')
  await desk.group.general.sees(/Tidak ada tiket 77/)
  await desk.wati.writes(desk.group, '/tiket')
  await desk.group.general.sees(/Contoh: \/tiket 123/)
  for (const [words, isFound] of [
    ['enkripsi', true],
    ['FIREFOX', true],
    ['(kode 0x80)', true],
    ['galat enkripsi', true],
    ['.*', false],
    ['tidak-pernah-ditulis', false],
    ['[a-z]+(', false],
  ] as const) {
    await desk.wati.writes(desk.group, `/cari ${words}`)
    const wanted =
      words.length < 3
        ? /paling sedikit tiga huruf/
        : isFound
          ? new RegExp(`Ditemukan 1 tiket:\n${number}`)
          : /Tidak ada tiket yang memuat/
    await desk.group.general.sees(wanted)
  }
})
