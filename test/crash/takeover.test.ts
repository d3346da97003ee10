import { describe, expect, inject, test, type TestContext } from 'vitest'
import { sendsInFlight } from '../../src/app/delivery/delivery.ts'
import { setStage, type Stage } from './stage.ts'
import { databaseServer } from '../database-server.ts'

const sari = 101
const dewi = 102

async function set(name: string, { onTestFinished }: TestContext): Promise<Stage> {
  const stage = await setStage({ mongodbUri: databaseServer(), redisUrl: inject('redisUrl') }, `crash_${name}`)
  onTestFinished(() => stage.close())
  return stage
}

const harmless = { lost: [], disordered: [], leaked: [], answers: [], unknown: [], unfinished: [] }

describe.concurrent('what a killed process leaves is finished by another', () => {
  test('of two workers one is killed and the other takes its lanes over', { timeout: 90_000 }, async context => {
    const stage = await set('two_workers', context)
    const bot = stage.start({ roles: 'channels' })
    const workers = [stage.start({ roles: 'workers' }), stage.start({ roles: 'workers' })] as const
    await Promise.all([bot.ready, ...workers.map(worker => worker.ready)])
    const people = Array.from({ length: 12 }, (_, at) => 201 + at)
    for (const person of people) stage.writes(person, 'Saya gagal masuk')
    // Whichever of the two delivers now: in the middle of it the first is killed.
    await stage.network.waitFor(call => call.method === 'sendMessage' && call.committed, 30_000)
    await workers[0].kill()
    for (const person of people) stage.writes(person, 'Masih gagal')
    for (const person of people) stage.writes(person, 'Mohon dibantu')
    await stage.calm()
    const { repeats, ...verdict } = await stage.verdict()
    expect(verdict).toEqual({ ...harmless, said: 36 })
    expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
    expect(repeats.length).toBeLessThanOrEqual(sendsInFlight)
  })

  test(
    'a topic was made and nobody learned of it: another is made, the message is in it',
    { timeout: 90_000 },
    async context => {
      const stage = await set('topic_unbound', context)
      stage.network.faults.add({ kind: 'hang after', method: 'createForumTopic' })
      const first = stage.start()
      await first.ready
      stage.writes(sari, 'Saya gagal unggah')
      await stage.network.waitFor(call => call.method === 'createForumTopic' && call.committed, 30_000)
      await first.kill()
      stage.writes(sari, 'Halaman kosong')
      stage.writes(dewi, 'Saya tidak bisa masuk')
      const second = stage.start()
      await second.ready
      await stage.calm()
      const { repeats, ...verdict } = await stage.verdict()
      expect(verdict).toEqual({ ...harmless, said: 3 })
      expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
      // The answer to Sari may have been on its way as well.
      expect(repeats.filter(repeat => repeat.chat === stage.group)).toHaveLength(1)
      expect(stage.network.topics(stage.group)).toHaveLength(3)
    },
  )

  test(
    'Loket is killed twice while it makes the same topic, and the message still comes',
    { timeout: 90_000 },
    async context => {
      const stage = await set('topic_twice', context)
      for (let life = 0; life < 2; life++) {
        stage.network.faults.add({ kind: 'hang after', method: 'createForumTopic' })
        const loket = stage.start()
        await loket.ready
        if (life === 0) stage.writes(sari, 'Saya gagal unggah')
        await stage.network.until(
          () => stage.network.ledger.calls.filter(call => call.method === 'createForumTopic').length > life,
          30_000,
        )
        await loket.kill()
      }
      stage.writes(sari, 'Halaman kosong')
      await stage.start().ready
      await stage.calm()
      const { repeats, ...verdict } = await stage.verdict()
      expect(verdict).toEqual({ ...harmless, said: 2 })
      expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
    },
  )

  test(
    'a card that was bound and not marked is not sent again, and is still known',
    { timeout: 90_000 },
    async context => {
      const stage = await set('card_unmarked', context)
      const first = stage.start()
      await first.ready
      stage.writes(sari, 'Saya gagal unggah')
      await stage.calm()
      await first.stop()
      const outbox = stage.connection.collection('outbox')
      const marked = await outbox.findOne({ purpose: 'card' })
      await outbox.updateOne(
        { purpose: 'card' },
        { $set: { state: 'sending', chat: null, messageIds: [] }, $unset: { keys: '' } },
      )
      await stage.start().ready
      await stage.calm()
      expect(await outbox.findOne({ purpose: 'card' })).toMatchObject({ keys: marked?.['keys'], state: 'sent' })
      const { repeats, ...verdict } = await stage.verdict()
      expect(verdict).toEqual({ ...harmless, said: 1 })
      expect(repeats).toEqual([])
    },
  )
})
