import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('plain talk in a topic stays a note', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(topic, 'Sepertinya akun ini ganda')
  await desk.sari.seesNothingMore()
  await topic.seesNothingMore()
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({
      what: 'note',
      who: String(desk.budi.id),
      data: expect.objectContaining({ text: 'Sepertinya akun ini ganda' }),
    }),
  )
})

test('/balas is sent to the penyedia, and a reaction says that it arrived', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Silakan coba reset lewat menu Lupa Password')
  await desk.sari.sees(/^Silakan coba reset lewat menu Lupa Password$/)
  await desk.reaction(reply, '👍')
  await desk.sari.seesNothingMore()
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'replied', who: String(desk.budi.id) }),
  )
})

test('/balas without words explains itself and sends nothing', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(topic, '/balas')
  await topic.sees(/Tulis isinya sesudah \/balas/)
  await desk.sari.seesNothingMore()
})

test('a reply to a mirrored message is sent to the penyedia', async () => {
  const desk = await openDesk()
  const { mirrored } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.replies(mirrored, 'Mohon sebutkan nama pengguna')
  await desk.sari.sees(/^Mohon sebutkan nama pengguna$/)
  await desk.reaction(reply, '👍')
})

test('// in front keeps a reply internal', async () => {
  const desk = await openDesk()
  const { mirrored, number } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.replies(mirrored, '// orang ini sudah tiga kali melapor')
  await desk.sari.seesNothingMore()
  expect((await desk.events(number)).map(event => event.what)).toContain('note')
})

test('a photo as reply arrives as a photo with its words', async () => {
  const desk = await openDesk()
  const { mirrored } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.replies(mirrored, { photo: true, caption: 'Klik tombol ini' })
  expect((await desk.sari.sees(/^Klik tombol ini$/)).media?.kind).toBe('photo')
})

test('a file that may not be passed on is refused to the petugas in words, too', async () => {
  const desk = await openDesk()
  const { mirrored, topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.replies(mirrored, {
    document: { name: 'pasang.exe', bytes: Buffer.from(`MZ${'\0'.repeat(200)}`, 'latin1') },
  })
  await topic.sees(/tidak diteruskan: jenis berkas berbahaya/)
  await desk.sari.seesNothingMore()
})

test('a reply to the card is ambiguous: the bot asks once, and Kirim sends it', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.replies(topic.card(), 'Sedang kami periksa')
  const question = await topic.sees(/dikirim ke pelapor atau disimpan sebagai catatan\?/)
  expect(question.buttons.flat()).toEqual(['Kirim', 'Simpan catatan'])
  await desk.sari.seesNothingMore()
  await desk.budi.taps('Kirim', question)
  await desk.sari.sees(/^Sedang kami periksa$/)
  const done = await topic.sees(/Dikirim ke pelapor:\n\nSedang kami periksa/)
  expect(done.buttons).toEqual([])
  await desk.reaction(reply, '👍')
})

test('a reply to the card may be kept as a note instead', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.replies(topic.card(), 'Cek dengan admin SPSE')
  const question = await topic.sees(/disimpan sebagai catatan\?/)
  await desk.budi.taps('Simpan catatan', question)
  await topic.sees(/Disimpan sebagai catatan:\n\nCek dengan admin SPSE/)
  await desk.sari.seesNothingMore()
  expect((await desk.events(number)).map(event => event.what)).toContain('note')
})

test('only the one who was asked may decide, and only for ten minutes', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.replies(topic.card(), 'Sedang kami periksa')
  const question = await topic.sees(/disimpan sebagai catatan\?/)
  expect(await desk.wati.taps('Kirim', question)).toBe('Pertanyaan ini untuk Budi.')
  await desk.time.passes({ minutes: 11 })
  expect(await desk.budi.taps('Kirim', question)).toBe('Tombol ini sudah tidak berlaku.')
  await desk.sari.seesNothingMore()
})

test('a double tap on Kirim sends once', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.replies(topic.card(), 'Sedang kami periksa')
  const question = await topic.sees(/disimpan sebagai catatan\?/)
  const toasts = await Promise.all([desk.budi.taps('Kirim', question), desk.budi.taps('Kirim', question)])
  expect(toasts).toContain('Tombol ini sudah tidak berlaku.')
  await desk.sari.sees(/^Sedang kami periksa$/)
  await desk.sari.seesNothingMore()
})

