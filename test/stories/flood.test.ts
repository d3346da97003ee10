import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test(
  'five hundred messages of one person collapse: none is lost, all are in order, and edits of them are shown',
  { timeout: 120_000 },
  async () => {
    const desk = await openDesk()
    const { sari } = desk
    const { topic } = await desk.report(sari, 'tidak bisa login')
    const said = Array.from({ length: 500 }, (_, at) => `pesan ke-${at + 1}.`)
    const sent = []
    for (const words of said) sent.push(await sari.says(words))
    await desk.settled()
    await desk.time.passes({ seconds: 10 })
    await topic.sees(/pesan ke-500\./)
    await desk.settled()
    const copies = topic.all().filter(({ text }) => /pesan ke-/.test(text))
    const shown = copies.flatMap(({ text }) => text.match(/pesan ke-\d+\./g) ?? [])
    expect(shown).toEqual(said)
    expect(copies.length).toBeLessThan(120)
    const wrote = (await desk.events(topic.ticket)).filter(({ what }) => what === 'wrote')
    expect(wrote.map(({ data }) => data['text'])).toEqual(said)
    await topic.catchesUp()
    await sari.edits(sent[300]!, 'pesan yang dibetulkan')
    await topic.sees(/pesan yang dibetulkan/)
    await sari.edits(sent[301]!, 'pesan lain yang dibetulkan')
    await topic.sees(/pesan lain yang dibetulkan/)
    await desk.settled()
    const now = topic
      .all()
      .map(({ text }) => text)
      .join('\n')
    for (const edited of ['pesan yang dibetulkan', 'pesan lain yang dibetulkan']) expect(now).toContain(edited)
    for (const words of said) expect(now).toContain(words)
  },
)

test('an edit of a message that a flood still holds back is shown once, as it reads now', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic } = await desk.report(sari, 'tidak bisa login')
  const sent = []
  for (let at = 1; at <= 30; at++) sent.push(await sari.says(`baris ${at}.`))
  await sari.edits(sent.at(-1)!, 'baris terakhir, dibetulkan.')
  await desk.settled()
  await desk.time.passes({ seconds: 10 })
  await topic.sees(/baris terakhir, dibetulkan\./)
  await desk.settled()
  const shown = topic.all().map(({ text }) => text)
  expect(shown.join('\n').match(/dibetulkan/g)).toHaveLength(1)
  const edited = (await desk.events(topic.ticket)).filter(({ what }) => what === 'edited')
  expect(edited.map(({ data }) => data['text'])).toEqual(['baris terakhir, dibetulkan.'])
})
