import { expect, test } from 'vitest'
import { complains, nobodyElseSees, withKepala } from './kepala.ts'

test.each(['petugasnya minta uang 500rb', 'dipersulit terus sama petugas'])(
  '"%s" is asked back with one tap, and then goes to the Kepala alone',
  async words => {
    const desk = await withKepala()
    const number = await complains(desk.sari, words)
    const card = await desk.dewi.sees(new RegExp(`Pengaduan ${number}`))
    expect(card.text).toMatch(/Pelapor: Sari Wulandari/)
    expect(card.buttons.flat()).toEqual(['Balas', 'Selesai'])
    await desk.dewi.sees(new RegExp(`^👤 ${words}`))
    expect(await desk.tickets(desk.sari)).toEqual([])
    await nobodyElseSees(desk, /500rb|dipersulit/)
    await desk.group.seesNothingMore()
  },
)

test('the word PENGADUAN: asked what happened, and later words, files and edits follow to the Kepala alone', async () => {
  const desk = await withKepala()
  await desk.sari.says('PENGADUAN')
  void desk.sari.taps('1 · Pengaduan', await desk.sari.sees(/atau kendala teknis\?/))
  await desk.sari.sees(/ceritakan apa yang terjadi, kapan, dan siapa/)
  const told = await desk.sari.says('Kemarin rahasiaku diminta membayar di loket')
  await desk.sari.sees(/disampaikan hanya kepada Kepala LPSE/)
  await desk.dewi.sees(/Pengaduan ADU-/)
  await desk.dewi.sees(/👤 Kemarin rahasiaku/)
  await desk.sari.says('rahasiaku lagi: orangnya berbaju batik')
  await desk.dewi.sees(/👤 rahasiaku lagi/)
  await desk.sari.says({ photo: true, caption: 'rahasiaku: kuitansinya' })
  expect((await desk.dewi.sees(/rahasiaku: kuitansinya/)).media?.kind).toBe('photo')
  await desk.sari.edits(told, 'Kemarin rahasiaku diminta membayar 500 ribu')
  await desk.dewi.sees(/mengubah pesannya menjadi\) Kemarin rahasiaku diminta membayar 500 ribu/)
  await nobodyElseSees(desk, /rahasiaku/)
})

test('the Kepala answers by reply and by Balas, and closes with Selesai; Sari sees each and STATUS shows it', async () => {
  const desk = await withKepala()
  const number = await complains(desk.sari, 'petugasnya minta uang 500rb')
  const card = await desk.dewi.sees(/Pengaduan ADU-/)
  const words = await desk.dewi.sees(/👤 petugasnya/)
  const answer = desk.telegram.say(desk.dewi.id, { text: 'Siapa namanya?', replyTo: words.id })
  await desk.sari.sees(new RegExp(`Jawaban Kepala LPSE atas pengaduan ${number}:\nSiapa namanya\\?`))
  await desk.reaction(answer, '👍')
  await desk.sari.says('tidak tahu, yang jaga siang')
  await desk.dewi.sees(/👤 tidak tahu, yang jaga siang/)
  void desk.dewi.taps('Balas', card)
  const question = await desk.dewi.sees(/Apa jawaban untuk pengaduan ADU-/)
  desk.telegram.say(desk.dewi.id, { text: 'Kami periksa', replyTo: question.id })
  await desk.sari.sees(/Kami periksa/)
  desk.telegram.edit(answer, { text: 'Siapa nama petugasnya?' })
  await desk.dewi.sees(/Perubahan pesan tidak sampai ke pelapor/)
  await desk.sari.says('STATUS')
  await desk.sari.sees(new RegExp(`${number} · Pengaduan\n.*di tangan Kepala LPSE`))
  expect(await desk.dewi.taps('Selesai', card)).toBe('Pengaduan dinyatakan selesai.')
  await desk.sari.sees(/dinyatakan selesai oleh Kepala LPSE/)
  expect((await desk.dewi.sees(/selesai\nPelapor/)).buttons).toEqual([])
  desk.telegram.say(desk.dewi.id, { text: 'satu lagi', replyTo: words.id })
  await desk.dewi.sees(/sudah selesai; jawaban tidak dikirim/)
  await desk.sari.seesNothingMore()
  await nobodyElseSees(desk, /500rb|namanya|jaga siang|Kami periksa/)
})

test('what the Kepala writes without replying reaches nobody, and he is told how to answer', async () => {
  const desk = await withKepala()
  await complains(desk.sari, 'petugasnya minta uang 500rb')
  await desk.dewi.sees(/👤 petugasnya/)
  await desk.dewi.says('siapa namanya?')
  await desk.dewi.sees(/balas pesan pengaduannya; tulisan lain di sini tidak sampai ke siapa pun/)
  await desk.sari.seesNothingMore()
  await nobodyElseSees(desk, /siapa namanya/)
})