test('a reply that cannot arrive says why, and Kirim ulang sends it once though tapped twice', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.sari.blocks()
  await topic.sees(/Pelapor memblokir bot/)
  await desk.budi.writes(topic, '/balas Sudah kami perbaiki')
  const notice = await topic.sees(/Balasan tidak sampai ke pelapor: pelapor memblokir bot/)
  expect(notice.buttons.flat()).toEqual(['Kirim ulang'])
  desk.sari.unblocks()
  await topic.sees(/membuka blokir/)
  const toasts = await Promise.all([desk.budi.taps('Kirim ulang', notice), desk.budi.taps('Kirim ulang', notice)])
  expect(toasts.sort()).toEqual(['Dikirim ulang.', 'Tombol ini sudah tidak berlaku.'])
  await desk.sari.sees(/^Sudah kami perbaiki$/)
  await desk.sari.seesNothingMore()
  expect((await desk.events(number)).filter(event => event.what === 'sent again')).toHaveLength(1)
})

test('a reply that fails a second time offers Kirim ulang again', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.sari.blocks()
  await topic.sees(/Pelapor memblokir bot/)
  await desk.budi.writes(topic, '/balas Sudah kami perbaiki')
  const first = await topic.sees(/Balasan tidak sampai/)
  await desk.budi.taps('Kirim ulang', first)
  await topic.sees(/^Dikirim ulang/)
  const second = await topic.sees(/Balasan tidak sampai/)
  desk.sari.unblocks()
  await topic.sees(/membuka blokir/)
  await desk.budi.taps('Kirim ulang', second)
  await desk.sari.sees(/^Sudah kami perbaiki$/)
})

test('after Kirim ulang an edit and /tarik speak of the copy that arrived', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'forbidden' })
  const reply = await desk.budi.writes(topic, '/balas Pakai Chrome')
  const notice = await topic.sees(/Balasan tidak sampai/)
  await desk.budi.taps('Kirim ulang', notice)
  await desk.sari.sees(/^Pakai Chrome$/)
  await desk.budi.edits(reply, '/balas Pakai Firefox')
  await desk.sari.sees(/^Pakai Firefox$/)
  await desk.budi.replies(reply, '/tarik')
  await topic.sees(/Balasan ditarik dari pihak pelapor/)
  expect(desk.sari.all().map(message => message.text)).not.toContain('Pakai Firefox')
  await desk.settled()
  expect(topic.all().filter(message => /tidak bisa ditarik|tidak bisa dibawa/.test(message.text))).toEqual([])
})

test('an outcome nobody knows is repeated once, and the staff hear that it may have arrived twice', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'timeout after' })
  await desk.budi.writes(topic, '/balas Coba lagi sekarang')
  await topic.sees(/mungkin terkirim dua kali/)
  await desk.settled()
  expect(desk.sari.all().filter(message => message.text === 'Coba lagi sekarang')).toHaveLength(2)
})

test('a text whose formatting Telegram cannot read is sent plain', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'parse' })
  await desk.budi.writes(topic, '/balas Isi kolom <NIB> & simpan')
  await desk.sari.sees(/^Isi kolom <NIB> & simpan$/)
})

test("signs of formatting in people's words stay what they are", async () => {
  const desk = await openDesk()
  const { mirrored } = await desk.report(desk.sari, 'Muncul <b>error</b> & *bintang* _garis_ {nomor}')
  expect(mirrored.text).toBe('👤 Muncul <b>error</b> & *bintang* _garis_ {nomor}')
})

test("an edit of a sent reply reaches the person's copy, and both versions are on record", async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Kantor buka jam 9')
  const copy = await desk.sari.sees(/jam 9/)
  await desk.budi.edits(reply, '/balas Kantor buka jam 8')
  const changed = await desk.sari.sees(/^Kantor buka jam 8$/)
  expect(changed.id).toBe(copy.id)
  await desk.reaction(reply, '✍')
  const record = await desk.events(number)
  expect(record).toContainEqual(
    expect.objectContaining({ what: 'replied', data: expect.objectContaining({ text: 'Kantor buka jam 9' }) }),
  )
  expect(record).toContainEqual(
    expect.objectContaining({ what: 'reply edited', data: expect.objectContaining({ text: 'Kantor buka jam 8' }) }),
  )
})

test('the caption of a sent photo can be edited as well', async () => {
  const desk = await openDesk()
  const { mirrored } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.replies(mirrored, { photo: true, caption: 'Klik A' })
  await desk.sari.sees(/^Klik A$/)
  await desk.budi.edits(reply, 'Klik B')
  await desk.sari.sees(/^Klik B$/)
})

test('an edit of a reply that Sari deleted is refused in words', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Kantor buka jam 9')
  const copy = await desk.sari.sees(/jam 9/)
  await desk.settled()
  desk.telegram.deleteMessage({ chat: { id: copy.chat }, message_id: copy.id })
  await desk.budi.edits(reply, '/balas Kantor buka jam 8')
  await topic.sees(/Perubahan tidak bisa dibawa ke pelapor: jaringan chat tidak mengizinkannya lagi/)
})

