import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plainText } from '../../src/domain/rich.ts'
import { guessCategory } from '../../src/domain/classify.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { sentences, type Sentence } from '../../src/flows/sentences.ts'

const root = join(import.meta.dirname, '../..')
const keys = Object.keys(sentences) as Sentence[]
const { policy, say } = loadFlows(join(root, 'flows'))

/** Every line of the program except the table itself. */
const program = globSync('src/**/*.ts', { cwd: root })
  .filter(file => !file.endsWith('flows/sentences.ts'))
  .map(file => readFileSync(join(root, file), 'utf8'))
  .join('\n')

/** A sentence is named whole, or put together as `tombol ${label}`. */
function isSaid(key: string): boolean {
  if (program.includes(`'${key}'`) || program.includes(`say('${key}'`)) return true
  const [first, ...rest] = key.split(' ')
  return program.includes(`\`${first} \${`) && program.includes(`'${rest.join(' ')}'`)
}

describe('the files under flows/ as they are shipped', () => {
  test('are valid', () => {
    expect(policy.unit).toMatch(/^[A-Z]{2,6}$/)
    expect(policy.askLapses).toBeGreaterThanOrEqual(60_000)
    expect(policy.categories.length).toBeGreaterThan(0)
  })

  test('hold no sentence that nobody says', () => {
    expect(keys.filter(key => !isSaid(key))).toEqual([])
  })

  test.each(keys)('%s fits on a small phone: 500 characters, 6 lines', key => {
    const words = plainText(say(key))
    expect(words.length).toBeLessThanOrEqual(500)
    expect(words.split('\n').length).toBeLessThanOrEqual(6)
  })

  test.each(keys.filter(key => key.startsWith('tombol ') && key !== 'tombol lama'))('%s fits on a button', key => {
    expect(plainText(say(key)).length).toBeLessThanOrEqual(20)
  })

  test.each(keys)('%s has every value filled in that it may have', key => {
    const values = Object.fromEntries(sentences[key].map(name => [name, '•']))
    expect(plainText(say(key, values))).not.toMatch(/[{}]/)
  })

  test('never ask for a secret and never promise a time', () => {
    for (const key of keys) {
      const words = plainText(say(key)).toLowerCase()
      expect(words, key).not.toMatch(/kirimkan (kata sandi|password|otp)|dalam \d+ (menit|jam|hari) kami/)
    }
  })

  test('have categories that fit into the name of a topic, each with words as people are read', () => {
    for (const { name, words } of policy.categories) {
      expect(name.length).toBeLessThanOrEqual(20)
      expect(words.length).toBeGreaterThan(5)
      for (const word of words)
        expect(
          guessCategory(word.replaceAll('/', ' ').replace('!', ''), policy.allCategories)?.category.name,
        ).toBeDefined()
    }
  })
})
