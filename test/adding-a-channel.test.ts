import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorTable } from '../src/errors.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const guide = read('docs/menambah-kanal.md')

/** Code is indented differently in the guide, and may be broken elsewhere. */
const flat = (code: string): string => code.replaceAll(/\s+/g, ' ').trim()

/** The blocks of code: from which file, and the pieces between "…", which stands for what was left out. */
const blocks = [...guide.matchAll(/^ *```(\S*) ?(.*)\n([\s\S]*?)^ *```$/gm)].map(
  ([, language, path = '', code = '']) => ({
    language,
    path,
    pieces: code.split(/^ *\/\/ …$/m).map(flat),
  }),
)

describe('docs/menambah-kanal.md', () => {
  test('names the file of every block of code', () => {
    const code = blocks.filter(block => block.language !== 'sh')
    expect(code.length).toBeGreaterThan(6)
    for (const { language, path } of code)
      expect([language, path]).toEqual(['ts', expect.stringMatching(/^test\/\S+\.ts$/)])
  })

  test.each(blocks.filter(block => block.path))('shows $path as it is', ({ path, pieces }) => {
    const file = flat(read(path))
    let from = 0
    for (const piece of pieces) {
      const at = file.indexOf(piece, from)
      expect(at, `${path} has no longer: ${piece}`).toBeGreaterThanOrEqual(0)
      from = at + piece.length
    }
  })

  test('speaks only of files that there are, or that a new network is to bring', () => {
    const named = [...guide.matchAll(/`((?:src|test|docs)\/[^`*]+)`/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter(path => !path.includes('surat') && !existsSync(join(root, path)))).toEqual([])
  })

  test('explains every error a channel may throw, and no other', () => {
    const promised = /export interface Channel \{[\s\S]*?\n\}/
      .exec(read('src/app/ports.ts'))![0]
      .match(/\b[A-Z]+_[A-Z_]+\b/g)!
    expect(promised.length).toBeGreaterThan(8)
    for (const code of promised) expect(guide).toContain(`\`${code}\``)
    const named = [...guide.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code]) => code!)
    expect(named.filter(code => !(code in errorTable))).toEqual([])
  })

  test('says what every part of a channel promises', () => {
    const port = /export interface Channel \{([\s\S]*?)\n\}/.exec(read('src/app/ports.ts'))![1]!
    const methods = [...port.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name!)
    expect(methods).toContain('send')
    for (const method of methods) expect(guide).toMatch(new RegExp(`^\\| \`${method}\``, 'm'))
  })
})

test('the tiny network imports no more than a folder under src/channels may', () => {
  const files = globSync('test/third-network/{translate,render,client,adapter,receiving}.ts', { cwd: root })
  expect(files).toHaveLength(5)
  const targets = files.flatMap(file =>
    [...read(file).matchAll(/\sfrom '([^']+)'/g)].map(([, target = '']) =>
      target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
    ),
  )
  const allowed = /^(node:|src\/(app|domain|flows)\/|src\/(errors|log)\.ts$)/
  expect(targets.filter(target => !allowed.test(target) && !files.includes(target))).toEqual([])
})
