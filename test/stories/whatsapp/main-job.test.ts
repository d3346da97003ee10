import { expect, test } from 'vitest'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import { openDesk } from '../../talk.ts'

const screenshot = sampleFiles.image
const guide = Buffer.concat([sampleFiles.document, Buffer.from('% panduan unggah\n')])

test(
  'the main job: Sari on WhatsApp, Budi in the group, from the first words to the rating',
  { timeout: 60_000 },
  async () => {
    const desk = await openDesk({ whatsapp: true, forms: true })
    const { phones, budi, group, telegram, whatsapp, solve } = desk
    const { sari } = phones
    await sari.says({ image: screenshot, caption: 'tidak bisa login ke spse' })
    await sari.sees(/Siapa yang melapor\?/)
    await sari.chooses('Penyedia')
    await sari.sees(/Kendalanya tentang Login & sandi, betul\?/)
    await sari.says('1')
    await sari.sees(/Berapa kode paketnya/)
    await sari.chooses('Lewati')
    await sari.sees(/tiket TBB-2026-000001 sudah lengkap/)
    await sari.seesNothingMore()
    expect(sari.all().filter(({ from }) => from === 'bot').length).toBeLessThanOrEqual(4)

    const topic = await group.topicOf(sari)
    const picture = await topic.sees(/^👤 tidak bisa login ke spse$/)
    expect(picture.media?.kind).toBe('photo')
    expect(telegram.file(picture.media!.fileId)).toEqual(screenshot)
    expect(topic.card().text).toMatch(/Pelapor: S[^·]*· penyedia[^·]*· WhatsApp/)

    expect(await budi.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
    await sari.sees(/sedang ditangani/)

    await sari.says({ document: { name: 'surat kuasa.pdf', bytes: guide }, caption: 'Ini suratnya' })
    const shown = await topic.sees(/^👤 Ini suratnya$/)
    expect(shown.media).toMatchObject({ kind: 'document', fileName: 'surat kuasa.pdf' })
    expect(telegram.file(shown.media!.fileId)).toEqual(guide)
    await sari.says({ voice: true })
    await desk.until(() => topic.all().some(({ media }) => media?.kind === 'voice'))

    await budi.replies(shown, 'Suratnya sudah benar, Bu.')
    await sari.sees(/^Suratnya sudah benar, Bu\.$/)
    const manual = await budi.replies(shown, {
      document: { name: 'panduan.pdf', bytes: guide },
      caption: 'Ikuti halaman 1',
    })
    const received = await sari.sees(/^Ikuti halaman 1$/)
    expect(received.media).toMatchObject({ kind: 'document', name: 'panduan.pdf', bytes: guide })
    await budi.replies(shown, { photo: screenshot, caption: 'Klik tombol ini' })
    expect((await sari.sees(/^Klik tombol ini$/)).media).toMatchObject({ kind: 'image', bytes: screenshot })

    await sari.says({ text: 'yang ini, Pak?', replyTo: received.id })
    const asked = await topic.sees(/^👤 yang ini, Pak\?$/)
    expect(asked.replyTo).toBe(manual.message_id)

    const slip = await sari.says('jam 9 tadi')
    await topic.sees(/^👤 jam 9 tadi$/)
    sari.edits(slip, 'jam 10 tadi')
    await topic.sees(/^👤 jam 9 tadi\n\n✏️ diubah [\d.]+:\njam 10 tadi$/)
    const mistake = await sari.says('salah kirim ini')
    await topic.sees(/^👤 salah kirim ini$/)
    sari.takesBack(mistake)
    await topic.sees(/^🗑 Pesan dihapus oleh pengirim\.$/)

    await sari.says('STATUS')
    await sari.sees(/TBB-2026-000001 · Login & sandi\n.*ditangani/)
    await desk.settled()
    await solve(topic, budi, sari, 'Peramban sudah diganti')
    await sari.chooses('Sudah')
    await topic.sees(/Pelapor menyatakan sudah beres/)
    await sari.sees(/Bagaimana layanan ini\?/)
    await sari.chooses('Sangat baik')
    await sari.sees(/Terima kasih/)
    expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ status: 'closed', complete: true })
    expect(await desk.database.collection('ratings').find().toArray()).toMatchObject([{ score: 4 }])
    expect(whatsapp.problems).toEqual([])
  },
)
