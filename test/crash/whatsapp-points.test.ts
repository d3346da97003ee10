import { describe, expect, inject, test, type TestContext } from 'vitest'
import type { Send } from '../../src/app/ports.ts'
import { sendsInFlight } from '../../src/app/delivery/delivery.ts'
import { databaseServer } from '../database-server.ts'
import type { Life } from './process.ts'
import { setStage, type Stage } from './stage.ts'

const sari = '6281234567801'
const dewi = '6281234567802'
const rina = '6281234567803'
const phones = { [sari]: 'Sari Wulandari', [dewi]: 'Dewi Lestari', [rina]: 'Rina' }

/** Loket is linked, and has sessions with Sari and Dewi; Rina has never written. */
async function set(name: string, { onTestFinished }: TestContext): Promise<Stage> {
  const stage = await setStage({ mongodbUri: databaseServer(), redisUrl: inject('redisUrl') }, `crash_wa_${name}`, {
    phones,
  })
  onTestFinished(() => stage.close())
  await stage.link(async () => {
    for (const person of [sari, dewi]) stage.writes(person, 'Selamat pagi')
    await stage.calm()
  })
  return stage
}

const harmless = { lost: [], disordered: [], leaked: [], answers: [], unknown: [], unfinished: [] }

/** Three penyedia write three messages each, mixed. */
function threeWrite(stage: Stage): void {
  for (const words of ['Saya gagal unggah dokumen', 'Muncul galat 500', 'Sudah saya coba lagi'])
    for (const person of [sari, dewi, rina]) stage.writes(person, words)
}

describe.concurrent(
  'whoever wrote on WhatsApp finds every message once, in order, in the right topic, though Loket was killed',
  () => {
    test.for<[NonNullable<Life['die']>['at'], number]>([
      ['after decrypt', 5],
      ['after ack', 5],
      ['after insert', 1],
      ['before commit', 1],
      ['after commit', 1],
      ['between effects', 1],
      ['before send', 5],
      ['after send before mark', 5],
    ])('%s', { timeout: 150_000 }, async ([at, nth], context) => {
      const stage = await set(at.replaceAll(' ', '_'), context)
      threeWrite(stage)
      const first = stage.start({ die: { at, nth } })
      expect(await first.gone).toBe('SIGKILL')
      await stage.forgetLeases()
      threeWrite(stage)
      const second = stage.start()
      await second.ready
      threeWrite(stage)
      await stage.calm(90_000)
      const { repeats, ...verdict } = await stage.verdict()
      expect(verdict).toEqual({ ...harmless, said: 29 })
      expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
      expect(repeats.length).toBeLessThanOrEqual(at.includes('send') ? 2 * sendsInFlight : 0)
      if (at === 'after send before mark') expect(repeats.length).toBeGreaterThan(0)
      expect(await stage.connection.collection('tickets').countDocuments()).toBe(3)
      expect(stage.phones!.network.problems).toEqual([])
      await second.stop()
    })
  },
)

test(
  'what the server took and never answered for is sent again under the same id: the phone shows it once, the record says so',
  { timeout: 120_000 },
  async context => {
    const stage = await set('same_id', context)
    const { network } = stage.phones!
    const toRina = () => network.ledger.sent.filter(row => row.phone === rina)
    stage.writes(rina, 'Saya gagal unggah dokumen')
    await network.until(() => network.pendingForBot() === 1)
    // Neither an answer of the server nor a sign of the phone tells Loket that it arrived.
    network.faults.add({ kind: 'no ack', phone: rina })
    network.offline(rina, true)
    const first = stage.start()
    await network.until(() => toRina().some(row => row.accepted), 30_000)
    await first.kill()
    await stage.forgetLeases()
    const second = stage.start()
    await network.until(() => toRina()[0]!.acked, 30_000)
    network.offline(rina, false)
    await stage.calm()
    const { repeats, ...verdict } = await stage.verdict()
    expect(verdict).toEqual({ ...harmless, said: 3 })
    const [doubtful] = toRina()
    expect(doubtful).toMatchObject({ attempts: 2, arrivals: 2 })
    // The kill may have struck what was on its way to Telegram as well.
    expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
    const [repeat, ...others] = repeats.filter(one => one.chat === rina)
    expect(others).toEqual([])
    expect(repeat).toMatchObject({ message: doubtful!.id })
    expect(network.chat(rina).filter(message => message.id === doubtful!.id)).toHaveLength(1)
    const outbox = stage.connection.collection<Send & { _id: string }>('outbox')
    expect(await outbox.findOne({ _id: repeat!.send! })).toMatchObject({ state: 'sent', repeated: true })
    await second.stop()
  },
)