test('an edit of a reply that never arrived is refused in words', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.sari.blocks()
  await topic.sees(/memblokir bot/)
  const reply = await desk.budi.writes(topic, '/balas Kantor buka jam 9')
  await topic.sees(/Balasan tidak sampai/)
  await desk.budi.edits(reply, '/balas Kantor buka jam 8')
  await topic.sees(/Perubahan tidak bisa dibawa ke pelapor: balasan itu belum sampai/)
})

test('an edit that leaves nothing to send is refused in words', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Kantor buka jam 9')
  await desk.sari.sees(/jam 9/)
  await desk.budi.edits(reply, '/balas')
  await topic.sees(/Perubahan tidak bisa dibawa ke pelapor/)
  await desk.sari.seesNothingMore()
})

test('an edited note is kept as a note with both versions', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const note = await desk.budi.writes(topic, 'Akun ganda?')
  await desk.settled()
  await desk.budi.edits(note, 'Akun ganda, sudah pasti')
  await desk.settled()
  expect((await desk.events(number)).map(event => event.what)).toEqual(expect.arrayContaining(['note', 'note edited']))
  await desk.sari.seesNothingMore()
})

test("/tarik on an own reply deletes it at the person's and is on record", async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Salah alamat')
  await desk.sari.sees(/Salah alamat/)
  await desk.budi.replies(reply, '/tarik')
  await topic.sees(/Balasan ditarik dari pihak pelapor/)
  expect(desk.sari.all().map(message => message.text)).not.toContain('Salah alamat')
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'withdrawn', who: String(desk.budi.id) }),
  )
})

test('/tarik after two days says honestly that it is too late', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Salah alamat')
  await desk.sari.sees(/Salah alamat/)
  await desk.time.passes({ hours: 49 })
  await desk.budi.replies(reply, '/tarik')
  await topic.sees(/Balasan tidak bisa ditarik lagi/)
  expect(desk.sari.all().map(message => message.text)).toContain('Salah alamat')
})

test("/tarik on somebody else's reply is refused", async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.writes(topic, '/balas Coba lagi')
  await desk.sari.sees(/Coba lagi/)
  await desk.wati.replies(reply, '/tarik')
  await topic.sees(/Hanya pengirimnya/)
  await desk.sari.seesNothingMore()
  expect(desk.sari.all().map(message => message.text)).toContain('Coba lagi')
})

test('/tarik on nothing explains itself', async () => {
  const desk = await openDesk()
  const { topic, mirrored } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(topic, '/tarik')
  await topic.sees(/Balas pesan Anda yang sudah terkirim/)
  await desk.budi.replies(mirrored, '/tarik')
  await topic.sees(/Balas pesan Anda yang sudah terkirim/)
  await desk.sari.seesNothingMore()
})

test('a reply to a closed ticket is not sent, and the petugas is told', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.sari.taps('Sudah')
  await desk.sari.sees(/kami tutup/)
  await topic.sees(/sudah beres. Tiket ditutup/)
  await desk.budi.writes(topic, '/balas Satu hal lagi')
  await topic.sees(/Tiket ini sudah ditutup, jadi balasan tidak dikirim/)
  await desk.sari.seesNothingMore()
})

test('a reply to the card is asked about after the ticket was claimed, too', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.budi.replies(topic.card(), 'Sedang kami periksa')
  await topic.sees(/dikirim ke pelapor atau disimpan sebagai catatan\?/)
  await desk.sari.seesNothingMore()
})

test('a reply to a message that was changed since is still sent', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const later = await desk.sari.says('Paket 10045123')
  await topic.sees(/Paket/)
  await desk.sari.edits(later, 'Paket 10045124')
  const changed = await topic.sees(/diubah/)
  await desk.budi.replies(changed, 'Paket itu sudah tutup')
  await desk.sari.sees(/^Paket itu sudah tutup$/)
})

test('a mistyped command is kept as a note, and the petugas is told that nothing was sent', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const slip = await desk.budi.writes(topic, '/bals Silakan coba lagi')
  await topic.sees(/Perintah tidak dikenal, tidak dikirim; tersimpan sebagai catatan. Maksud Anda \/balas\?/)
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'note', data: expect.objectContaining({ text: '/bals Silakan coba lagi' }) }),
  )
  await desk.budi.edits(slip, '/balas Silakan coba lagi')
  await topic.sees(/Pesan yang diubah menjadi \/balas tidak dikirim/)
  await desk.sari.seesNothingMore()
})

test('a note edited into /balas is not sent, and the petugas is told to send it anew', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
  const note = await desk.budi.writes(topic, 'Silakan coba lagi')
  await desk.settled()
  await desk.budi.edits(note, '/balas Silakan coba lagi')
  await topic.sees(/Kirim \/balas sebagai pesan baru/)
  await desk.sari.seesNothingMore()
  expect((await desk.events(number)).map(event => event.what)).toContain('note edited')
})