test('a complaint about the Kepala: the other ways first, and only "Ya, sampaikan" brings it to them', async () => {
  const desk = await withKepala()
  await desk.sari.says('kepala lpse minta uang 500rb')
  void desk.sari.taps('1 · Pengaduan', await desk.sari.sees(/atau kendala teknis\?/))
  const asked = await desk.sari.sees(/Karena menyangkut Kepala LPSE sendiri/)
  expect(asked.text).toMatch(/Inspektorat .*\nSP4N-LAPOR!/)
  await desk.dewi.seesNothingMore()
  void desk.sari.taps('1 · Tidak', asked)
  await desk.sari.sees(/pengaduan ini tidak diteruskan/)
  await desk.dewi.seesNothingMore()
  await nobodyElseSees(desk, /500rb/)
})

test('"Kendala teknis" makes an ordinary report of it', async () => {
  const desk = await withKepala()
  await desk.sari.says('petugasnya minta uang 500rb eh maksud saya aplikasinya galat')
  void desk.sari.taps('2 · Kendala teknis', await desk.sari.sees(/atau kendala teknis\?/))
  await desk.sari.sees(/Laporan Anda kami catat/)
  await desk.dewi.seesNothingMore()
  await desk.completes(desk.sari)
  expect((await desk.tickets(desk.sari)).map(one => one.status)).toEqual(['open'])
})

test('silence: what may be a complaint becomes one by itself, never a ticket', async () => {
  const desk = await withKepala()
  await desk.sari.says('petugasnya minta uang 500rb')
  await desk.sari.sees(/atau kendala teknis\?/)
  await desk.settled()
  await desk.time.passes({ minutes: 11 })
  await desk.dewi.sees(/👤 petugasnya minta uang 500rb/)
  expect(await desk.tickets(desk.sari)).toEqual([])
  await nobodyElseSees(desk, /500rb/)
})

test('complaints stand in no /cari, /antrean or /tiket', async () => {
  const desk = await withKepala()
  const number = await complains(desk.sari, 'petugasnya minta uang 500rb waktu verifikasi')
  await desk.dewi.sees(/👤 petugasnya/)
  await desk.sari.says('rahasiaku lagi')
  await desk.dewi.sees(/rahasiaku/)
  for (const [command, answer] of [
    ['/cari rahasiaku', /Tidak ada tiket yang memuat kata itu/],
    ['/cari 500rb', /Tidak ada tiket yang memuat kata itu/],
    [`/cari ${number}`, /Tidak ada tiket yang memuat kata itu/],
    ['/antrean', /Antrean kosong/],
    [`/tiket ${number}`, /Tidak ada tiket/],
    [`/tiket ${number.slice(-6)}`, /Tidak ada tiket/],
    ['/saya', /tidak sedang menangani/],
  ] as const) {
    await desk.wati.writes(desk.group, command)
    await desk.group.general.sees(answer)
  }
  await nobodyElseSees(desk, /👤 rahasiaku|uang/)
})

test('with a ticket and a complaint open Sari is asked which her words are for, and the complaint stays secret', async () => {
  const desk = await withKepala()
  await desk.sari.says('Tidak bisa unduh dokumen pemilihan')
  await desk.settled()
  await desk.completes(desk.sari)
  await desk.sari.taps('1 · Ya, laporkan').catch(() => undefined)
  const topic = await desk.group.topicOf(desk.sari)
  const number = await complains(desk.sari, 'petugasnya minta uang 500rb')
  await desk.dewi.sees(/👤 petugasnya/)
  await desk.time.passes({ hours: 2 })
  await desk.sari.says('rahasiaku dua')
  const asked = await desk.sari.sees(/untuk yang mana\?/)
  expect(asked.buttons.flat()).toContain(`${number.slice(-6)} · Pengaduan`)
  void desk.sari.taps(`${number.slice(-6)} · Pengaduan`, asked)
  await desk.dewi.sees(/👤 rahasiaku dua/)
  await desk.time.passes({ hours: 2 })
  await desk.sari.says('unduhannya masih gagal')
  void desk.sari.taps(`${topic.ticket.slice(-6)} · Unduh dokumen`, await desk.sari.sees(/untuk yang mana\?/))
  await topic.sees(/👤 unduhannya masih gagal/)
  await nobodyElseSees(desk, /rahasiaku|500rb/)
})
