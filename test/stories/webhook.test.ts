import { expect, test } from 'vitest'
import { openDesk, webhookSecret } from '../talk.ts'

test('by webhook a complaint becomes a ticket and the answer comes back', async () => {
  const desk = await openDesk({ webhook: true })
  const { topic } = await desk.report(desk.sari, 'Tidak bisa login')
  await desk.budi.writes(topic, '/balas Silakan coba lagi')
  await desk.sari.sees(/^Silakan coba lagi$/)
  expect(desk.telegram.ledger.calls.some(call => call.method === 'getUpdates')).toBe(false)
})

test('a delivery with a wrong secret, or none, is refused and changes nothing', async () => {
  const desk = await openDesk({ webhook: true })
  const update = {
    update_id: 1,
    message: {
      message_id: 5,
      date: 1_772_413_200,
      chat: { id: 301, type: 'private' },
      from: { id: 301, is_bot: false, first_name: 'Joko' },
      text: 'Palsu',
    },
  }
  const deliver = (headers: Record<string, string>, body: unknown = update): Promise<Response> =>
    fetch(`${desk.loket.address}/telegram/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const secret = 'x-telegram-bot-api-secret-token'
  expect((await deliver({})).status).toBe(403)
  expect((await deliver({ [secret]: `${webhookSecret}x` })).status).toBe(403)
  expect((await deliver({ [secret]: webhookSecret }, { nonsense: true })).status).toBe(403)
  await desk.settled()
  expect(await desk.databaseText()).not.toContain('Palsu')
  await desk.joko.seesNothingMore()
  expect((await deliver({ [secret]: webhookSecret })).status).toBe(200)
  await desk.settled()
  expect(await desk.databaseText()).toContain('Palsu')
})

test('the same delivery twice is heard once', async () => {
  const desk = await openDesk({ webhook: true })
  desk.telegram.say(desk.joko.id, { text: 'Gagal unggah' })
  await desk.joko.sees(/nomor tiket/)
  await desk.settled()
  const again = await fetch(`${desk.loket.address}/telegram/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': webhookSecret,
    },
    body: JSON.stringify({
      update_id: 99,
      message: {
        message_id: desk.telegram.chat(desk.joko.id)[0]!.id,
        date: 1_772_413_200,
        chat: { id: desk.joko.id, type: 'private' },
        from: { id: desk.joko.id, is_bot: false, first_name: 'Joko' },
        text: 'Gagal unggah',
      },
    }),
  })
  expect(again.status).toBe(200)
  await desk.joko.seesNothingMore()
  expect(await desk.tickets(desk.joko)).toHaveLength(1)
})
