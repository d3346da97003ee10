import { describe, expect, test } from 'vitest'
import type { TelegramNetwork } from '../../../src/simulator/telegram/server.ts'
import { budi, call, group, outcome, sari, start } from './network.ts'

async function ask(
  network: TelegramNetwork,
  path: string,
  body?: object,
): Promise<{ ok: boolean; result?: any; error?: string }> {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${network.root}/_control/${path}`, init)
  return (await response.json()) as { ok: boolean }
}

describe('the control API', () => {
  test('another process speaks, taps and looks', async () => {
    const { network, bot } = await start()
    const said = await ask(network, 'say', { from: sari, content: { text: 'halo' } })
    expect(said.result).toMatchObject({ message_id: 1, text: 'halo' })
    const reply_markup = { inline_keyboard: [[{ text: 'Ya', callback_data: 'ya' }]] }
    const asked = await bot.sendMessage(sari, 'Sudah?', { reply_markup })
    const tapping = ask(network, 'tap', { from: sari, chat: sari, message: asked.message_id, button: 'Ya' })
    await network.until(() => network.ledger.updates.length === 2)
    const updates = (await call(bot, 'getUpdates')) as { callback_query?: { id: string } }[]
    await bot.answerCbQuery(updates[1]!.callback_query!.id, 'Baik')
    expect((await tapping).result).toEqual({ answer: 'Baik' })
    expect((await ask(network, `chat?chat=${sari}`)).result).toMatchObject([{ text: 'halo' }, { buttons: [['Ya']] }])

    const { result: topic } = await ask(network, 'createTopic', { group, name: 'satu' })
    const photo = Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1')
    await ask(network, 'sayInGroup', {
      from: budi,
      group,
      content: { photo: photo.toString('base64'), thread: topic.thread },
    })
    expect((await ask(network, `topics?group=${group}`)).result).toEqual([
      { thread: topic.thread, name: 'satu', closed: false },
    ])
    const seen = (await ask(network, `chat?chat=${group}&thread=${topic.thread}`)).result
    const file = await fetch(`${network.root}/_control/file?id=${seen[0].media.fileId}`)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(photo)
    const { result: ledger } = await ask(network, 'ledger?after=2')
    expect(ledger.updates.map(({ kind }: { kind: string }) => kind)).toContain('callback_query')
    expect(ledger.calls.every(({ n }: { n: number }) => n > 2)).toBe(true)
  })

  test('faults and outages are set from outside, and it stays reachable meanwhile', async () => {
    const { network, bot } = await start()
    await ask(network, 'fault', { kind: 'too many', method: '/^get/', retryAfter: 3 })
    expect(await outcome(bot.getMe())).toBe('429 Too Many Requests: retry after 3')
    await ask(network, 'down', { on: true })
    expect(await outcome(bot.getMe())).toMatch(/^502/)
    await ask(network, 'down', { on: false })
    expect(await outcome(bot.getMe())).toBe('ok')
    expect(await ask(network, 'fault', { kind: 'gempa' })).toMatchObject({ ok: false })
  })

  test('mistakes are answered in words and strangers are refused', async () => {
    const { network } = await start()
    expect(await ask(network, 'say', { from: 'sari', content: {} })).toEqual({
      ok: false,
      error: 'from must be a whole number',
    })
    expect(await ask(network, 'constructor')).toMatchObject({ ok: false })
    const form = await fetch(`${network.root}/_control/say`, {
      method: 'POST',
      body: new URLSearchParams({ from: '1' }),
    })
    expect(form.status).toBe(415)
  })
})

describe('waiting', () => {
  test('a call already made or still to come is found; one that never comes rejects', async () => {
    const { network, bot } = await start()
    await bot.getMe()
    expect(await network.waitFor(({ method }) => method === 'getMe')).toMatchObject({ outcome: 'ok' })
    const waiting = network.waitFor(({ method }) => method === 'getMyCommands')
    await bot.setMyCommands([{ command: 'bantuan', description: 'Bantuan' }], {
      scope: { type: 'chat', chat_id: group },
    })
    expect(await bot.getMyCommands()).toEqual([])
    expect(await waiting).toMatchObject({ method: 'getMyCommands' })
    expect(await bot.getMyCommands({ scope: { type: 'chat', chat_id: group } })).toMatchObject([{ command: 'bantuan' }])
    await expect(network.waitFor(({ method }) => method === 'sendFax', 20)).rejects.toThrow('did not come true')
  })
})
