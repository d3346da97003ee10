import { expect, test } from 'vitest'
import { openDesk, type Stage } from '../talk.ts'
import type { Content } from '../../src/simulator/telegram/server.ts'

/** What a person sends, and why it is declined. */
const papers: readonly (readonly [name: string, content: Content, answer: RegExp, cause: RegExp])[] = [
  [
    'an identity card by caption',
    { photo: true, caption: 'ini KTP saya pak' },
    /KTP dan berkas identitas/,
    /berkas identitas/,
  ],
  [
    'an identity card by file name',
    { document: { name: 'IMG_KTP_sari.jpg', bytes: Buffer.from('x') } },
    /KTP dan berkas identitas/,
    /berkas identitas/,
  ],
  [
    'an offer by file name',
    { document: { name: 'Penawaran_Harga_CV_Maju.pdf', bytes: Buffer.from('x') }, caption: 'tolong dicek' },
    /dokumen penawaran tidak boleh/,
    /dokumen penawaran/,
  ],
]

function fetched(desk: Stage): number {
  return desk.telegram.ledger.calls.filter(({ method }) => method === 'getFile').length
}

for (const [name, content, answer, cause] of papers)
  test(`${name} is declined in words: not fetched, not stored, not shown, and the record says so`, async () => {
    const desk = await openDesk()
    const { sari } = desk
    const { topic, number } = await desk.report(sari, 'tidak bisa login')
    await desk.plays(sari, content)
    await sari.sees(answer)
    await topic.sees(new RegExp(`tidak diteruskan: ${cause.source}`))
    expect(fetched(desk)).toBe(0)
    expect(await desk.database.collection('files.files').countDocuments()).toBe(0)
    expect(topic.all().every(({ media }) => media === null || media === undefined)).toBe(true)
    const wrote = (await desk.events(number)).filter(({ what }) => what === 'wrote')
    expect(wrote.at(-1)?.data).toMatchObject({ attachments: [{ refused: expect.stringMatching(/identity|offer/) }] })
  })

test('in an album whose caption says so, every picture is declined, in one sentence', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic } = await desk.report(sari, 'tidak bisa login')
  await sari.catchesUp()
  void sari.says({ photo: true, caption: 'ini foto KTP direktur', albumId: 'a' })
  void sari.says({ photo: true, albumId: 'a' })
  void sari.says({ photo: true, albumId: 'a' })
  await sari.sees(/KTP dan berkas identitas/)
  await sari.seesNothingMore()
  expect(fetched(desk)).toBe(0)
  expect(topic.all().filter(({ media }) => media)).toEqual([])
})

test('a screenshot of an error on the offer is no offer', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic } = await desk.report(sari, 'tidak bisa login')
  await desk.plays(sari, { photo: true, caption: 'gagal unggah dokumen penawaran, ini errornya' })
  expect((await topic.sees(/^👤 gagal unggah dokumen penawaran/)).media?.kind).toBe('photo')
})

test('a report that begins with an identity card is asked about as any other, without the picture', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.plays(sari, { photo: true, caption: 'ini KTP saya, akun terkunci' })
  await sari.sees(/KTP dan berkas identitas/)
  await sari.sees(/Siapa yang melapor/)
  await desk.plays(sari, '1', '1', 'lewati', 'ya')
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤 ini KTP saya, akun terkunci$/)
  await topic.sees(/berkas identitas, ditolak sebelum diambil/)
  expect(fetched(desk)).toBe(0)
})
