import { expect, test } from 'vitest'
import { openDesk, type Person, type Stage, type Topic } from '../talk.ts'

/** Goes through pages of the card to a button and taps it; a name with … begins the button's. */
async function taps(desk: Stage, who: Person, topic: Topic, ...buttons: string[]): Promise<string | undefined> {
  let toast: string | undefined
  for (const wanted of buttons) {
    const begins = (label: string): boolean => label === wanted || label.startsWith(wanted.replace(/…$/, ''))
    const find = (): string | undefined => topic.card().buttons.flat().find(begins)
    const label = await desk.until(find)
    toast = await who.taps(label, topic.card())
    await desk.settled()
  }
  return toast
}

/** Wati made the group: she leads until there is an admin. */
async function withLead(): Promise<Stage> {
  const desk = await openDesk()
  desk.telegram.join(desk.group.id, desk.wati.id, 'creator')
  await desk.settled()
  return desk
}

test('the card shows number, priority, category, kind, masked reporter, package and deadline, and pages of buttons', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(
    desk.sari,
    'Tidak bisa unggah penawaran paket 10045123, tutup besok jam 14.00',
    desk.budi,
  )
  await desk.sari.says('Sari Wulandari, CV Maju Jaya, penyedia')
  await desk.completes(desk.sari)
  await desk.settled()
  const { text } = topic.card()
  expect(text.split('\n')).toEqual([
    '🎫 TBB-2026-000001 · P3 · Unggah penawaran · gangguan',
    expect.stringMatching(/^Pelapor: S•+ .*CV M.* · penyedia · Telegram$/),
    'Paket: 10045123',
    '⏱ Batas tahap: 03/03 14.00 WIB',
    '🙋 Ditangani Budi',
  ])
  expect(text).not.toMatch(/Wulandari|Maju Jaya/)
  await taps(desk, desk.budi, topic, 'Lainnya ›')
  expect(topic.card().buttons).toEqual([
    ['Klasifikasi', 'Tunggu pihak ketiga'],
    ['Bukan wewenang LPSE', 'Gabung'],
    ['Hapus berkas'],
    ['‹ Kembali'],
  ])
  await taps(desk, desk.budi, topic, 'Klasifikasi')
  expect(topic.card().buttons.flat()).toEqual([
    'Jenis: gangguan',
    'Kategori: Unggah penawaran',
    'Dampak: sedang',
    'Prioritas: P3',
    '‹ Kembali',
  ])
  await taps(desk, desk.budi, topic, '‹ Kembali')
  expect(topic.card().buttons[0]).toEqual(['Lepas', 'Selesai'])
  expect(topic.card().text).toBe(text)
})

test('Klasifikasi: kind, category and impact at once, the priority by hand with a reason, and automatic again', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa unggah penawaran', desk.budi)
  await desk.sari.catchesUp()
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Kategori…', 'Apendo/Spamkodok')
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Jenis…', 'permasalahan')
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Dampak…', 'besar')
  const automatic = (await desk.ticket(number)).priority
  expect(await desk.ticket(number)).toMatchObject({
    category: 'Apendo/Spamkodok',
    kind: 'permasalahan',
    impact: 'besar',
    priorityReason: null,
  })
  const [by] = ['P4', 'P1'].filter(one => one !== automatic)
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Prioritas…', by!)
  await desk.budi.replies(await topic.sees(/Budi, mengapa prioritasnya P\d\?/), 'Pemilik paket Bupati')
  await desk.settled()
  expect(await desk.ticket(number)).toMatchObject({ priority: by, priorityReason: 'Pemilik paket Bupati' })
  expect(topic.card().text).toContain(`${number} · ${by} · Apendo/Spamkodok · permasalahan`)
  expect(topic.card().text).toContain('Prioritas diubah: Pemilik paket Bupati')
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Prioritas…', 'otomatis')
  expect(await desk.ticket(number)).toMatchObject({ priority: automatic, priorityReason: null })
  expect(topic.card().text).not.toContain('Prioritas diubah')
  await desk.sari.seesNothingMore()
})

