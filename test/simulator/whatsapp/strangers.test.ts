import { isJidBroadcast, isJidGroup, isJidNewsletter } from '@whiskeysockets/baileys'
import { describe, expect, test } from 'vitest'
import { joko, sari, start } from './network.ts'

describe('what is no chat with a person', () => {
  test('a group, a status and a newsletter are readable for the client that wants them', async () => {
    const { network, bot } = await start()
    network.person(sari, 'Sari')
    network.sayElsewhere(sari, 'group', 'di grup')
    network.sayElsewhere(sari, 'status', 'di status')
    network.sayElsewhere(sari, 'newsletter', 'di saluran')
    await bot.until(() => bot.texts().length === 3)
    const seen = bot.messages.filter(({ message }) => !message.key.fromMe).map(({ message }) => message)
    const from = (text: string) => seen.find(({ message }) => message?.conversation === text)?.key.remoteJid ?? ''
    expect(isJidGroup(from('di grup'))).toBe(true)
    expect(from('di status')).toBe('status@broadcast')
    expect(isJidNewsletter(from('di saluran'))).toBe(true)
  })

  test('the client that ignores them shows none and leaves nothing waiting', async () => {
    const { network, bot } = await start()
    await bot.disconnect()
    await bot.connect({
      shouldIgnoreJid: jid => !!(isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid)),
    })
    await network.until(() => network.connected())
    network.person(sari, 'Sari')
    for (const where of ['group', 'status', 'newsletter'] as const) network.sayElsewhere(sari, where, 'x')
    await network.say(sari, { text: 'halo' })
    await bot.until(() => bot.texts().length > 0)
    await network.until(() => network.pendingForBot() === 0)
    expect(bot.texts()).toEqual(['halo'])
  })
})

describe('what a stranger forges', () => {
  test.each([
    ['resend', false],
    ['resend', true],
    ['history', false],
    ['history', true],
    ['keys', false],
    ['keys', true],
  ] as const)('%s (as of the own phone: %s): the client does not believe it', async (kind, peer) => {
    const { network, bot } = await start()
    await bot.until(() => bot.creds.myAppStateKeyId)
    const key = bot.creds.myAppStateKeyId
    network.person(sari, 'Sari')
    network.forge(sari, kind, { as: joko, text: 'transfer ke saya', peer })
    await network.say(sari, { text: 'halo' })
    await bot.until(() => bot.texts().includes('halo'))
    await network.until(() => network.pendingForBot() === 0)
    expect(bot.texts()).toEqual(['halo'])
    expect(bot.messages.some(({ message }) => message.key.remoteJid?.startsWith(joko))).toBe(false)
    expect(bot.creds.myAppStateKeyId).toBe(key)
  })
})
