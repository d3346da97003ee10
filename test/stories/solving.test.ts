import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('Budi claims a ticket: the card names him, Sari hears it, it is on record', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  expect(await desk.budi.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
  const card = await topic.sees(/Ditangani Budi/)
  expect(card.buttons.flat()).toEqual(['Lepas', 'Selesai', 'Minta data', 'Lihat lengkap', 'Lainnya ›'])
  await desk.sari.sees(/sedang ditangani Budi/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Budi' } })
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'claim', who: String(desk.budi.id) }),
  )
})

test('two claim at once: one wins, the other learns who', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const card = topic.card()
  const toasts = await Promise.all([desk.budi.taps('Ambil', card), desk.wati.taps('Ambil', card)])
  const { holder } = await desk.ticket(number)
  expect(toasts.sort()).toEqual(
    ['Tiket ini sekarang Anda tangani.', `Tiket ini sudah ditangani ${holder?.name}.`].sort(),
  )
  await desk.sari.sees(/sedang ditangani/)
  await desk.sari.seesNothingMore()
  expect((await desk.events(number)).filter(event => event.what === 'claim')).toHaveLength(1)
})

test('a double tap on Ambil tells Sari once', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const card = topic.card()
  await Promise.all([desk.budi.taps('Ambil', card), desk.budi.taps('Ambil', card)])
  await desk.sari.sees(/sedang ditangani/)
  await desk.sari.seesNothingMore()
})

test('Budi releases the ticket and Wati takes it', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  expect(await desk.wati.taps('Lepas', topic)).toMatch(/Hanya Budi yang menangani tiket ini/)
  expect(await desk.budi.taps('Lepas', topic)).toBe('Tiket dilepas.')
  await topic.sees(/Belum ada yang menangani/)
  expect(await desk.wati.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
  await topic.sees(/Ditangani Wati/)
  expect((await desk.events(number)).map(event => event.what)).toEqual(
    expect.arrayContaining(['opened', 'claim', 'release', 'claim']),
  )
})

test('Selesai asks for the solution, shows it once more, and Kirim sends it with the question whether it helped', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const question = await topic.sees(/Budi, apa solusinya\?/)
  expect(question.text).toMatch(/Balas pesan ini; jawaban ini dikirim ke pelapor. Berlaku 10 menit/)
  await desk.budi.writes(topic, 'ini obrolan biasa')
  const answer = await desk.budi.replies(question, 'Akun sudah dibuka, silakan masuk lagi')
  const preview = await topic.sees(/Kirim jawaban ini ke pelapor TBB-2026-000001\?\n\nAkun sudah dibuka/)
  expect(preview.buttons.flat()).toEqual(['Kirim', 'Ubah', 'Batal'])
  await desk.sari.seesNothingMore()
  void desk.budi.taps('Kirim', preview)
  const solution = await desk.sari.sees(/selesai:\nAkun sudah dibuka, silakan masuk lagi\n\nApakah sudah beres\?/)
  expect(solution.buttons.flat()).toEqual(['Sudah', 'Belum'])
  await topic.sees(/Solusi dikirim ke pelapor/)
  await topic.sees(/menunggu jawaban pelapor/)
  await desk.reaction(answer, '👍')
  await desk.sari.seesNothingMore()
  await topic.seesNothingMore()
  const record = await desk.events(number)
  expect(record.filter(event => event.what === 'replied')).toEqual([])
  expect(record).toContainEqual(
    expect.objectContaining({ what: 'note', data: expect.objectContaining({ text: 'ini obrolan biasa' }) }),
  )
  expect(record).toContainEqual(
    expect.objectContaining({
      what: 'solved',
      who: String(desk.budi.id),
      data: expect.objectContaining({ text: 'Akun sudah dibuka, silakan masuk lagi' }),
    }),
  )
})

test('the solution may be a picture', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const question = await topic.sees(/apa solusinya/)
  await desk.budi.replies(question, { photo: true, caption: 'Klik tombol hijau' })
  const preview = await topic.sees(/Klik tombol hijau/)
  void desk.budi.taps('Kirim', preview)
  expect((await desk.sari.sees(/^$/)).media?.kind).toBe('photo')
  await desk.sari.sees(/selesai:\nKlik tombol hijau/)
})

test('Ubah asks anew, and only the new solution is sent', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  await desk.budi.replies(await topic.sees(/apa solusinya/), 'Salah tulis')
  const preview = await topic.sees(/Kirim jawaban ini/)
  void desk.budi.taps('Ubah', preview)
  await topic.sees(/Silakan balas pertanyaan baru/)
  await desk.budi.replies(await topic.sees(/apa solusinya/), 'Benar tulis')
  void desk.budi.taps('Kirim', await topic.sees(/Kirim jawaban ini/))
  const solution = await desk.sari.sees(/Apakah sudah beres/)
  expect(solution.text).toContain('Benar tulis')
  await desk.sari.seesNothingMore()
})

