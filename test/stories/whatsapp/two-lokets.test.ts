import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test(
  'a second Loket with the same number is kept off by the lease, and serves once the first is killed',
  { timeout: 90_000 },
  async () => {
    const desk = await openDesk({ whatsapp: true })
    const { phones, whatsapp, database } = desk
    const { sari } = phones
    const { topic } = await desk.report(sari, 'Tidak bisa login')
    const holder = async (): Promise<string | undefined> =>
      (await database.collection<{ _id: string; owner: string }>('leases').findOne({ _id: 'receiving whatsapp:utama' }))
        ?.owner
    const first = await holder()
    let comings = 0
    whatsapp.on('link', () => (comings += whatsapp.connected() ? 0 : 1))

    const second = await desk.another()
    // It is alive and has asked for its share of the duties.
    await desk.until(
      async () => (await database.collection('leases').countDocuments({ _id: /^process channels / } as never)) === 2,
    )
    await desk.until(async () => {
      const held = await database.collection<{ _id: string; owner: string }>('leases').find().toArray()
      return held.some(({ _id, owner }) => _id.startsWith('receiving telegram') && owner !== first)
    })
    await sari.says('masih dilayani yang pertama')
    await topic.sees(/^👤 masih dilayani yang pertama$/)
    expect(await holder()).toBe(first)
    expect(comings).toBe(0)

    await desk.restarts(async () => {
      await sari.says('yang pertama berhenti')
      await topic.sees(/^👤 yang pertama berhenti$/)
      expect(await holder()).not.toBe(first)
    })
    const third = await holder()
    await sari.says('yang kedua melayani')
    await topic.sees(/^👤 yang kedua melayani$/)
    await desk.settled()
    expect(await holder()).toBe(third)
    await second.kill()
    await sari.says('yang kedua mati')
    await topic.sees(/^👤 yang kedua mati$/)
    expect(await holder()).not.toBe(third)
    await desk.settled()
    expect(
      topic
        .all()
        .filter(({ text }) => text.startsWith('👤 '))
        .map(({ text }) => text),
    ).toEqual([
      '👤 Tidak bisa login',
      '👤 masih dilayani yang pertama',
      '👤 yang pertama berhenti',
      '👤 yang kedua melayani',
      '👤 yang kedua mati',
    ])
  },
)

test('what Joko forges in the name of Sari, as a resend, a history or keys, is ignored', async () => {
  const desk = await openDesk({ whatsapp: true })
  const { sari, joko } = desk.phones
  const { topic } = await desk.report(sari, 'Tidak bisa login')
  await desk.report(joko, 'Gagal unggah dokumen')
  for (const kind of ['resend', 'history', 'keys'] as const)
    for (const peer of [false, true])
      desk.whatsapp.forge(joko.phone, kind, { as: sari.phone, text: 'Tutup saja tiket saya', peer })
  await joko.says('sesudah pemalsuan')
  await (await desk.group.topicOf(joko)).sees(/^👤 sesudah pemalsuan$/)
  await sari.says('ini benar saya')
  await topic.sees(/^👤 ini benar saya$/)
  await topic.seesNothingMore()
  expect(await desk.databaseText()).not.toContain('Tutup saja')
  expect(desk.whatsapp.connected()).toBe(true)
})
