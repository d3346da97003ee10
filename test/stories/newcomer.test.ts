import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('Sari presses Start, reads who answers and what is kept, and is asked what happened', async () => {
  const { sari, tickets } = await openDesk()
  await sari.starts()
  const greeting = await sari.sees(/Selamat pagi, Bapak\/Ibu/)
  expect(greeting.text).toMatch(/LPSE Kabupaten Tulang Bawang Barat/)
  expect(greeting.text).toMatch(/Jangan kirim kata sandi, OTP/)
  expect(greeting.text).toMatch(/Silakan ceritakan kendalanya/)
  await sari.seesNothingMore()
  expect(await tickets(sari)).toEqual([])
})

test.each(['Assalamualaikum', 'selamat siang pak 🙏', 'P', 'Halo admin, mau tanya'])(
  'a bare greeting (%s) is greeted back and begins no ticket',
  async greeting => {
    const { sari, tickets } = await openDesk()
    await sari.says(greeting)
    await sari.sees(/Silakan ceritakan kendalanya/)
    await sari.seesNothingMore()
    expect(await tickets(sari)).toEqual([])
  },
)

test('Sari greets, is greeted, and then her complaint gets its number without the notice a second time', async () => {
  const { sari } = await openDesk()
  await sari.says('Selamat pagi')
  await sari.sees(/Selamat pagi, Bapak\/Ibu/)
  await sari.says('Akun saya terblokir')
  const answer = await sari.sees(/TBB-2026-000001/)
  expect(answer.text).not.toMatch(/Kami menyimpan nama/)
  await sari.seesNothingMore()
})

test('/start while a ticket is open names that ticket instead of asking again', async () => {
  const desk = await openDesk()
  const { number } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.completes(desk.sari)
  await desk.sari.starts()
  expect((await desk.sari.sees(/masih kami tangani/)).text).toContain(number)
  await desk.sari.seesNothingMore()
})

test.each(['PRIVASI', 'privasi', '/privasi'])('%s gives the long privacy notice and is no description', async word => {
  const { sari, tickets } = await openDesk()
  await sari.says(word)
  const notice = await sari.sees(/Privasi di layanan ini/)
  expect(notice.text).toMatch(/UU 27\/2022/)
  await sari.seesNothingMore()
  expect(await tickets(sari)).toEqual([])
})

test('/bantuan and a command nobody knows explain how to write and begin no ticket', async () => {
  const { sari, tickets } = await openDesk()
  await sari.says('/bantuan')
  await sari.sees(/Tulis kendala Anda di sini/)
  await sari.says('/antrean')
  await sari.sees(/Tulis kendala Anda di sini/)
  await sari.seesNothingMore()
  expect(await tickets(sari)).toEqual([])
})

test('commands are offered per place: to reporters in private, to the staff in their group', async () => {
  const { telegram, group, until } = await openDesk()
  const made = await until(() => {
    const calls = telegram.ledger.calls.filter(call => call.method === 'setMyCommands' && call.outcome === 'ok')
    const params = calls.map(call => JSON.stringify(call.params))
    const inPrivate = params.find(one => one.includes('all_private_chats'))
    const inGroup = params.find(one => one.includes(String(group.id)))
    return inPrivate && inGroup && { inPrivate, inGroup }
  })
  expect(made.inPrivate).not.toMatch(/balas/)
  expect(made.inGroup).toMatch(/antrean/)
})

test('what Sari writes first is the description, and one answer greets, gives the notice and the number', async () => {
  const { sari, group, tickets } = await openDesk()
  await sari.says('Saya gagal unggah dokumen penawaran')
  const answer = await sari.sees(/TBB-2026-000001/)
  expect(answer.text).toMatch(/^Selamat pagi, Bapak\/Ibu/)
  expect(answer.text).toMatch(/Kami menyimpan nama dan isi percakapan/)
  await sari.seesNothingMore()
  const topic = await group.topicOf(sari)
  expect(topic.name()).toBe('TBB-2026-000001 · Unggah penawaran')
  await topic.sees(/Belum ada yang menangani/)
  await topic.sees(/^👤 Saya gagal unggah dokumen penawaran$/)
  await group.seesNothingMore()
  expect(topic.card().buttons.flat()).toEqual(['Ambil', 'Selesai', 'Minta data', 'Lainnya ›'])
  expect(await tickets(sari)).toHaveLength(1)
})

