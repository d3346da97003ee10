import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Acting } from '../../../src/simulator/stories/acting.ts'
import { createGuide, type Guide, type GuideView } from '../../../src/simulator/stories/guide.ts'
import { play, type Performance } from '../../../src/simulator/stories/player.ts'
import { readStory } from '../../../src/simulator/stories/read-story.ts'
import { createRecorder } from '../../../src/simulator/stories/recorder.ts'
import type { Scenario } from '../../../src/simulator/stories/scenario.ts'
import { shippedStories } from '../../../src/simulator/stories/shipped.ts'
import { writeStory } from '../../../src/simulator/stories/write-story.ts'
import { openStoryStage, type StoryStage } from './stage.ts'

const patience = { timeout: 20_000 }

let stage: StoryStage
const folder = mkdtempSync(join(tmpdir(), 'loket-cerita-'))

beforeAll(async () => {
  stage = await openStoryStage()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function performed(scenario: Scenario): Promise<{ lines: string[]; performance: Performance }> {
  const lines: string[] = []
  const performance = await play(scenario, stage.acting, stage.playground, {
    ...stage.stagehands,
    say: line => void lines.push(line),
  })
  return { lines, performance }
}

const shipped = (name: string): Scenario => shippedStories().find(one => one.name === name)!

function written(text: string): Scenario {
  const path = join(folder, 'uji.yaml')
  writeFileSync(path, text)
  return readStory(path)
}

describe('a story', () => {
  test.each(shippedStories().map(({ name }) => name))(
    '"%s" that comes with the simulator happens as its file says, again and again',
    { timeout: 120_000 },
    async name => {
      const { performance, lines } = await performed(shipped(name))
      expect(performance.failure).toBeNull()
      expect(performance.verdict).toMatchObject({ waiting: 0, lost: 0, repeated: 0 })
      expect(lines.join('\n')).not.toMatch(/\{\p{L}+\}/u)
    },
  )

  test('is played by somebody new where its people have spoken before', async () => {
    const { performance, lines } = await performed(shipped('pertama'))
    expect(performance.failure).toBeNull()
    expect(lines[0]).toBe(
      '— Anda Rina, penyedia. Unggah penawaran gagal dan waktunya hampir habis. Laporannya sudah ditulis; tekan tombol kirim.',
    )
  })

  test('that does not come true says what was awaited and what stood there', async () => {
    const scenario = written(`cerita: uji
judul: Uji
ringkas: Yang ditunggu tidak datang.
pemeran: { Tuti: orang baru }
langkah:
  - tulis: BANTUAN
    oleh: Tuti
    di: Telegram
  - lihat: kata yang tidak pernah ada
    oleh: Tuti
    di: Telegram
    paling lama: 3 detik
`)
    const { performance } = await performed(scenario)
    expect(performance.failure?.line).toBe(9)
    expect(performance.failure?.words).toMatch(
      /^Tuti melihat "kata yang tidak pernah ada" di Telegram \(ditunggu 3 detik\)\n {2}Yang ada di Telegram:\n {4}tuti: BANTUAN\n {4}Loket: /,
    )
  })
})

describe('a guide', () => {
  function guided(): { guide: Guide; view: () => GuideView; reaches: (part: Partial<GuideView>) => Promise<void> } {
    const guide = createGuide({ ...stage, ...stage.stagehands, changed: () => undefined })
    return {
      guide,
      view: () => guide.view()!,
      reaches: part => expect.poll(() => guide.view(), patience).toMatchObject(part),
    }
  }

  const newest = () => stage.acting.outsiders().at(-1)!.key

  test('goes on by what the world shows, however the person did it, and whatever else they do', async () => {
    const { acting } = stage
    const { guide, view, reaches } = guided()
    expect(guide.view()).toBeNull()
    guide.begin(shipped('pertama'))
    await reaches({ step: 1, of: 5, state: 'you' })
    const sari = newest()
    const topic = { topic: { of: sari } }
    expect(view().heading).toBe(`Anda ${acting.person(sari)!.name.split(' ')[0]}, penyedia`)
    expect(view().pointers).toMatchObject({
      targets: ['[data-sasaran="wa-kirim"]', `[data-sasaran="wa-orang:${sari}"]`, '[data-sasaran="tab:wa"]'],
      view: { tab: 'wa', wa: sari, di: 'wa', isi: expect.stringMatching(/^Apendo gagal kirim/) },
    })

    // Something else in between: the step stays, and goes on with other words than those prepared.
    await acting.act({ do: 'write', who: sari, where: 'telegram', text: 'BANTUAN' })
    await acting.act({ do: 'write', who: 'wati', where: 'general', text: '/antrean' })
    await acting.act({ do: 'write', who: 'budi', where: 'telegram', text: '/antrean' })
    expect(view()).toMatchObject({ step: 1, state: 'you' })
    await acting.act({ do: 'write', who: sari, where: 'whatsapp', text: 'gagal unggah penawaran, sejam lagi ditutup' })
    await reaches({ step: 2, state: 'you', heading: 'Sekarang Anda Budi, petugas' })
    const { thread } = { thread: acting.thread({ of: sari })! }
    await expect
      .poll(() => view().pointers?.targets[0], patience)
      .toMatch(/^#grup-\d+ \[data-sasaran="tombol:Ambil"\]$/)
    expect(view().pointers?.view).toEqual({ tab: 'grup', staf: 'budi', topik: String(thread) })

    await acting.act({ do: 'tap', who: 'budi', where: { topic: { thread } }, button: 'Ambil' })
    await reaches({ step: 3, state: 'you', heading: 'Beri jawabannya' })
    await acting.act({ do: 'tap', who: 'budi', where: topic, button: 'Selesai' })
    await reaches({ step: 3, state: 'you', heading: 'Tulis solusinya' })
    await expect.poll(() => view().pointers?.view['pesan'], patience).toMatch(/^grup\.balas\.\d+$/)
    const question = { words: 'apa solusinya?' }
    await acting.act({ do: 'write', who: 'budi', where: topic, text: 'Coba jaringan lain.', replyTo: question })
    await reaches({ step: 4, state: 'you' })
    await acting.act({ do: 'tap', who: 'budi', where: topic, button: 'Kirim' })
    await reaches({ step: 5, state: 'you', pointers: { view: { isi: '1' } } as never })
    await acting.act({ do: 'write', who: sari, where: 'whatsapp', text: 'sudah' })
    await reaches({ state: 'done', heading: 'Selesai' })
    expect(view().words).toMatch(/tertolong tanpa mengangkat telepon/)
    guide.close()
  })

  test('may be left at any time, and begun anew with somebody new', async () => {
    const { acting } = stage
    const { guide, reaches } = guided()
    guide.begin(shipped('pertama'))
    await reaches({ step: 1, state: 'you' })
    const first = newest()
    const before = guide.view()
    guide.skip()
    expect([guide.view(), guide.isLeft]).toEqual([null, true])
    guide.resume()
    expect(guide.view()).toEqual(before)
    guide.skip()
    await acting.act({ do: 'write', who: first, where: 'whatsapp', text: 'BANTUAN' })
    guide.begin(shipped('pertama'))
    await reaches({ step: 1, state: 'you' })
    expect(newest()).not.toBe(first)
    guide.close()
  })

  test('reads out what is told until it was read, and plays by itself where that was asked', async () => {
    const { guide, reaches } = guided()
    guide.begin(shipped('salah-balas'), { alone: true })
    await reaches({ state: 'read', heading: 'Tetap di dalam' })
    guide.next()
    await reaches({ heading: 'Membalas, tetapi untuk rekan' })
    guide.close()
  })
})

test('what people did is saved as a story that, played again, is the same conversation', async () => {
  const { acting } = stage
  const recorder = createRecorder(acting, stage.playground)
  const { who } = await acting.act({ do: 'come', name: 'Nining' })
  const nining = who!
  const topic = { topic: { of: nining } }
  const sees = async (by: string, where: Parameters<Acting['look']>[1], words: RegExp) => {
    const find = () =>
      acting.look(acting.person(by)!, where).findLast(one => one.from === 'bot' && words.test(one.text))
    await expect.poll(find, patience).toBeDefined()
    return find()!
  }
  await acting.act({ do: 'write', who: nining, where: 'whatsapp', text: 'gagal unggah penawaran, sejam lagi ditutup' })
  await sees(nining, 'whatsapp', /nomor tiket/)
  const copy = await sees('budi', topic, /^👤 gagal unggah/)
  const thread = acting.thread({ of: nining })!
  await acting.act({ do: 'tap', who: 'budi', where: { topic: { thread } }, button: 'Ambil' })
  await sees('budi', topic, /Ditangani/)
  const answer = { do: 'write', who: 'budi', where: { topic: { thread } }, text: 'Coba jaringan lain.' } as const
  await acting.act({ ...answer, replyTo: { id: copy.id } })
  const got = await sees(nining, 'whatsapp', /^Coba jaringan lain\.$/)
  await acting.act({ do: 'react', who: nining, where: 'whatsapp', message: { id: got.id }, emoji: '👍' })
  await acting.act({ do: 'clock', minutes: 1 })
  await acting.act({ do: 'write', who: nining, where: 'whatsapp', files: [{ kind: 'photo' }] })
  await sees('budi', topic, /👍 dari pelapor/)
  await stage.stagehands.settled()
  const text = writeStory(recorder.scenario())
  recorder.stop()
  expect(text).toContain('Nining: orang baru')
  expect(text).not.toMatch(/TBB-\d/)

  const talk = (key: string) =>
    acting.look(acting.person(key)!, 'whatsapp').map(({ from, text: words, file }) => ({
      from: from === key ? 'pelapor' : from,
      words: words.replace(/\d/g, '0'),
      file,
    }))
  const { performance } = await performed(written(text))
  expect(performance.failure, text).toBeNull()
  expect(talk(acting.outsiders().at(-1)!.key)).toEqual(talk(nining))
})
