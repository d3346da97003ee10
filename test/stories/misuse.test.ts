import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

const names = [
  ['4,096 letters', 'n'.repeat(4096)],
  ['right-to-left letters and marks', '\u202Eمحمد\u202C شركة'],
  ['zalgo letters', 'S̷̢̛a̵͔͝r̶̹̾i̸̘͋ ̴W'],
  ['emoji alone', '🦊🔥🦊'],
] as const

for (const [name, given] of names)
  test(`a person whose name is ${name} is helped as anybody else`, async () => {
    const desk = await openDesk({ forms: true })
    const { sari, budi, group } = desk
    desk.telegram.person(sari.id, given)
    await desk.plays(sari, 'tidak bisa login', '1', '1', 'lewati', 'ya')
    await sari.sees(/diterima dengan nomor tiket/)
    const topic = await group.topicOf(sari)
    const card = await topic.sees(/^🎫 TBB-2026-000001/)
    expect(card.text.length).toBeLessThan(500)
    await budi.taps('Ambil', topic)
    await topic.sees(/Ditangani Budi/)
  })

test('an identity of 4,000 letters is no answer, and a report of 4,096 letters is shown whole', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  const long = `tidak bisa login ${'panjang sekali '.repeat(271)}`.slice(0, 4096)
  const shown = await desk.plays(sari, long, 'x'.repeat(4000), '1', '1', 'lewati')
  expect(shown.text.length).toBeLessThan(500)
  await desk.plays(sari, 'ya')
  const topic = await group.topicOf(sari)
  await desk.settled()
  const copies = topic.all().filter(({ from, text }) => from === 'bot' && !text.startsWith('🎫'))
  expect(copies.map(({ text }) => text).join('')).toContain('panjang sekali panjang sekali')
  expect(copies.map(({ text }) => text).join('').length).toBeGreaterThan(8080)
})

test('buttons of last week get a word and change nothing', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'tidak bisa login', '1', '1', 'lewati', 'ya', 'menu')
  await desk.time.passes({ hours: 24 * 8 })
  for (const button of ['1 · Penyedia', '1 · Login & sandi', 'Lewati', '1 · Ya, laporkan', '3 · Batal'])
    expect(await sari.taps(button, sari)).toMatch(/tidak berlaku/)
  await desk.settled()
  expect(await desk.tickets(sari)).toMatchObject([{ status: 'open', complete: true }])
})

test('thirty photos at once are all in the topic', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic } = await desk.report(sari, 'tidak bisa login')
  for (let at = 0; at < 30; at++) void sari.says({ photo: true, caption: `foto ${at + 1}.` })
  await desk.settled()
  await desk.time.passes({ seconds: 10 })
  await desk.until(async () => topic.all().filter(({ media }) => media).length === 30)
  const captions = topic
    .all()
    .map(({ caption }) => caption)
    .join('\n')
  for (let at = 0; at < 30; at++) expect(captions).toContain(`foto ${at + 1}.`)
})