test('Minta data: Sari sees what is needed, the ticket waits, and her answer gives it back', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  void desk.budi.taps('Minta data', topic)
  await desk.budi.replies(await topic.sees(/Budi, data apa yang diperlukan/), 'Tangkapan layar')
  const preview = await topic.sees(/Minta ini kepada pelapor TBB-2026-000001\?\n\nTangkapan layar/)
  expect(preview.buttons.flat()).toEqual(['Kirim', 'Ubah', 'Batal'])
  await desk.sari.seesNothingMore()
  void desk.budi.taps('Ubah', preview)
  await desk.budi.replies(await topic.sees(/data apa yang diperlukan/), 'Tangkapan layar pesan galatnya')
  void desk.budi.taps('Kirim', await topic.sees(/Minta ini kepada pelapor/))
  await desk.sari.sees(/Untuk tiket TBB-2026-000001 kami perlu:\nTangkapan layar pesan galatnya/)
  await topic.sees(/Menunggu data dari pelapor/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'asked', waitingSince: null })
  await desk.sari.says({ photo: true, caption: 'ini pesannya' })
  await topic.sees(/👤 ini pesannya/)
  await topic.sees(/Ditangani Budi/)
  const answered = await desk.ticket(number)
  expect(answered.status).toBe('claimed')
  expect(answered.waitingSince).toBeInstanceOf(Date)
})

test('Batal under a question for data asks nobody for anything', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  void desk.budi.taps('Minta data', topic)
  await desk.budi.replies(await topic.sees(/data apa/), 'Surat')
  void desk.budi.taps('Batal', await topic.sees(/Minta ini/))
  await topic.sees(/batal dikirim/)
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed' })
})

test('Tunggu pihak ketiga keeps the reason inside, and Lanjut goes on', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Tunggu pihak ketiga')
  await desk.budi.replies(await topic.sees(/menunggu siapa dan untuk apa/), 'LKPP, membuka blokir akun')
  await desk.sari.sees(/Tiket TBB-2026-000001 menunggu pihak lain/)
  await topic.sees(/Menunggu pihak ketiga/)
  expect(topic.card().buttons.flat()).toContain('Lanjut tangani')
  expect(await desk.ticket(number)).toMatchObject({ status: 'third party' })
  expect(await taps(desk, desk.budi, topic, 'Lanjut tangani')).toBe('Tiket dilanjutkan.')
  await desk.sari.sees(/Tiket TBB-2026-000001 kami lanjutkan/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed' })
  expect(
    desk.sari
      .all()
      .map(one => one.text)
      .join(),
  ).not.toContain('LKPP')
})

test('a permasalahan is solved with its cause, which Sari never sees', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Jenis…', 'permasalahan', 'Selesai')
  await desk.budi.replies(await topic.sees(/Budi, apa akar masalahnya/), 'Cakram server penuh')
  await desk.budi.replies(await topic.sees(/Budi, apa solusinya/), 'Silakan coba lagi')
  void desk.budi.taps('Kirim', await topic.sees(/Kirim jawaban ini/))
  await desk.sari.sees(/selesai:\nSilakan coba lagi/)
  await desk.settled()
  expect(await desk.ticket(number)).toMatchObject({
    status: 'solved',
    rootCause: 'Cakram server penuh',
    solution: 'Silakan coba lagi',
  })
  expect(
    desk.sari
      .all()
      .map(one => one.text)
      .join(),
  ).not.toContain('Cakram')
})