test('a photo without a word is a description', async () => {
  const { sari, group } = await openDesk()
  await sari.says({ photo: true })
  await sari.sees(/TBB-2026-000001/)
  const topic = await group.topicOf(sari)
  const shown = await topic.sees(/^👤$/)
  expect(shown.media?.kind).toBe('photo')
})

test('a photo with a caption carries the caption with it', async () => {
  const { sari, group } = await openDesk()
  await sari.says({ photo: true, caption: 'Server SPSE galat seperti ini' })
  const topic = await group.topicOf(sari)
  const shown = await topic.sees(/^👤 Server SPSE galat seperti ini$/)
  expect(shown.media?.kind).toBe('photo')
  expect(topic.name()).toMatch(/Gangguan server$/)
})

test('a voice message is a description', async () => {
  const { sari, group } = await openDesk()
  await sari.says({ voice: true })
  await sari.sees(/TBB-2026-000001/)
  const topic = await group.topicOf(sari)
  expect((await topic.sees(/^👤$/)).media?.kind).toBe('voice')
})

test('a PDF is a description and keeps its name', async () => {
  const { sari, group } = await openDesk()
  await sari.says({
    document: { name: 'surat.pdf', bytes: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), mime: 'application/pdf' },
    caption: 'Surat penjelasan',
  })
  const topic = await group.topicOf(sari)
  expect((await topic.sees(/Surat penjelasan/)).media).toMatchObject({ kind: 'document', fileName: 'surat.pdf' })
})

test('an album is one description and stays an album', async () => {
  const { sari, group, telegram, tickets } = await openDesk()
  await sari.says({ photo: true, caption: 'Tiga tangkapan layar', albumId: 'satu' })
  await sari.says({ photo: true, albumId: 'satu' })
  await sari.says({ photo: true, albumId: 'satu' })
  await sari.sees(/TBB-2026-000001/)
  const topic = await group.topicOf(sari)
  await topic.sees(/👤 Tiga tangkapan layar/)
  const pictures = telegram.chat(group.id, topic.thread).filter(one => one.media)
  expect(pictures).toHaveLength(3)
  expect(new Set(pictures.map(one => one.albumId)).size).toBe(1)
  await sari.seesNothingMore()
  expect(await tickets(sari)).toHaveLength(1)
})

test('a location or sticker is not lost: the topic says what came', async () => {
  const { sari, group } = await openDesk()
  await sari.says({ location: { latitude: -4.4, longitude: 105.1 } })
  await sari.sees(/TBB-2026-000001/)
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤 \(mengirim lokasi: -4.4, 105.1\)$/)
})

test('of a contact card the topic shows the name, and the number masked; the record keeps both', async () => {
  const { sari, group, events } = await openDesk()
  await sari.says({ contact: { phone_number: '6281234567890', first_name: 'Dewi' } })
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤 \(mengirim kartu kontak: Dewi, \+6281••••890\)$/)
  expect(await events('TBB-2026-000001')).toContainEqual(
    expect.objectContaining({
      what: 'opened',
      data: expect.objectContaining({ other: 'kartu kontak: Dewi, +6281234567890' }),
    }),
  )
})

test('later messages are added to the ticket and acknowledged by a reaction, not by noise', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const later = await desk.sari.says('Sudah saya coba dua kali')
  await topic.sees(/^👤 Sudah saya coba dua kali$/)
  await desk.reaction(later, '✍')
  await desk.sari.seesNothingMore()
  expect(await desk.tickets(desk.sari)).toHaveLength(1)
})

test('three messages at once become one ticket and stay in order', async () => {
  const desk = await openDesk()
  await desk.sari.says('Pertama: tidak bisa login')
  await desk.sari.says('Kedua: sejak kemarin')
  await desk.sari.says('Ketiga: di dua komputer')
  await desk.sari.sees(/TBB-2026-000001/)
  await desk.sari.seesNothingMore()
  const topic = await desk.group.topicOf(desk.sari)
  const words = topic.all().map(message => message.text)
  expect(words.filter(text => text.startsWith('👤')).map(text => text.slice(3, 9))).toEqual([
    'Pertam',
    'Kedua:',
    'Ketiga',
  ])
  expect(await desk.tickets(desk.sari)).toHaveLength(1)
})

