import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, expect, inject, test } from 'vitest'
import { createLog } from '../../../src/log.ts'
import { createAccountKeys } from '../../../src/storage/account-keys.ts'
import { openDesk, type Stage } from '../../talk.ts'

const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0).reverse()) close()
})

/** Every command that Redis is given from now on; not by ioredis, which fails when one comes right behind the OK. */
async function listenToRedis(): Promise<string[]> {
  const { hostname, port } = new URL(inject('redisUrl'))
  const socket: Socket = createConnection(Number(port), hostname).setEncoding('utf8')
  closing.push(() => socket.destroy())
  const heard: string[] = []
  socket.write('MONITOR\r\n')
  await once(socket, 'data')
  socket.on('data', (commands: string) => heard.push(commands))
  return heard
}

/** All keys and values that stand in Redis now. */
async function redisText(): Promise<string> {
  const redis = new Redis(inject('redisUrl'), { lazyConnect: false })
  const texts: string[] = []
  try {
    for (const key of await redis.keys('*')) {
      const kind = await redis.type(key)
      const read = {
        string: () => redis.get(key),
        hash: () => redis.hgetall(key),
        list: () => redis.lrange(key, '0', '-1'),
        set: () => redis.smembers(key),
        zset: () => redis.zrange(key, '0', '-1'),
        stream: () => redis.xrange(key, '-', '+'),
      }[kind]
      texts.push(key, JSON.stringify(await read?.()))
    }
  } finally {
    redis.disconnect()
  }
  return texts.join('\n')
}

/** What the process writes to its own outputs, beside the logs of Loket. */
function listenToOutputs(): string[] {
  const heard: string[] = []
  for (const output of [process.stdout, process.stderr]) {
    const write = output.write.bind(output)
    output.write = ((chunk: string | Uint8Array, ...rest: []) => {
      heard.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
      return write(chunk, ...rest)
    }) as typeof write
    closing.push(() => void Reflect.deleteProperty(output, 'write'))
  }
  return heard
}