test('Batal sends nothing, and the ticket stays with its holder', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  await desk.budi.replies(await topic.sees(/apa solusinya/), 'Tidak jadi')
  const preview = await topic.sees(/Kirim jawaban ini/)
  void desk.budi.taps('Batal', preview)
  const dropped = await topic.sees(/Solusi batal dikirim/)
  expect(dropped.buttons).toEqual([])
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Budi' } })
})

test('an answer that is edited before Kirim is sent as it was edited, and the preview shows it', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const answer = await desk.budi.replies(await topic.sees(/apa solusinya/), 'Masuk lewat menu A')
  await topic.sees(/menu A/)
  await desk.budi.edits(answer, 'Masuk lewat menu B')
  const preview = await topic.sees(/Kirim jawaban ini[^]*menu B/)
  expect(preview.buttons.flat()).toEqual(['Kirim', 'Ubah', 'Batal'])
  void desk.budi.taps('Kirim', preview)
  expect((await desk.sari.sees(/Apakah sudah beres/)).text).toContain('menu B')
})

test('an edit of the sent solution keeps the question and its buttons', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const answer = await desk.budi.replies(await topic.sees(/apa solusinya/), 'Masuk lewat menu A')
  void desk.budi.taps('Kirim', await topic.sees(/Kirim jawaban ini/))
  await desk.sari.sees(/menu A/)
  await desk.budi.edits(answer, 'Masuk lewat menu B')
  const changed = await desk.sari.sees(/menu B\n\nApakah sudah beres/)
  expect(changed.buttons.flat()).toEqual(['Sudah', 'Belum'])
})

test('the question lapses after ten minutes: the answer is kept as a note and nothing is sent', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const question = await topic.sees(/apa solusinya/)
  await desk.time.passes({ minutes: 11 })
  await desk.budi.replies(question, 'Terlambat')
  await topic.sees(/sudah lewat waktunya; tulisan Anda disimpan sebagai catatan/)
  await desk.sari.seesNothingMore()
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'note', data: expect.objectContaining({ text: 'Terlambat' }) }),
  )
})

test('a preview lapses after ten minutes as well', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  await desk.budi.replies(await topic.sees(/apa solusinya/), 'Sudah dibuka')
  const preview = await topic.sees(/Kirim jawaban ini/)
  await desk.time.passes({ minutes: 11 })
  expect(await desk.budi.taps('Kirim', preview)).toBe('Tombol ini sudah tidak berlaku.')
  await desk.sari.seesNothingMore()
})

test('another one answering the question is told whom it asks, and that answer stays a note', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const question = await topic.sees(/apa solusinya/)
  await desk.wati.replies(question, 'Menurut saya begini')
  await topic.sees(/Pertanyaan ini untuk Budi/)
  await desk.sari.seesNothingMore()
  expect(await desk.events(number)).toContainEqual(expect.objectContaining({ what: 'note', who: String(desk.wati.id) }))
  await desk.budi.replies(question, 'Sudah dibuka')
  await topic.sees(/Kirim jawaban ini/)
})

test('only the holder may press Selesai', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  expect(await desk.wati.taps('Selesai', topic)).toMatch(/Hanya Budi yang menangani tiket ini/)
  await topic.seesNothingMore()
})

test('two who prepare solutions of an unclaimed ticket send one', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  void desk.budi.taps('Selesai', topic)
  await desk.budi.replies(await topic.sees(/Budi, apa solusinya/), 'Jawaban Budi')
  const first = await topic.sees(/Jawaban Budi/)
  void desk.wati.taps('Selesai', topic)
  await desk.wati.replies(await topic.sees(/Wati, apa solusinya/), 'Jawaban Wati')
  const second = await topic.sees(/Jawaban Wati/)
  await Promise.all([desk.budi.taps('Kirim', first), desk.wati.taps('Kirim', second)])
  await desk.sari.sees(/Apakah sudah beres/)
  await desk.sari.seesNothingMore()
})

test.each(['Sudah', 'sdh bisa', 'oke pak', 'Iya, sudah beres, terima kasih'])(
  '"%s" closes the ticket and its topic',
  async words => {
    const desk = await openDesk()
    const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
    await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
    await desk.sari.says(words)
    await desk.sari.sees(/Tiket TBB-2026-000001 kami tutup/)
    await topic.sees(/Pelapor menyatakan sudah beres/)
    await desk.settled()
    expect(topic.isClosed()).toBe(true)
    expect(topic.card().buttons).toEqual([])
    expect(await desk.ticket(number)).toMatchObject({ status: 'closed', holder: { name: 'Budi' } })
  },
)

test('the button Sudah closes, and tapping again changes nothing', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  const solution = await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.taps('Sudah', solution)
  await desk.sari.sees(/kami tutup/)
  expect(await desk.sari.taps('Belum', solution)).toBe('Pilihan ini sudah tidak berlaku.')
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'closed' })
})

test.each(['Belum', 'masih belum bisa'])('"%s" opens the ticket again for its holder', async words => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.says(words)
  await desk.sari.sees(/kami buka lagi/)
  await topic.sees(/Pelapor menyatakan belum beres/)
  await topic.sees(/Ditangani Budi/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Budi' } })
})

