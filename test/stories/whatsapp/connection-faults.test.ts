import { afterEach, beforeAll, expect, test } from 'vitest'
import { openDesk, type Stage, type Topic } from '../../talk.ts'
import type { PhonePerson } from '../../talk-whatsapp.ts'

let desk: Stage
beforeAll(async () => {
  desk = await openDesk({ whatsapp: true, lasting: true })
})
afterEach(() => desk.whatsapp.faults.clear())

const standing = async (): Promise<string> =>
  (await desk.database.collection<{ _id: string; state: string }>('accounts').findOne({ _id: 'whatsapp:utama' }))!.state

/** A new person's ticket, and what happens while `trouble` lasts: both write, and each gets the other's words once. */
async function bothWrite(
  name: string,
  trouble: () => unknown,
  over: (topic: Topic) => unknown = () => undefined,
): Promise<void> {
  const person = desk.newcomer(name)
  const { topic, mirrored } = await desk.report(person, 'Tidak bisa login')
  await trouble()
  await person.says(`${name} bertanya`)
  await desk.budi.replies(mirrored, `Jawaban untuk ${name}`)
  await over(topic)
  await topic.sees(new RegExp(`^👤 ${name} bertanya$`))
  await person.sees(new RegExp(`^Jawaban untuk ${name}$`))
  await desk.settled()
  expect(shown(person, `Jawaban untuk ${name}`)).toBe(1)
  expect(topic.all().filter(({ text }) => text === `👤 ${name} bertanya`)).toHaveLength(1)
  await topic.seesNothingMore()
  await person.seesNothingMore()
}

/** How often a text stands in a person's chat. */
function shown(person: PhonePerson, words: string): number {
  return person.all().filter(({ from, text }) => from === 'bot' && text === words).length
}

test.each([
  ['is cut', 'drop', 'Ani'],
  ['fails within the server (500)', '500', 'Bona'],
  ['is ended by a busy server (503)', '503', 'Cahya'],
  ['must be made anew (515)', '515', 'Desi'],
] as const)(
  'a connection that %s comes back by itself: both sides get what was written, once, and the staff hear nothing of it',
  async (_, kind, name) => {
    await bothWrite(name, () => desk.whatsapp.faults.add({ kind }))
    expect(await standing()).toBe('open')
    await desk.group.general.seesNothingMore()
  },
)

test('a login that the busy server refuses twice is tried again, and both sides get what was written', async () => {
  await bothWrite('Eka', () => {
    desk.whatsapp.faults.add({ kind: 'failure 503', times: 2 })
    desk.whatsapp.faults.add({ kind: 'drop' })
  })
  await desk.group.general.seesNothingMore()
})

test('a slow server delays what is written, and nothing is sent twice', async () => {
  const { ledger } = desk.whatsapp
  ledger.clear()
  await bothWrite('Farah', () => desk.whatsapp.faults.add({ kind: 'latency', ms: 700 }))
  expect(ledger.sent.filter(({ attempts }) => attempts !== 1)).toEqual([])
})

test(
  'a line that is dead without a word is noticed and made anew: what was written arrives once, and Budi is told of the doubt',
  { timeout: 60_000 },
  async () => {
    await bothWrite(
      'Gita',
      () => desk.whatsapp.faults.add({ kind: 'stall' }),
      async topic => {
        await desk.until(async () => (await standing()) === 'down')
        desk.whatsapp.faults.clear()
        await topic.sees(/balasan mungkin terkirim dua kali/)
      },
    )
  },
)

test('down for more than a minute: the group is told once, and once when it is back; /health says so; nothing is lost', async () => {
  const { general } = desk.group
  await bothWrite(
    'Hani',
    async () => {
      desk.whatsapp.faults.add({ kind: 'failure 503', times: 10_000 })
      desk.whatsapp.faults.add({ kind: 'drop' })
      await desk.until(async () => (await standing()) === 'down')
      expect(await desk.ailments()).toEqual({})
      await desk.time.passes({ seconds: 61 })
    },
    async () => {
      await general.sees(/^⚠️ WhatsApp terputus sejak .*\d\d\.\d\d.*\. Jawaban menunggu, tidak hilang/)
      expect(await desk.ailments()).toEqual({ whatsapp: 'CHANNEL_UNREACHABLE' })
      await desk.time.passes({ minutes: 5 })
      await desk.until(async () => (await desk.sends({ state: 'due', account: 'whatsapp:utama' })).length > 0)
      desk.whatsapp.faults.clear()
      await general.sees(/^✅ WhatsApp tersambung lagi/)
    },
  )
  expect(await desk.ailments()).toEqual({})
  const told = general.all().filter(({ text }) => /WhatsApp (terputus|tersambung)/.test(text))
  expect(told).toHaveLength(2)
})

test('taken by another program (440) it stops and says so, and leaves the other alone until somebody links it again', async () => {
  const { general } = desk.group
  let comings = 0
  const stop = desk.whatsapp.on('link', () => (comings += desk.whatsapp.connected() ? 1 : 0))
  await bothWrite(
    'Indah',
    () => desk.whatsapp.faults.add({ kind: '440' }),
    async () => {
      await general.sees(/^⛔ Program lain memakai akun WhatsApp ini, jadi Loket berhenti memakainya/)
      expect(await desk.ailments()).toEqual({ whatsapp: 'replaced' })
      expect(comings).toBe(0)
      await desk.pairs()
      await general.sees(/^✅ WhatsApp tersambung lagi/)
    },
  )
  stop()
  expect(desk.offers).toHaveLength(1)
})

test('removed on the phone (401): the staff read at once what to do, answers wait, and arrive once it is linked again', async () => {
  const { general } = desk.group
  const person = desk.newcomer('Juli')
  const { topic, mirrored } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: '401' })
  await general.sees(
    /^⛔ WhatsApp dikeluarkan dari ponselnya.*Jawaban menunggu, tidak hilang.*npm run whatsapp -- pair$/,
  )
  expect(await desk.ailments()).toEqual({ whatsapp: 'logged out' })
  await desk.budi.replies(mirrored, 'Jawaban yang menunggu')
  await desk.until(async () => (await desk.sends({ state: 'due', account: 'whatsapp:utama' })).length === 1)
  await desk.pairs()
  await person.sees(/^Jawaban yang menunggu$/)
  await general.sees(/^✅ WhatsApp tersambung lagi/)
  await person.says('terbaca lagi')
  await topic.sees(/^👤 terbaca lagi$/)
  await desk.settled()
  expect(shown(person, 'Jawaban yang menunggu')).toBe(1)
  expect(await desk.ailments()).toEqual({})
  await general.seesNothingMore()
})