/** Secret bytes among the stored keys of the account, each as base64, hex and numbers. */
async function keyTexts(desk: Stage): Promise<string[]> {
  const found: Buffer[] = []
  const collect = (value: unknown, name: string): void => {
    if (typeof value === 'string' || value === null || typeof value !== 'object') {
      const isSecret = /priv|rootKey|chainKey|advSecret|key$/i.test(name)
      if (isSecret && typeof value === 'string' && value.length >= 40) found.push(Buffer.from(value, 'base64'))
      return
    }
    const { type, data } = value as { type?: unknown; data?: unknown }
    if (type === 'Buffer' && typeof data === 'string') return collect(data, `${name} key`)
    for (const [inner, one] of Object.entries(value)) collect(one, inner)
  }
  const [, key = ''] = desk.keys
  const log = createLog('silent')
  const open = await createAccountKeys(desk.database, Buffer.from(key, 'base64'), log).open('whatsapp:utama')
  let preKeys = 0
  for (const [name, value] of open.records)
    if (!name.startsWith('pre-key/') || ++preKeys <= 20) collect(JSON.parse(Buffer.from(value).toString()), name)
  const { noiseKey, signedIdentityKey } = JSON.parse(Buffer.from(open.records.get('creds')!).toString()) as Record<
    string,
    { private: { data: string } }
  >
  for (const pair of [noiseKey, signedIdentityKey])
    expect(found).toContainEqual(Buffer.from(pair!.private.data, 'base64'))
  await open.close()
  expect(found.length).toBeGreaterThan(25)
  return found
    .filter(bytes => bytes.length >= 16)
    .flatMap(bytes => [
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      bytes.join(','),
      [...bytes.subarray(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join(' '),
    ])
}

function expectNowhere(words: readonly string[], places: Record<string, string>): void {
  for (const [place, text] of Object.entries(places))
    for (const word of words) if (text.includes(word)) throw new Error(`${word} stands in ${place}`)
}

test(
  'words, name, number, LID, QR and keys stand in no log at any level, not in Redis, nor in what errors show',
  { timeout: 90_000 },
  async () => {
    const outputs = listenToOutputs()
    const redis = await listenToRedis()
    const desk = await openDesk({ whatsapp: true })
    const { whatsapp, budi, sari } = desk
    const person = desk.newcomer('Cendana Kumalasari')
    const { lid } = whatsapp.person(person.phone, person.name)
    const { topic, mirrored } = await desk.report(person, 'Kenari bernyanyi, HP saya 081298765432')
    whatsapp.faults.add({ kind: 'corrupted', phone: person.phone })
    await person.says({ image: true, caption: 'Kenari kedua' })
    await topic.sees(/^👤 Kenari kedua$/)
    whatsapp.faults.add({ kind: 'undecryptable', phone: person.phone })
    await person.says('Kenari ketiga')
    whatsapp.reinstall(person.phone, { unannounced: true })
    await budi.replies(mirrored, 'Merpati menjawab')
    await person.sees(/Merpati menjawab/)
    await person.says('Kenari keempat')
    await topic.sees(/Kenari keempat/)
    whatsapp.faults.add({ kind: 'drop before', phone: person.phone })
    await budi.replies(mirrored, 'Merpati kedua')
    await person.sees(/Merpati kedua/)
    whatsapp.faults.add({ kind: 'ack 463', phone: person.phone })
    await budi.replies(mirrored, 'Merpati ditolak')
    await topic.sees(/WhatsApp menolak balasan ini/)
    await person.says('Kenari kelima')
    const later = await topic.sees(/Kenari kelima/)
    whatsapp.faults.add({ kind: 'ack 479', phone: person.phone })
    await budi.replies(later, 'Merpati salah bentuk')
    await topic.sees(/WhatsApp menolak balasan ini|tidak sampai/)
    await sari.says('HUBUNGKAN')
    const code = /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec((await sari.sees(/HUBUNGKAN [A-Z2-9]{4}-/)).text)![0]
    await person.says(`HUBUNGKAN ${code}`)
    await person.sees(/Hubungkan WhatsApp ini/)
    await desk.settled()
    const before = await redisText()
    let keys: string[] = []
    await desk.restarts(async () => {
      keys = await keyTexts(desk)
    })
    await person.says('Kenari keenam')
    await topic.sees(/Kenari keenam/)
    whatsapp.unlink()
    await desk.group.general.sees(/dikeluarkan dari ponselnya/)
    await desk.pairs()
    await whatsapp.until(() => whatsapp.connected(), 20_000)
    const newer: string[] = []
    await desk.restarts(async () => void newer.push(...(await keyTexts(desk))))

    const digits = person.phone.slice(2)
    const planted = [
      'Kenari',
      'Merpati',
      'Kumalasari',
      'Cendana',
      digits,
      '081298765432',
      lid.replace(/@.*/, ''),
      whatsapp.botPhone.slice(2),
      code,
      ...keys,
      ...newer,
    ]
    expect(desk.offers).toHaveLength(2)
    const qr = desk.offers.flatMap(offer => [
      offer,
      ...offer
        .split('#')
        .at(-1)!
        .split(',')
        .filter(one => one.length > 20),
    ])
    const database = await desk.databaseText()
    for (const word of ['Kenari', 'Merpati', 'Kumalasari', digits]) expect(database).toContain(word)
    const logs = desk.logs().join('')
    expect(logs).toContain('"level":"debug"')
    expect(redis.length).toBeGreaterThan(0)
    const web = await Promise.all(
      ['/metrics', '/health'].map(path => fetch(`${desk.loket.address}${path}`).then(one => one.text())),
    )
    expectNowhere([...planted, ...qr], {
      logs,
      outputs: outputs.join(''),
      'commands to Redis': redis.join(''),
      Redis: `${before}\n${await redisText()}`,
      files: await desk.filesText(),
      'web pages': web.join('\n'),
    })
    expectNowhere([...keys, ...newer, ...qr], { database, 'the group': desk.sentText() })
  },
)
