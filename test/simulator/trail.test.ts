import { beforeAll, describe, expect, test } from 'vitest'
import { toHtml } from '../../src/channels/telegram/render.ts'
import { messageIdOf } from '../../src/channels/whatsapp/message-ids.ts'
import type { MessageWays } from '../../src/app/message-ways.ts'
import { cast } from '../../src/simulator/cast.ts'
import type { Journey, Trail } from '../../src/simulator/host.ts'
import { createTrail } from '../../src/simulator/trail/trail.ts'
import { createMessageWays } from '../../src/storage/message-ways.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { openDesk, type Stage } from '../talk.ts'

function follow(
  { telegram, whatsapp, database, group }: Stage,
  reading: (ways: MessageWays) => MessageWays = ways => ways,
): Trail {
  return createTrail({
    telegram,
    whatsapp,
    cast: { ...cast, group: group.id },
    whatsappAccount: 'whatsapp:utama',
    ways: reading(createMessageWays(database)),
    outbox: createOutbox(database),
    writing: { html: toHtml, messageId: messageIdOf },
  })
}

/** Who said what to whom, on which network, and through which stages it went. */
function outline({ from, to, network, words, stages }: Journey): string {
  return `${from} → ${to} (${network}) ${words}: ${stages.map(({ stage }) => stage).join(' ')}`
}