test('Kirim on a ticket that was closed meanwhile sends nothing, says so and keeps the words as a note', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.solve(topic, desk.budi, desk.sari, 'Akun dibuka')
  await desk.wati.replies(topic.card(), 'Satu hal lagi')
  const question = await topic.sees(/disimpan sebagai catatan\?/)
  await desk.sari.taps('Sudah')
  await desk.sari.sees(/kami tutup/)
  await topic.sees(/Tiket ditutup/)
  expect(await desk.wati.taps('Kirim', question)).toBe('Tiket ini sudah ditutup.')
  await topic.sees(/Disimpan sebagai catatan:\n\nSatu hal lagi/)
  await desk.sari.seesNothingMore()
  expect(topic.all().filter(message => message.text.includes('Dikirim ke pelapor:\n\nSatu'))).toEqual([])
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'note', data: expect.objectContaining({ text: 'Satu hal lagi' }) }),
  )
})

test('a petugas whose own reply had something hidden is told so in the topic', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(topic, '/balas Password baru Anda: Gelatik!21')
  await desk.sari.sees(/Password baru Anda: ••••••/)
  await topic.sees(/Sebagian tulisan Anda tampak memuat kata sandi atau kode/)
})

test('/tarik of a reply that may have arrived twice says that a second copy may remain', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'timeout after' })
  const reply = await desk.budi.writes(topic, '/balas Salah alamat')
  await topic.sees(/mungkin terkirim dua kali/)
  await desk.settled()
  await desk.budi.replies(reply, '/tarik')
  await topic.sees(/salinan kedua mungkin masih ada/)
  await topic.sees(/Balasan ditarik/)
})

test('when nobody knows whether a reply arrived, the staff are told just that', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'timeout before', times: 2 })
  await desk.budi.writes(topic, '/balas Coba lagi')
  const notice = await topic.sees(/tidak jelas apakah balasan sampai ke pelapor/)
  expect(notice.text).not.toMatch(/Balasan tidak sampai/)
})

test('a reply to the first copy of a message shown twice is not taken for a note: the petugas is asked', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.group.id, kind: 'timeout after' })
  await desk.sari.says('Sudah saya coba')
  await desk.until(() => topic.all().filter(message => message.text === '👤 Sudah saya coba').length === 2)
  await desk.settled()
  const [first, second] = topic.all().filter(message => message.text === '👤 Sudah saya coba')
  const reply = await desk.budi.replies(first!, 'Pakai Firefox')
  const question = await topic.sees(/dikirim ke pelapor atau disimpan sebagai catatan/)
  expect(question.replyTo).toBe(reply.message_id)
  await desk.sari.seesNothingMore()
  void desk.budi.taps('Kirim', question)
  await desk.sari.sees(/^Pakai Firefox$/)
  await desk.budi.replies(second!, 'Atau Chrome')
  await desk.sari.sees(/^Atau Chrome$/)
})

test('in a group without topics a reply to a copy nobody knows is answered, not passed over', async () => {
  const desk = await openDesk({ forum: false })
  await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.group.id, kind: 'timeout after' })
  await desk.sari.says('Sudah saya coba')
  const copies = () => desk.group.all().filter(message => message.text === '👤 Sudah saya coba')
  await desk.until(() => copies().length === 2)
  await desk.settled()
  await desk.budi.replies(copies()[0]!, 'Pakai Firefox')
  await desk.group.sees(/tidak saya kenali/)
  await desk.sari.seesNothingMore()
})

test('a prepared answer of /j is shown once more and then sent as an answer: the ticket stays with its holder', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'spamkodok saya error', desk.budi)
  const asked = await desk.budi.writes(topic, '/j tangkapan')
  const preview = await topic.sees(/Kirim jawaban ini ke pelapor/)
  await desk.sari.seesNothingMore()
  await desk.budi.taps('Kirim', preview)
  await desk.sari.sees(/^Agar cepat kami tangani, mohon kirim tangkapan layar/)
  await topic.sees(/^📤 Dikirim ke pelapor/)
  await desk.reaction(asked, '👍')
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', solution: null })
})

test('what Sari answers to one of several replies stands below that one in the topic', async () => {
  const desk = await openDesk()
  const { sari, budi } = desk
  const { mirrored, topic } = await desk.report(sari, 'Tidak bisa login')
  const first = await budi.replies(mirrored, 'Apa nama penggunanya?')
  const asked = await sari.sees(/^Apa nama penggunanya\?$/)
  await budi.replies(mirrored, 'Peramban apa yang dipakai?')
  await sari.sees(/^Peramban apa/)
  await sari.says({ text: 'sari_w', replyTo: asked.id })
  expect((await topic.sees(/^👤 sari_w$/)).replyTo).toBe(first.message_id)
  await sari.says('Firefox')
  expect((await topic.sees(/^👤 Firefox$/)).replyTo).toBeUndefined()
})
