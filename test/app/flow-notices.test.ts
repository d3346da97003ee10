import { expect, test } from 'vitest'
import { createFlowNotices } from '../../src/app/flow-notices.ts'
import type { Send } from '../../src/app/ports.ts'
import { plainText } from '../../src/domain/rich.ts'
import type { FlowsNews } from '../../src/flows/watch.ts'
import { account, group } from '../contracts/samples.ts'
import { useDatabase } from '../contracts/database.ts'
import { openHouse, type House } from './house.ts'

const database = useDatabase()
const hour = 3600_000
const day = 24 * hour

/** One process that tells; `news` is what it has heard of the last change. */
function noticesOf(house: House, news: () => FlowsNews | null = () => null): () => Promise<void> {
  return createFlowNotices({ ...house.drainParts, account, news })
}

/** First lines of what the group is told. */
async function told(house: House): Promise<string[]> {
  return (await house.sends()).map(({ content }: Send) =>
    content.kind === 'text' ? plainText(content.text).split('\n')[0]! : content.kind,
  )
}

const missing = '📝 Perlu dilengkapi di flows/kebijakan.yaml:'

test('what is missing is told once a week, however often Loket looks and starts', async () => {
  const house = openHouse(database())
  await noticesOf(house)()
  const tell = noticesOf(house)
  for (let look = 0; look < 3; look++) await tell()
  expect(await told(house)).toEqual([missing])
  expect(await house.sends()).toEqual([expect.objectContaining({ lane: group, to: { chat: group }, ticket: null })])
  expect(house.woken).toContain('delivery')
  house.passes(4 * day)
  await tell()
  expect(await told(house)).toHaveLength(1)
  house.passes(3 * day)
  await tell()
  await noticesOf(house)()
  expect(await told(house)).toEqual([missing, missing])
})

test('it waits for office hours', async () => {
  const house = openHouse(database())
  house.passes(10 * hour)
  const tell = noticesOf(house)
  await tell()
  expect(await told(house)).toEqual([])
  house.passes(14 * hour)
  await tell()
  expect(await told(house)).toEqual([missing])
})

test('without a staff group it waits for one', async () => {
  const house = openHouse(database(), { withoutDesk: true })
  const tell = noticesOf(house)
  await tell()
  expect(await told(house)).toEqual([])
  await house.records.apply([{ kind: 'desk', id: 'd', account, group, forum: true }])
  house.roster.forgetStaff()
  await tell()
  expect(await told(house)).toEqual([missing])
})

test('a change is told once, by whichever process', async () => {
  const house = openHouse(database())
  house.passes(10 * hour)
  let news: FlowsNews = { kind: 'refused', id: 'a', mistakes: ['pesan.yaml:3: satu', 'pesan.yaml:4: dua'] }
  const tell = noticesOf(house, () => news)
  await tell()
  await tell()
  await noticesOf(house, () => news)()
  expect(await told(house)).toHaveLength(1)
  const [{ content }] = (await house.sends()) as [Send]
  expect(content.kind === 'text' && plainText(content.text)).toMatch(/\n• pesan\.yaml:3: satu\n• pesan\.yaml:4: dua$/)
  news = { kind: 'taken', id: 'b', files: ['pesan.yaml'] }
  await tell()
  await noticesOf(house, () => news)()
  expect(new Set(await told(house))).toEqual(
    new Set([
      '✅ Perubahan berlaku: pesan.yaml.',
      '⚠️ Perubahan di folder flows belum dipakai; yang lama tetap berlaku. Perbaiki lalu simpan:',
    ]),
  )
  expect(await told(house)).toHaveLength(2)
})

test('of many mistakes the first five are told, and how many more there are', async () => {
  const house = openHouse(database())
  house.passes(10 * hour)
  const mistakes = Array.from({ length: 80 }, (_, at) => `pesan.yaml: kalimat "${at}" belum ada`)
  await noticesOf(house, () => ({ kind: 'refused', id: 'a', mistakes }))()
  const [{ content }] = (await house.sends()) as [Send]
  const words = content.kind === 'text' ? plainText(content.text) : ''
  expect(words).toMatch(/kalimat "4" belum ada\n… dan 75 lagi$/)
  expect(words.length).toBeLessThan(4096)
})
