import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

const program = Buffer.from(`MZ${'\0'.repeat(300)}This program cannot be run in DOS mode`, 'latin1')

test('a program is refused in words, to Sari and in the topic, and never passed on', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.sari.says({ document: { name: 'faktur.pdf', bytes: program, mime: 'application/pdf' }, caption: 'Ini' })
  await desk.sari.sees(/berkas jenis ini tidak dapat kami terima/)
  await topic.sees(/^👤 Ini$/)
  await topic.sees(/tidak diteruskan: jenis berkas berbahaya/)
  await topic.seesNothingMore()
  expect(topic.all().some(message => message.media)).toBe(false)
})

test('a file over 20 MB is refused in words', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.sari.says({ document: { name: 'rekaman.pdf', size: 25 * 1024 * 1024 } })
  await desk.sari.sees(/berkas lebih dari 20 MB/)
  await topic.sees(/tidak diteruskan: lebih dari 20 MB/)
})

test('a file that Telegram cannot give is asked for once more', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'getFile', kind: 'chat not found' })
  await desk.sari.says({ photo: true, caption: 'Lihat ini' })
  await desk.sari.sees(/berkas Anda tidak dapat kami ambil/)
  await topic.sees(/^👤 Lihat ini$/)
  await topic.sees(/tidak diteruskan/)
})

test('a file that cannot be fetched just now arrives later, before what was said after it', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  desk.telegram.faults.add({ method: 'getFile', kind: 'bad gateway' })
  await desk.sari.says({ photo: true, caption: 'Gambar' })
  await desk.sari.says('Sesudah gambar')
  await topic.sees(/^👤 Sesudah gambar$/)
  await desk.settled()
  const words = topic.all().map(message => message.text || message.caption)
  expect(words.indexOf('👤 Gambar')).toBeLessThan(words.indexOf('👤 Sesudah gambar'))
  expect(words).toContain('👤 Gambar')
})

test('a first message that is only a refused file still gets a number', async () => {
  const desk = await openDesk()
  await desk.sari.says({ document: { name: 'pasang.exe', bytes: program } })
  await desk.sari.sees(/tidak dapat kami terima/)
  await desk.sari.sees(/TBB-2026-000001/)
  const topic = await desk.group.topicOf(desk.sari)
  await topic.sees(/tidak diteruskan/)
})

test('an album with one refused file passes the others on', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')
  await desk.sari.says({ document: { name: 'satu.pdf', bytes: pdf }, caption: 'Dua berkas', albumId: 'a' })
  await desk.sari.says({ document: { name: 'dua.exe', bytes: program }, albumId: 'a' })
  await desk.sari.sees(/tidak dapat kami terima/)
  const shown = await topic.sees(/^👤 Dua berkas$/)
  expect(shown.media?.fileName).toBe('satu.pdf')
  await topic.sees(/tidak diteruskan/)
})

test('stored files are encrypted: their bytes stand nowhere in the database', async () => {
  const desk = await openDesk()
  const mark = 'PENANDA-ISI-BERKAS-4711'
  const bytes = Buffer.from(`%PDF-1.7\n% ${mark}\n1 0 obj\n<<>>\nendobj\n`)
  await desk.sari.says({ document: { name: 'surat.pdf', bytes }, caption: 'Surat' })
  await desk.sari.sees(/nomor tiket/)
  await desk.settled()
  expect(await desk.database.collection('files.files').countDocuments()).toBe(1)
  expect(await desk.databaseText()).not.toContain(mark)
})

test('a photo that Sari replaces by an edit is shown in the topic as a new one, marked as changed', async () => {
  const desk = await openDesk()
  const sent = await desk.sari.says({ photo: true, caption: 'Tangkapan layar' })
  const topic = await desk.group.topicOf(desk.sari)
  await topic.sees(/Belum ada yang menangani/)
  const first = await topic.sees(/^👤 Tangkapan layar$/)
  await desk.sari.edits(sent, { photo: true })
  const changed = await topic.sees(/^👤 ✏️ lampiran diubah 08\.0\d\nTangkapan layar$/)
  expect(changed.media?.kind).toBe('photo')
  expect(changed.id).not.toBe(first.id)
  expect(await desk.events(topic.ticket)).toContainEqual(
    expect.objectContaining({
      what: 'edited',
      data: expect.objectContaining({ attachments: [expect.objectContaining({ kind: 'photo' })] }),
    }),
  )
  await desk.sari.edits(sent, { caption: 'Tangkapan layar' })
  await topic.seesNothingMore()
})

test('a file that a petugas replaces in a sent reply is refused in words', async () => {
  const desk = await openDesk()
  const { mirrored, topic } = await desk.report(desk.sari, 'Tidak bisa login')
  const reply = await desk.budi.replies(mirrored, { photo: true, caption: 'Klik tombol ini' })
  await desk.sari.sees(/^Klik tombol ini$/)
  await desk.budi.edits(reply, { photo: true })
  await topic.sees(/Perubahan tidak bisa dibawa ke pelapor: hanya teks yang bisa diubah/)
  await desk.sari.seesNothingMore()
})

test('a round video is passed on as one', async () => {
  const desk = await openDesk()
  const mp4 = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex')
  await desk.sari.says({ video_note: mp4 })
  await desk.sari.sees(/nomor tiket/)
  const topic = await desk.group.topicOf(desk.sari)
  await desk.until(() => topic.all().some(message => message.media?.kind === 'video_note'))
})
