import { describe, expect, test } from 'vitest'
import { createBot, pair, sari, start } from './network.ts'

describe('linking', () => {
  test('a QR code is scanned by the phone, the client is told to restart (515) and logs in', async () => {
    const { network, bot } = await start()
    expect(bot.closes).toEqual([515])
    expect(bot.creds.me).toMatchObject({ id: '6281100000001:11@s.whatsapp.net', name: 'LPSE Tulang Bawang Barat' })
    expect(bot.creds.me?.lid).toMatch(/^\d{15}:11@lid$/)
    expect(network.linked() && network.connected()).toBe(true)
  })

  test('the phone sends its keys once it is linked, and the client does not wait for them again', async () => {
    const { network, bot } = await start()
    await bot.until(() => bot.creds.myAppStateKeyId)
    await bot.until(() => bot.creds.accountSyncCounter > 0)
    await network.until(() => network.pendingForBot() === 0)
    expect(bot.creds.processedHistoryMessages).toHaveLength(1)
  })

  test('a QR code of nobody who waits is refused, and so is what is no QR code', async () => {
    const { network, bot } = await start()
    const old = bot.states.find(({ qr }) => qr)!.qr!
    await expect(network.scan(old)).rejects.toThrow('not one of a client that waits now')
    await expect(network.scan('halo')).rejects.toThrow('no QR code')
  })

  test('unlinked on the phone: the client ends with 401, and every later login is refused with 401', async () => {
    const { network, bot } = await start()
    network.unlink()
    await bot.until(() => bot.closes.length === 2)
    await expect(bot.connect()).rejects.toBe(401)
    expect(bot.closes).toEqual([515, 401, 401])
    expect(network.linked()).toBe(false)
  })

  test('the client that logs out is unlinked', async () => {
    const { network, bot } = await start()
    await bot.socket.logout()
    await network.until(() => !network.linked())
  })

  test('linked anew after that, it is another device and gets what people write from then on', async () => {
    const { network, bot } = await start()
    await network.say(sari, { text: 'satu' })
    await bot.until(() => bot.texts().length === 1)
    network.unlink()
    await bot.until(() => bot.closes.length === 2)
    await network.say(sari, { text: 'tak terbaca' })
    const again = createBot(network)
    await pair(network, again)
    await network.say(sari, { text: 'dua' })
    await again.until(() => again.texts().length === 1)
    expect(again.texts()).toEqual(['dua'])
    expect(again.creds.me?.id).toBe('6281100000001:12@s.whatsapp.net')
  })

  test('a second login with the same keys replaces the first, which ends with 440', async () => {
    const { network, bot } = await start()
    const first = bot.closes
    await bot.connect()
    await bot.until(() => first.length === 2)
    expect(first).toEqual([515, 440])
    await network.until(() => network.connected())
  })

  test('a login with keys nobody linked is refused with 401', async () => {
    const { network, bot } = await start()
    const stranger = createBot(network)
    Object.assign(stranger.creds, { me: bot.creds.me })
    await expect(stranger.connect()).rejects.toBe(401)
    expect(network.connected()).toBe(true)
  })
})
