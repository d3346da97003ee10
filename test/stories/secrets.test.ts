import { Redis } from 'ioredis'
import { expect, inject, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('a password and an OTP are found nowhere: database, logs, files, Redis, what the bot sent', async () => {
  const heard: string[] = []
  const redis = new Redis(inject('redisUrl'))
  const monitor = await redis.monitor()
  monitor.on('monitor', (_time: string, command: string[]) => heard.push(command.join(' ')))
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'User saya sari_w, kata sandi Kenari#4417 tidak diterima')
  await desk.sari.sees(/memuat kata sandi atau OTP dan telah kami samarkan/)
  const picture = await desk.sari.says({ photo: true, caption: 'Kode OTP: 884213' })
  await topic.sees(/Kode OTP: ••••••/)
  await desk.sari.edits(picture, 'OTP nya 884213 ya, password=Merpati_99')
  await topic.sees(/diubah/)
  await desk.budi.writes(topic, '/balas Password baru Anda: Gelatik!21')
  await desk.sari.sees(/Password baru Anda: ••••••/)
  await desk.settled()
  const everywhere = {
    database: await desk.databaseText(),
    logs: desk.logs().join('\n'),
    files: await desk.filesText(),
    sent: desk.sentText(),
    redis: heard.join('\n'),
  }
  for (const [where, text] of Object.entries(everywhere))
    for (const secret of ['Kenari#4417', '884213', 'Merpati_99', 'Gelatik!21'])
      expect(text.includes(secret), `${secret} in ${where}`).toBe(false)
  monitor.disconnect()
  redis.disconnect()
})

test('words, name and number of a person stand in MongoDB only: never in Redis, logs, metrics or other files', async () => {
  const heard: string[] = []
  const redis = new Redis(inject('redisUrl'))
  const monitor = await redis.monitor()
  monitor.on('monitor', (_time: string, command: string[]) => heard.push(command.join(' ')))
  const desk = await openDesk()
  desk.telegram.person(desk.sari.id, 'Sari Kumalasari', 'sarikumala')
  const { topic, mirrored } = await desk.report(desk.sari, 'Kalimat rahasia pelapor, HP 081298765432')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'forbidden' })
  await desk.budi.replies(mirrored, 'Kalimat rahasia petugas')
  await desk.budi.taps('Kirim ulang', await topic.sees(/tidak sampai/))
  await desk.sari.sees(/Kalimat rahasia petugas/)
  desk.telegram.faults.add({ method: 'sendMessage', kind: 'parse' })
  await desk.sari.says('Kalimat rahasia kedua')
  await topic.sees(/Kalimat rahasia kedua/)
  await desk.settled()
  expect(await desk.databaseText()).toContain('Kalimat rahasia pelapor')
  const metrics = await fetch(`${desk.loket.address}/metrics`).then(answer => answer.text())
  const elsewhere = { logs: desk.logs().join('\n'), files: await desk.filesText(), redis: heard.join('\n'), metrics }
  for (const [where, text] of Object.entries(elsewhere))
    for (const word of ['Kalimat rahasia', 'Kumalasari', 'sarikumala', '081298765432', desk.telegram.token.slice(11)])
      expect(text.includes(word), `${word} in ${where}`).toBe(false)
  expect(heard.length).toBeGreaterThan(0)
  monitor.disconnect()
  redis.disconnect()
})
