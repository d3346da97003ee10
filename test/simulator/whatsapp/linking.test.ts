import { expect, test } from 'vitest'
import { sari, start } from './network.ts'

test('the real client shows a QR code, is linked by the phone, is told to restart and logs in', async () => {
  const { network, bot } = await start()
  expect(bot.closes).toEqual([515])
  expect(bot.creds.me).toMatchObject({ name: 'LPSE Tulang Bawang Barat' })
  expect(bot.creds.me?.id).toBe('6281100000001:11@s.whatsapp.net')
  expect(network.linked()).toBe(true)
})

test('a text comes both ways', async () => {
  const { network, bot } = await start()
  await network.say(sari, { text: 'halo' })
  await bot.until(() => bot.texts().includes('halo'))
  const { message } = bot.messages.find(({ message }) => message.message?.conversation === 'halo')!
  await bot.socket.sendMessage(message.key.remoteJid!, { text: 'selamat datang' }, { quoted: message })
  await network.until(() => network.chat(sari).some(({ text }) => text === 'selamat datang'))
  expect(network.chat(sari)).toMatchObject([
    { from: 'person', tick: 'delivered' },
    { from: 'bot', arrivals: 1 },
  ])
  expect(network.chat(sari)[1]?.replyTo).toBe(network.chat(sari)[0]?.id)
})