test('only who leads waives the cause, with a reason; then whoever holds the ticket gives the solution', async () => {
  const desk = await withLead()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.catchesUp()
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Klasifikasi', 'Jenis…', 'permasalahan', 'Selesai')
  const question = await topic.sees(/apa akar masalahnya/)
  expect(question.buttons.flat()).toEqual(['Tanpa akar masalah'])
  expect(await desk.budi.taps('Tanpa akar masalah', question)).toMatch(
    /^Hanya Koordinator Help Desk, Kepala LPSE, atau pembuat grup/,
  )
  void desk.wati.taps('Tanpa akar masalah', question)
  await desk.wati.replies(await topic.sees(/Wati, mengapa ditutup tanpa akar masalah\?/), 'Tidak terulang')
  await desk.budi.replies(await topic.sees(/Budi, apa solusinya\?/), 'Silakan coba lagi')
  void desk.budi.taps('Kirim', await topic.sees(/Kirim jawaban ini/))
  await desk.sari.sees(/selesai:\nSilakan coba lagi/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'solved', rootCause: '(–) Tidak terulang' })
  expect(
    desk.sari
      .all()
      .map(one => one.text)
      .join(),
  ).not.toContain('terulang')
})

test('Bukan wewenang LPSE: shown once more, sent with the addressee, and opened again when it is technical after all', async () => {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'jadwalnya kok berubah', desk.budi)
  await desk.sari.catchesUp()
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Bukan wewenang LPSE', 'Jadwal & perubahannya')
  expect(topic.card().text).toMatch(/^Kirim ini ke pelapor TBB-2026-000001 dan alihkan tiketnya\?/)
  await desk.sari.seesNothingMore()
  await taps(desk, desk.budi, topic, '‹ Kembali', 'Jadwal & perubahannya')
  const preview = topic.card()
  await Promise.all([desk.budi.taps('Kirim', preview), desk.budi.taps('Kirim', preview)])
  const sent = await desk.sari.sees(/Tiket TBB-2026-000001: Jadwal.*Silakan sampaikan kepada Pokja\/Pejabat Pengadaan/)
  await desk.sari.seesNothingMore()
  expect(await desk.ticket(number)).toMatchObject({ status: 'redirected' })
  expect(topic.card()).toMatchObject({
    text: expect.stringMatching(/Dialihkan: bukan wewenang LPSE · Budi/),
    buttons: [],
  })
  expect(topic.isClosed()).toBe(true)
  void desk.sari.taps('Ini kendala teknis', sent)
  await desk.sari.sees(/kami buka lagi untuk bagian teknisnya/)
  await topic.sees(/Pelapor menyatakan ini kendala teknis/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Budi' } })
  expect(topic.isClosed()).toBe(false)
  expect(await desk.sari.taps('Ini kendala teknis', sent)).toBe('Pilihan ini sudah tidak berlaku.')
})

test('a question answered after the ticket ended, or after somebody else took it, changes nothing and is kept as a note', async () => {
  const desk = await withLead()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await taps(desk, desk.budi, topic, 'Lainnya ›', 'Tunggu pihak ketiga')
  const question = await topic.sees(/menunggu siapa/)
  await taps(desk, desk.wati, topic, '‹ Kembali', 'Lepas', 'Ambil')
  await desk.budi.replies(question, 'LKPP')
  await topic.sees(/Hanya Wati yang menangani tiket ini/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Wati' } })
  await taps(desk, desk.wati, topic, 'Lainnya ›', 'Tunggu pihak ketiga')
  const late = await topic.sees(/Wati, menunggu siapa/)
  await taps(desk, desk.wati, topic, '‹ Kembali')
  await desk.solve(topic, desk.wati, desk.sari, 'Sudah bisa')
  void desk.sari.taps('Sudah')
  await topic.sees(/Pelapor menyatakan sudah beres/)
  await desk.wati.replies(late, 'LKPP')
  await topic.sees(/Tiket ini sudah ditutup/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'closed' })
  expect((await desk.events(number)).filter(one => one.what === 'note' && one.data['text'] === 'LKPP')).toHaveLength(2)
})