test('the button Belum opens the ticket again', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  const solution = await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.taps('Belum', solution)
  await desk.sari.sees(/kami buka lagi/)
  await topic.sees(/Ditangani Budi/)
})

test('other words are added to the ticket and open it again', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.says('Muncul galat baru waktu unggah')
  await topic.sees(/👤 Muncul galat baru/)
  await desk.sari.sees(/kami buka lagi/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed' })
})

test('thanks alone neither open nor close the ticket, and a yes afterwards still closes', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.says('Terima kasih banyak pak 🙏')
  await topic.sees(/👤 Terima kasih/)
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'solved' })
  await desk.sari.says('sudah')
  await desk.sari.sees(/kami tutup/)
})

test('what comes long after closing is a new ticket with a topic of its own', async () => {
  const desk = await openDesk()
  const first = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.solve(first.topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.says('sudah')
  await desk.sari.sees(/kami tutup/)
  await first.topic.sees(/Tiket ditutup/)
  await desk.time.passes({ hours: 24 * 15 })
  const second = await desk.report(desk.sari, 'Sekarang tidak bisa unggah')
  expect(second.number).toBe('TBB-2026-000002')
  expect(second.topic.thread).not.toBe(first.topic.thread)
  await first.topic.sees(/Selesai · Budi/)
  await desk.sari.seesNothingMore()
})

test('a card that could not be changed still answers truly: who holds the ticket, and that it is closed', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'editMessageText', chat: desk.group.id, kind: 'topic closed', times: 100 })
  expect(await desk.budi.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
  await desk.settled()
  expect(await desk.wati.taps('Ambil', topic.card())).toBe('Tiket ini sudah ditangani Budi.')
  void desk.budi.taps('Selesai', topic.card())
  await desk.budi.replies(await topic.sees(/apa solusinya/), 'Sudah dibuka')
  const preview = await topic.sees(/Kirim jawaban ini/)
  void desk.budi.taps('Kirim', preview)
  await desk.sari.sees(/Apakah sudah beres/)
  await desk.sari.says('sudah')
  await topic.sees(/Tiket ditutup/)
  expect(await desk.wati.taps('Ambil', topic.card())).toBe('Tiket ini sudah ditutup.')
  expect(await desk.budi.taps('Selesai', topic.card())).toBe('Tiket ini sudah ditutup.')
  expect(await desk.budi.taps('Kirim', preview)).toBe('Tombol ini sudah tidak berlaku.')
  await desk.settled()
  expect(await desk.ticket(number)).toMatchObject({ status: 'closed' })
})

test('in the topic of an older, closed ticket replies are refused in words and notes are kept', async () => {
  const desk = await openDesk()
  const first = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.solve(first.topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.says('sudah')
  await desk.sari.sees(/kami tutup/)
  await first.topic.sees(/Tiket ditutup/)
  await desk.time.passes({ hours: 24 * 15 })
  await desk.report(desk.sari, 'Sekarang tidak bisa unggah')
  await desk.budi.replies(first.mirrored, 'Satu hal lagi')
  await first.topic.sees(/Tiket ini sudah ditutup, jadi balasan tidak dikirim/)
  await desk.budi.writes(first.topic, '/balas Satu hal lagi')
  await first.topic.sees(/Tiket ini sudah ditutup, jadi balasan tidak dikirim/)
  await desk.budi.writes(first.topic, 'Sekadar catatan')
  await desk.sari.seesNothingMore()
  expect(await desk.events(first.number)).toContainEqual(
    expect.objectContaining({ what: 'note', data: expect.objectContaining({ text: 'Sekadar catatan' }) }),
  )
})

test('a solution too long for one message is refused in words, kept as a note, and may be given shorter', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  void desk.budi.taps('Selesai', topic)
  const question = await topic.sees(/apa solusinya/)
  const long = 'langkah '.repeat(505).trim()
  await desk.budi.replies(question, long)
  await topic.sees(/Solusi terlalu panjang untuk satu pesan/)
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'note', data: expect.objectContaining({ text: long }) }),
  )
  await desk.budi.replies(question, 'x'.repeat(3500))
  void desk.budi.taps('Kirim', await topic.sees(/Kirim jawaban ini/))
  expect((await desk.sari.sees(/Apakah sudah beres/)).text).toContain('x'.repeat(3500))
})

test('whoever prepared a solution of a ticket that another took meanwhile is told whose it is', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  void desk.budi.taps('Selesai', topic)
  await desk.budi.replies(await topic.sees(/Budi, apa solusinya/), 'Jawaban Budi')
  const preview = await topic.sees(/Kirim jawaban ini/)
  await desk.wati.taps('Ambil', topic.card())
  await desk.sari.sees(/ditangani Wati/)
  expect(await desk.budi.taps('Kirim', preview)).toBe('Hanya Wati yang menangani tiket ini dapat melakukannya.')
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Wati' } })
})
