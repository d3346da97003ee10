import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plainText } from '../../src/domain/rich.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { limits } from '../../src/flows/read-words.ts'
import { play } from './player.ts'

const { conversations, say } = loadFlows(join(import.meta.dirname, '../../flows'))

describe.each(Object.values(conversations))('$name', flow => {
  test('has examples', () => {
    expect(flow.examples.length).toBeGreaterThan(0)
  })

  test.each(flow.examples)('$title', example => {
    expect(play(flow, example)).toEqual(example.lines)
  })

  test.each(flow.examples)('$title: every message fits on a small phone', example => {
    for (const { by, text } of play(flow, example, plainText(say('privasi singkat')))) {
      if (by !== 'bot') continue
      const message = text.replace(/\n\[.*\]$/, '')
      expect(message.length, message).toBeLessThanOrEqual(limits.text)
      expect(message.split('\n').length, message).toBeLessThanOrEqual(limits.lines)
    }
  })

  test('every step is taken in some example', () => {
    const spoken = flow.examples.flatMap(example => play(flow, example))
    const untold = flow.steps.filter(step => {
      if (step.kind === 'do') return !spoken.some(({ by, text }) => by === 'lakukan' && text === step.action)
      const words = step.text
        .split(/\{[^}]*\}|\*|\n/)
        .map(one => one.trim())
        .filter(one => one.length > 3)
      return !spoken.some(({ by, text }) => by === 'bot' && words.every(one => text.includes(one)))
    })
    expect(untold.map(step => (step.kind === 'do' ? step.action : step.text))).toEqual([])
  })
})
