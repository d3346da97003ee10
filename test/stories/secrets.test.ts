import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { afterEach, expect, inject, test } from 'vitest'
import { openDesk, type Stage } from '../talk.ts'

const listening: Socket[] = []

afterEach(() => {
  for (const one of listening.splice(0)) one.destroy()
})

/** Every command that Redis is given from now on. Not by ioredis, which fails when one comes right behind the OK. */
async function listenToRedis(): Promise<string[]> {
  const { hostname, port } = new URL(inject('redisUrl'))
  const socket = createConnection(Number(port), hostname).setEncoding('utf8')
  listening.push(socket)
  const heard: string[] = []
  socket.write('MONITOR\r\n')
  const [answer] = (await once(socket, 'data')) as [string]
  expect(answer).toMatch(/^\+OK/)
  socket.on('data', (commands: string) => heard.push(commands))
  return heard
}

/** All that Loket wrote anywhere but into its database. */
async function elsewhere(desk: Stage, redis: string[]): Promise<Record<string, string>> {
  const answers = ['/metrics', '/health'].map(path => fetch(`${desk.loket.address}${path}`).then(one => one.text()))
  return {
    logs: desk.logs().join('\n'),
    files: await desk.filesText(),
    redis: redis.join(''),
    web: (await Promise.all(answers)).join('\n'),
  }
}

function expectNowhere(words: readonly string[], places: Record<string, string>): void {
  for (const [place, text] of Object.entries(places))
    for (const word of words) expect(text.includes(word), `${word} in ${place}`).toBe(false)
}

test('a password and an OTP are found nowhere: database, logs, files, Redis, what the bot sent', async () => {
  const desk = await openDesk()
  const redis = await listenToRedis()
  const { topic } = await desk.report(desk.sari, 'User saya sari_w, kata sandi Kenari#4417 tidak diterima')
  await desk.sari.sees(/memuat kata sandi atau OTP dan telah kami samarkan/)
  const picture = await desk.sari.says({ photo: true, caption: 'Kode OTP: 884213' })
  await topic.sees(/Kode OTP: ••••••/)
  await desk.sari.edits(picture, 'OTP nya 884213 ya, password=Merpati_99')
  await topic.sees(/diubah/)
  await desk.sari.says({ document: { name: 'password Cendrawasih7.pdf', bytes: Buffer.from('%PDF-1.7\n') } })
  await desk.budi.writes(topic, '/balas Password baru Anda: Gelatik!21')
  await desk.sari.sees(/Password baru Anda: ••••••/)
  await desk.settled()
  expect(redis.length).toBeGreaterThan(0)
  expectNowhere(['Kenari#4417', '884213', 'Merpati_99', 'Gelatik!21', 'Cendrawasih7'], {
    database: await desk.databaseText(),
    sent: desk.sentText(),
    ...(await elsewhere(desk, redis)),
  })
})

test('a secret that waits for the desk is hidden as well', async () => {
  const desk = await openDesk({ groups: 0 })
  await desk.sari.says('password saya Kenari#4417 ditolak')
  await desk.sari.sees(/telah kami samarkan/)
  await desk.settled()
  expectNowhere(['Kenari#4417'], { database: await desk.databaseText(), sent: desk.sentText() })
})

test('words, name and number of a person stand in MongoDB only: never in Redis, logs, web pages or other files', async () => {
  const desk = await openDesk()
  const redis = await listenToRedis()
  desk.telegram.person(desk.sari.id, 'Sari Kumalasari', 'sarikumala')
  const { topic, mirrored } = await desk.report(desk.sari, 'Kalimat rahasia pelapor, HP 081298765432')
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.sari.id, kind: 'forbidden' })
  await desk.budi.replies(mirrored, 'Kalimat rahasia petugas')
  await desk.budi.taps('Kirim ulang', await topic.sees(/tidak sampai/))
  await desk.sari.sees(/Kalimat rahasia petugas/)
  desk.telegram.faults.add({ method: 'sendMessage', kind: 'parse' })
  await desk.sari.says('Kalimat rahasia kedua')
  await topic.sees(/Kalimat rahasia kedua/)
  desk.telegram.faults.add({ method: 'sendMessage', kind: 'topic closed' })
  await desk.sari.says('Kalimat rahasia ketiga')
  await topic.sees(/Satu pesan pelapor ditolak Telegram/)
  desk.telegram.faults.add({ method: 'sendMessage', kind: 'timeout before' })
  await desk.sari.says('Kalimat rahasia keempat')
  await topic.sees(/Kalimat rahasia keempat/)
  await desk.settled()
  expect(await desk.databaseText()).toContain('Kalimat rahasia pelapor')
  expect(redis.length).toBeGreaterThan(0)
  expectNowhere(['Kalimat rahasia', 'Kumalasari', 'sarikumala', '081298765432'], await elsewhere(desk, redis))
})

test('the token, the key and the secret of the webhook are found nowhere, the database included', async () => {
  const redis = await listenToRedis()
  const desk = await openDesk({ webhook: true })
  await desk.report(desk.sari, 'Tidak bisa login')
  await desk.sari.says({ photo: true, caption: 'Gambar' })
  await desk.settled()
  expectNowhere(desk.keys, { database: await desk.databaseText(), ...(await elsewhere(desk, redis)) })
})
