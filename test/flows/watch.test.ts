import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { plainText } from '../../src/domain/rich.ts'
import { watchFlows, type FlowsNews, type FlowsWatch } from '../../src/flows/watch.ts'
import { useFlowsFolder } from './folder.ts'

const folder = useFlowsFolder()
const patience = { timeout: 20_000 }
let heard: FlowsNews[]
const watches: FlowsWatch[] = []

afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.close()
})

async function watched(): Promise<FlowsWatch> {
  const own: FlowsNews[] = []
  heard = own
  const watch = await watchFlows(folder.path, news => void own.push(news), 10)
  watches.push(watch)
  return watch
}

const said = (watch: FlowsWatch): string => plainText(watch.flows().say('dilepas'))

describe('a changed file under flows/', () => {
  test('is taken up when it is valid', async () => {
    const watch = await watched()
    const before = watch.flows()
    expect(watch.news()).toBeNull()
    folder.edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas: Tiket bebas lagi.')
    await expect.poll(() => said(watch), patience).toBe('Tiket bebas lagi.')
    expect(heard).toEqual([{ kind: 'taken', id: expect.stringMatching(/^[0-9a-f]{16}$/), files: ['pesan.yaml'] }])
    expect(watch.news()).toBe(heard[0])
    // Who began to answer with the old words ends with them.
    expect(plainText(before.say('dilepas'))).toBe('Tiket dilepas.')
  })

  test('is not taken up when it is not: the old words stay until it is', async () => {
    const watch = await watched()
    folder.edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas: Tiket {nomor} bebas lagi.')
    await expect.poll(() => heard.length, patience).toBe(1)
    expect(heard[0]).toMatchObject({ kind: 'refused', mistakes: [expect.stringContaining('{nomor} tidak diisi')] })
    expect(said(watch)).toBe('Tiket dilepas.')
    folder.edit('pesan.yaml', 'Tiket {nomor} bebas', 'Tiket bebas')
    await expect.poll(() => said(watch), patience).toBe('Tiket bebas lagi.')
    expect(heard.map(({ kind }) => kind)).toEqual(['refused', 'taken'])
  })

  test('with the same mistake saved again says nothing new, with another it does, and after a good one again', async () => {
    await watched()
    const right = folder.read('pesan.yaml')
    const kinds = (): string => heard.map(({ kind }) => kind).join(' ')
    folder.edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas:')
    await expect.poll(kinds, patience).toBe('refused')
    const path = join(folder.path, 'pesan.yaml')
    utimesSync(path, 1_700_000_000, 1_700_000_000)
    folder.edit('pesan.yaml', /^diambil: .*$/m, 'diambil:')
    await expect.poll(kinds, patience).toBe('refused refused')
    writeFileSync(path, right)
    await expect.poll(kinds, patience).toBe('refused refused taken')
    folder.edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas:')
    await expect.poll(kinds, patience).toBe('refused refused taken refused')
    expect(new Set(heard.map(({ id }) => id)).size).toBe(4)
  })

  test('is taken up also when an editor puts another file in its place', async () => {
    const watch = await watched()
    const path = join(folder.path, 'pesan.yaml')
    writeFileSync(`${path}~`, folder.read('pesan.yaml').replace(/^dilepas: .*$/m, 'dilepas: Bebas.'))
    renameSync(`${path}~`, path)
    await expect.poll(() => said(watch), patience).toBe('Bebas.')
  })

  test('that vanished is a mistake, not an end', async () => {
    const watch = await watched()
    const words = folder.read('pesan.yaml')
    rmSync(join(folder.path, 'pesan.yaml'))
    await expect.poll(() => heard.length, patience).toBe(1)
    expect(heard[0]).toMatchObject({ mistakes: ['pesan.yaml: berkas tidak dapat dibaca'] })
    expect(said(watch)).toBe('Tiket dilepas.')
    writeFileSync(join(folder.path, 'pesan.yaml'), words)
    await expect.poll(() => heard.at(-1)?.kind, patience).toBe('taken')
  })

  test('has the same name in every process', async () => {
    await watched()
    const first = heard
    await watched()
    folder.edit('kebijakan.yaml', 'singkatan: TBB', 'singkatan: tbb')
    await expect.poll(() => [first.length, heard.length], patience).toEqual([1, 1])
    expect(first).toEqual(heard)
  })
})

test('a folder that is wrong from the start is refused', async () => {
  folder.edit('kebijakan.yaml', 'singkatan: TBB', 'singkatan: tbb')
  await expect(watched()).rejects.toMatchObject({ code: 'FLOWS_INVALID' })
})
