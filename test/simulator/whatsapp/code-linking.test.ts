import { describe, expect, test } from 'vitest'
import type { WhatsAppNetwork } from '../../../src/simulator/whatsapp/server.ts'
import { createBot, sari, startNetwork, type Bot } from './network.ts'

const phone = '6281100000001'

/** A client that shows a pairing code for that number. `ended` resolves to the code its connection ends with. */
async function showCode(
  network: WhatsAppNetwork,
  bot: Bot,
  number = phone,
): Promise<{ code: string; ended: Promise<unknown> }> {
  const ended = bot.connect().then(
    () => 'open',
    (code: unknown) => code,
  )
  await bot.until(() => bot.states.find(state => state.qr))
  const code = await bot.socket.requestPairingCode(number)
  await network.until(() => number !== phone || network.showsCode())
  return { code, ended }
}

describe('the real client, linked by pairing code', () => {
  test('is taken in when the code is typed into the phone, and texts come both ways', async () => {
    const network = await startNetwork()
    const bot = createBot(network)
    const { code, ended } = await showCode(network, bot)
    expect(code).toMatch(/^[0-9A-Z]{8}$/)
    await network.typeCode(`${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`)
    expect(await ended).toBe(515)
    expect(bot.creds.registered).toBe(true)
    expect(bot.creds.me).toMatchObject({ id: `${phone}:11@s.whatsapp.net`, name: 'LPSE Tulang Bawang Barat' })
    await bot.connect()
    await network.say(sari, { text: 'halo' })
    await bot.until(() => bot.texts().includes('halo'))
    await bot.socket.sendMessage(`${sari}@s.whatsapp.net`, { text: 'selamat datang' })
    await network.until(() => network.chat(sari).some(({ text }) => text === 'selamat datang'))
  })

  test('is not taken in by a wrong code, and is by the right one afterwards', async () => {
    const network = await startNetwork()
    const bot = createBot(network)
    const { code, ended } = await showCode(network, bot)
    const wrong = code.replace(/^./, first => (first === '2' ? '3' : '2'))
    await expect(network.typeCode(wrong)).rejects.toThrow('the pairing code is wrong')
    expect(network.linked()).toBe(false)
    await network.typeCode(code)
    expect(await ended).toBe(515)
    expect(network.linked()).toBe(true)
  })

  test('is not found while it shows none, or one for another number', async () => {
    const network = await startNetwork()
    await expect(network.typeCode('ABCD2345')).rejects.toThrow('no client shows a pairing code')
    const bot = createBot(network)
    const { code } = await showCode(network, bot, sari)
    await expect(network.typeCode(code)).rejects.toThrow('no client shows a pairing code')
  })

  test.each([0, 60_000])('that goes away leaves nobody waiting, with stanzas held back for %s ms', async ms => {
    const network = await startNetwork()
    const bot = createBot(network)
    const { code } = await showCode(network, bot)
    network.faults.add({ kind: 'latency', ms })
    const [entered] = await Promise.allSettled([network.typeCode(code), bot.disconnect()])
    expect(entered).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('went away') } })
    expect(network.showsCode()).toBe(false)
  })

  test('that shows another code makes the first one worthless', async () => {
    const network = await startNetwork()
    const bot = createBot(network)
    const { code: first } = await showCode(network, bot)
    const second = await bot.socket.requestPairingCode(phone)
    expect(second).not.toBe(first)
    await expect(network.typeCode(first)).rejects.toThrow()
    await network.typeCode(second)
    expect(network.linked()).toBe(true)
  })
})
