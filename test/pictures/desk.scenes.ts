import { expect, test } from 'vitest'
import { openAlbum, save, tapping } from './album.ts'
import type { Shown } from './chat-picture.ts'

test('the pages of a card', async () => {
  const album = await openAlbum()
  const { sari, budi, group } = album
  await sari.says('gagal unggah penawaran paket 10045123, tutup hari ini jam 11.00')
  await sari.sees(/nomor tiket/)
  await sari.says('Sari Wulandari, CV Maju Jaya, penyedia')
  await album.completes(sari)
  const topic = await group.topicOf(sari)
  await budi.taps('Ambil', topic)
  await album.rests()
  const main = tapping(topic.card(), 'Lainnya ›')
  await budi.taps('Lainnya ›', topic)
  await album.rests()
  const more = tapping(topic.card(), 'Klasifikasi')
  await budi.taps('Klasifikasi', topic)
  await album.rests()
  const classes = topic.card()
  save(
    'kartu',
    [
      album.desk('Kartu', topic, [main]),
      album.desk('Lainnya ›', topic, [more]),
      album.desk('Klasifikasi', topic, [classes]),
    ],
    320,
  )
  expect(classes.buttons.flat()).toContain('Prioritas: P1')
})

test('what reaches the penyedia and what does not', async () => {
  const album = await openAlbum()
  const { sari, budi, wati } = album
  const topic = await album.claims('tidak bisa login')
  await sari.catchesUp()
  const before = sari.all().length
  const start = topic.all().length
  await sari.says('Sandi saya tidak diterima, HP 081234567890')
  const mirrored = await topic.sees(/Sandi saya/)
  await budi.writes(topic, 'Wat, akun ini pernah diblokir?')
  await wati.writes(topic, 'Minggu lalu, sudah dibuka.')
  const reply = await budi.replies(mirrored, 'Silakan coba lagi sekarang, Bu.')
  await album.reaction(reply, '👍')
  const slashed = await budi.writes(topic, '/balas Pakai peramban yang baru ya.')
  await album.reaction(slashed, '👍')
  await album.rests()
  save('catatan-dan-balasan', [
    album.desk('Di topik tiket', topic, topic.all().slice(start)),
    album.chat(sari, 'Yang sampai ke penyedia', sari.all().slice(before)),
  ])
  expect(JSON.stringify(sari.all())).not.toContain('diblokir')
})

test('from Ambil to Selesai and the rating', async () => {
  const album = await openAlbum()
  const { sari, budi } = album
  const topic = await album.reports('lupa kata sandi spse')
  const fresh = tapping(topic.card(), 'Ambil')
  const shown = sari.all().length
  await budi.taps('Ambil', topic)
  await album.rests()
  const taken = tapping(topic.card(), 'Selesai')
  await budi.taps('Selesai', topic)
  const question = await topic.sees(/apa solusinya/)
  await budi.replies(question, 'Akun sudah kami buka. Silakan buat kata sandi baru lewat menu Lupa Password.')
  const answered = topic.all().at(-1)!
  const preview = tapping(await topic.sees(/Kirim jawaban ini/), 'Kirim')
  await budi.taps('Kirim', preview)
  const solved = await sari.sees(/Apakah sudah beres/)
  await album.rests()
  const taps = tapping(solved, 'Sudah')
  await sari.taps('Sudah', sari)
  await sari.sees(/kami tutup/)
  await album.rests()
  const told = sari.all().slice(shown)
  save(
    'ambil-selesai',
    [
      album.desk('1. Ambil, lalu Selesai', topic, [fresh, taken]),
      album.desk('2. Tulis solusi, lihat, Kirim', topic, [question, answered, preview]),
      album.chat(
        sari,
        '3. Yang sampai ke penyedia',
        told.map(one => (one.id === taps.id ? taps : one)),
      ),
    ],
    330,
  )
})

test('asking the penyedia for something', async () => {
  const album = await openAlbum()
  const { sari, budi } = album
  const topic = await album.claims('spamkodok saya error terus')
  await sari.catchesUp()
  await topic.catchesUp()
  const shown = sari.all().length
  const start = topic.all().length
  await budi.taps('Minta data', topic)
  const question = await topic.sees(/data apa yang diperlukan/)
  await budi.replies(question, 'Tangkapan layar pesan galatnya dan jam kejadiannya.')
  const preview = tapping(await topic.sees(/Minta ini kepada pelapor/), 'Kirim')
  const asked = [...topic.all().slice(start, -1), preview]
  await budi.taps('Kirim', preview)
  await sari.sees(/kami perlu/)
  await album.rests()
  const waits = topic.card()
  await sari.says({ photo: true, caption: 'ini pak, jam 8 tadi' })
  await topic.sees(/ini pak/)
  await album.rests()
  const came = topic.all().at(-1)!
  save(
    'minta-data',
    [
      album.desk('1. Minta data, tulis, Kirim', topic, asked),
      album.chat(sari, '2. Penyedia menjawab', sari.all().slice(shown)),
      album.desk('3. Kartu menunggu, lalu kembali', topic, [waits, came, topic.card()]),
    ],
    330,
  )
})