describe('the trail', () => {
  let desk: Stage

  beforeAll(async () => {
    desk = await openDesk({ whatsapp: true, lasting: true })
  })

  test('shows the way of each message of a report and its answer, with what came of it, the newest first', async () => {
    const { phones, dewi, budi } = desk
    const trail = follow(desk)
    const { topic, mirrored } = await desk.claimed(phones.sari, 'Apendo gagal kirim dokumen', budi)
    await budi.replies(mirrored, 'Coba unduh Apendo terbaru, Bu')
    await phones.sari.sees(/Coba unduh/)
    await dewi.says('/status')
    await desk.settled()
    phones.sari.reads()

    const ways = await trail.recent(50)
    expect(ways.map(way => way.at.getTime())).toEqual(
      ways.map(way => way.at.getTime()).toSorted((one, other) => other - one),
    )
    const lines = ways.map(outline)
    expect(lines).toContain('Sari → Loket (WhatsApp) “Apendo gagal kirim dokumen”: inbox lane event')
    expect(lines).toContain('Loket → grup (Telegram) topik baru: event outbox')
    expect(lines).toContain('Loket → grup (Telegram) kartu tiket: event outbox')
    expect(lines).toContain('Budi → grup (Telegram) tekan “Ambil”: inbox lane event')
    expect(lines).toContain('Budi → grup (Telegram) “Coba unduh Apendo terbaru, Bu”: inbox lane event')
    expect(lines).toContain('Dewi → Loket (Telegram) “/status”: inbox lane event outbox')
    const answer = ways.find(way => way.to === 'Sari' && way.words.includes('Coba unduh'))
    expect(answer).toMatchObject({ from: 'Loket', network: 'WhatsApp', state: 'done' })
    expect(answer!.stages.map(({ stage }) => stage)).toEqual(['event', 'outbox', 'delivered'])
    expect(answer!.result).toMatch(/^terkirim [\d.,]+ (ms|dtk), dibaca [\d.,]+ (ms|dtk)$/)

    const result = (words: string, from?: string): string | undefined =>
      ways.find(way => way.words === words && (from ?? way.from) === way.from)?.result
    expect(result('“Apendo gagal kirim dokumen”')).toBe(`${topic.ticket} dibuat`)
    expect(result('tekan “Ambil”')).toBe('000001 diambil')
    expect(result('“Coba unduh Apendo terbaru, Bu”', 'Budi')).toBe('diteruskan ke pelapor 000001')
    expect(result('“/status”')).toBe('dijawab bot tanpa tiket')
    expect(result('topik baru')).toBe('topik dibuat')
    for (const { stages, total } of ways) {
      expect(stages.every(({ ms }) => ms >= 0)).toBe(true)
      expect(total).not.toBeNull()
    }
    expect(await trail.tally()).toMatchObject({ waiting: 0, lost: 0, repeated: [] })
    expect(await trail.recent(2)).toEqual(ways.slice(0, 2))
  })

  test('counts what waits while WhatsApp is cut off, and nothing once it is back', async () => {
    const { joko } = desk.phones
    const trail = follow(desk)
    await joko.says('halo')
    await joko.sees(/./)
    await desk.settled()
    const before = await trail.tally()
    const remove = desk.whatsapp.faults.add({ kind: 'failure 503', times: 1000 })
    desk.whatsapp.faults.add({ kind: 'drop' })
    await desk.whatsapp.until(() => !desk.whatsapp.connected())
    await joko.says('masih di sana?')
    expect(await trail.tally()).toEqual({ ...before, messages: before.messages + 1, waiting: 1 })
    expect((await trail.recent(1))[0]).toMatchObject({
      from: 'Joko',
      state: 'under way',
      result: 'menunggu diambil bot',
      stages: [],
      total: null,
    })
    remove()
    await desk.until(async () => (await trail.tally()).waiting === 0)
    expect(await trail.tally()).toMatchObject({ lost: 0, repeated: [] })
  })

  test('lists a message that came twice with the record that admits it, on either network, and none is lost', async () => {
    const { phones, joko } = desk
    const trail = follow(desk)
    desk.whatsapp.faults.add({ kind: 'drop after', phone: phones.dewi.phone })
    await phones.dewi.says('halo')
    await desk.until(async () => (await trail.tally()).repeated.length === 1)
    desk.telegram.faults.add({ kind: 'timeout after', method: 'sendMessage', chat: joko.id })
    await joko.says('/status')
    await desk.until(async () => (await trail.tally()).repeated.length === 2)
    await desk.settled()
    const { lost, waiting, repeated } = await trail.tally()
    expect({ lost, waiting }).toEqual({ lost: 0, waiting: 0 })
    expect(repeated.map(({ to, admitted }) => ({ to, admitted })).toSorted((a, b) => a.to.localeCompare(b.to))).toEqual(
      [
        { to: 'Dewi', admitted: true },
        { to: 'Joko', admitted: true },
      ],
    )
    expect(repeated.every(({ words }) => words.startsWith('“'))).toBe(true)
    const twice = (await trail.recent(20)).filter(way => way.state === 'unsure')
    expect(twice.map(way => way.to).toSorted()).toEqual(['Dewi', 'Joko'])
    expect(twice.every(way => way.result.endsWith(', dua kali karena tidak pasti'))).toBe(true)
  })

  test('reads what is new once, however many ask at the same time', async () => {
    let asked = 0
    const trail = follow(desk, ways => ({
      ...ways,
      sends: (...of) => {
        asked++
        return ways.sends(...of)
      },
    }))
    await desk.dewi.says('/status')
    await desk.settled()
    await trail.recent(5)
    const once = asked
    await Promise.all(Array.from({ length: 20 }, () => Promise.all([trail.recent(5), trail.tally()])))
    expect(asked).toBeLessThanOrEqual(4 * once)
  })

  test('says so when a record is gone of what the network was told had arrived, or the network has nothing of what was sent', async () => {
    const { dewi } = desk
    const trail = follow(desk)
    await dewi.says('/status')
    await dewi.sees(/belum punya tiket/)
    await desk.settled()
    const inbox = desk.database.collection('inbox')
    const [newest] = await inbox.find().sort({ seq: -1 }).limit(1).toArray()
    await inbox.deleteOne({ _id: newest!._id })
    const [send] = await desk.sends({ state: 'sent', 'content.kind': 'text' })
    await desk.database.collection('outbox').updateOne({ _id: send!._id as never }, { $set: { messageIds: ['999'] } })
    expect(await trail.tally()).toMatchObject({ waiting: 0, lost: 2 })
    const said = (await trail.recent(9)).find(way => way.from === 'Dewi')
    expect(said).toMatchObject({ state: 'failed', result: expect.stringMatching(/^hilang/) as string })
  })
})