test('Sari and Dewi write at the same instant and neither sees a word of the other', async () => {
  const desk = await openDesk()
  await desk.sari.says('Rahasia Sari: gagal unggah')
  await desk.dewi.says('Rahasia Dewi: gagal login')
  await desk.sari.sees(/nomor tiket/)
  await desk.dewi.sees(/nomor tiket/)
  await desk.settled()
  const [sariTopic, dewiTopic] = [await desk.group.topicOf(desk.sari), await desk.group.topicOf(desk.dewi)]
  expect(sariTopic.ticket).not.toBe(dewiTopic.ticket)
  const textOf = (place: { all(): { text: string }[] }): string => JSON.stringify(place.all())
  expect(textOf(sariTopic)).toContain('Rahasia Sari')
  expect(textOf(sariTopic)).not.toContain('Rahasia Dewi')
  expect(textOf(dewiTopic)).not.toContain('Rahasia Sari')
  expect(textOf(desk.sari)).not.toContain('Dewi')
  expect(textOf(desk.dewi)).not.toContain('Sari')
})

test('ten people write at the same instant with the limits of Telegram on: all get a number of their own', async () => {
  const desk = await openDesk({ limits: true })
  const people = Array.from({ length: 10 }, (_, at) => 5000 + at)
  for (const id of people) desk.telegram.say(id, { text: `Keluhan orang ${id}` })
  const answers = await desk.until(() => {
    const all = people.map(id => desk.telegram.chat(id).find(message => message.from === 'bot')?.text ?? '')
    return all.every(Boolean) && all
  })
  expect(new Set(answers.map(text => /TBB-\d+-\d+/.exec(text)?.[0])).size).toBe(10)
})

test('a complaint of 4,096 characters arrives whole', async () => {
  const desk = await openDesk()
  const words = Array.from({ length: 800 }, (_, at) => `k${at}`)
    .join(' ')
    .slice(0, 4096)
  await desk.sari.says(words)
  await desk.sari.sees(/nomor tiket/)
  await desk.settled()
  const topic = await desk.group.topicOf(desk.sari)
  const [, ...parts] = topic.all().map(message => message.text)
  expect(parts.join(' ').replace('👤 ', '')).toBe(words)
})

test.each(['/lapor Server mati total', '/upload dokumen gagal, kode 991', '/bantuan Server mati total'])(
  'words behind a command are heard as words: %s',
  async words => {
    const { sari, group, tickets } = await openDesk()
    await sari.says(words)
    await sari.sees(/nomor tiket TBB-2026-000001/)
    const topic = await group.topicOf(sari)
    await topic.sees(/^👤 .*(Server mati total|dokumen gagal, kode 991)$/)
    await sari.seesNothingMore()
    expect(await tickets(sari)).toHaveLength(1)
  },
)

test('what a link puts behind /start is no description, words are', async () => {
  const desk = await openDesk()
  desk.telegram.pressStart(desk.sari.id, 'brosur_2026')
  await desk.sari.sees(/Silakan ceritakan kendalanya/)
  await desk.sari.seesNothingMore()
  await desk.sari.says('/start tidak bisa login')
  await desk.sari.sees(/nomor tiket/)
  await (await desk.group.topicOf(desk.sari)).sees(/^👤 tidak bisa login$/)
})

test('a command that nobody knows and that says nothing is answered with help', async () => {
  const { sari, tickets } = await openDesk()
  await sari.says('/apaini')
  await sari.sees(/Tulis kendala Anda di sini/)
  await sari.seesNothingMore()
  expect(await tickets(sari)).toEqual([])
})

test('a command to which words are added by an edit is heard', async () => {
  const { sari, group } = await openDesk()
  const start = await sari.says('/lapor')
  await sari.sees(/Silakan ceritakan/)
  await sari.edits(start, '/lapor Server mati total')
  await sari.sees(/nomor tiket/)
  await (await group.topicOf(sari)).sees(/^👤 Server mati total$/)
})

test('the words behind /privasi are answered with the notice and heard', async () => {
  const { sari, group } = await openDesk()
  await sari.says('/privasi tolong hapus data saya')
  await sari.sees(/Privasi di layanan ini/)
  await sari.sees(/nomor tiket/)
  await (await group.topicOf(sari)).sees(/^👤 tolong hapus data saya$/)
})

test('the notice at the first contact has three lines and says that attachments are shown as sent', async () => {
  const { sari } = await openDesk()
  await sari.starts()
  const { text } = await sari.sees(/Help Desk/)
  expect(text).toMatch(/lampiran apa adanya/)
  const lines = text.split('\n')
  expect(
    lines.slice(
      lines.findIndex(line => line.startsWith('Kami menyimpan')),
      -1,
    ),
  ).toHaveLength(3)
})