test('what belongs to somebody else', async () => {
  const album = await openAlbum()
  const { sari, budi } = album
  const topic = await album.claims('kenapa kami digugurkan? harga kami paling rendah')
  await sari.catchesUp()
  const shown = sari.all().length
  await budi.taps('Lainnya ›', topic)
  await album.rests()
  await budi.taps('Bukan wewenang LPSE', topic)
  await album.rests()
  const subjects = tapping(topic.card(), 'Evaluasi penawaran')
  await budi.taps('Evaluasi penawaran', topic)
  await album.rests()
  const preview = tapping(topic.card(), 'Kirim')
  await budi.taps('Kirim', topic)
  await sari.sees(/Silakan sampaikan/)
  await album.rests()
  save(
    'bukan-wewenang',
    [
      album.desk('1. Pilih halnya', topic, [subjects]),
      album.desk('2. Lihat, Kirim', topic, [preview, topic.card()]),
      album.chat(sari, '3. Yang sampai ke penyedia', sari.all().slice(shown)),
    ],
    330,
  )
})

test('the queue, a ticket found, and what was said on the telephone', async () => {
  const album = await openAlbum()
  const { sari, dewi, joko, budi, wati, group } = album
  const reports = [
    [sari, 'gagal unggah penawaran, tutup hari ini jam 10.30'],
    [dewi, 'lupa kata sandi spse'],
    [joko, 'jadwal pelatihan spse kapan ya'],
  ] as const
  for (const [person, words] of reports) {
    await person.says(words)
    await album.settled()
    await person.says('0')
    await person.sees(/nomor tiket/)
    await album.rests()
    await album.time.passes({ minutes: 25 })
  }
  await budi.taps('Ambil', await group.topicOf(sari))
  await wati.taps('Ambil', await group.topicOf(dewi))
  await budi.writes(group, '/catat telepon Pak Andi, PT Karya Tubaba: paket saya tidak tampil di LPSE')
  await group.general.sees(/Dicatat sebagai/)
  await album.rests()
  await budi.writes(group, '/antrean')
  await group.general.sees(/Tiket terbuka: 4/)
  await budi.writes(group, '/cari pelatihan')
  await group.general.sees(/Ditemukan/)
  await budi.writes(group, '/tiket 2')
  await album.rests()
  const all = group.general.all()
  const from = all.findIndex(one => one.text === '/antrean')
  const without = (messages: readonly Shown[]): Shown[] => messages.filter(one => !/^✅|^📝/.test(one.text))
  save(
    'antrean',
    [
      album.desk('/catat, lalu /antrean', group.general, without(all.slice(0, from + 2))),
      album.desk('/cari dan /tiket', group.general, all.slice(from + 2)),
    ],
    430,
  )
})

test('a prepared answer and a colleague who takes over', async () => {
  const album = await openAlbum()
  const { budi, group, telegram, wati } = album
  telegram.person(wati.id, 'Wati', 'wati')
  await album.edits('kebijakan.yaml', 'laman spse: ada', 'laman spse: spse.contoh.go.id')
  await group.general.sees(/Perubahan berlaku/)
  await wati.writes(group, 'Pagi')
  const topic = await album.claims('spamkodok saya error terus')
  await topic.catchesUp()
  const start = topic.all().length
  await budi.writes(topic, '/j apendo')
  const preview = tapping(await topic.sees(/Kirim jawaban ini/), 'Kirim')
  const shown = topic.all().slice(start)
  await budi.taps('Kirim', preview)
  await album.rests()
  await budi.writes(topic, '/serahkan @wati')
  await album.rests()
  save('siap-pakai-dan-serahkan', [
    album.desk(
      '/j: jawaban siap pakai',
      topic,
      shown.map(one => (one.id === preview.id ? preview : one)),
    ),
    album.desk('/serahkan', topic, [...topic.all().slice(start + shown.length), topic.card()]),
  ])
})
