import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../../../src/app/message.ts'
import { createReceiving } from '../../../src/channels/whatsapp/receiving.ts'
import { LoketError } from '../../../src/errors.ts'

const log = pino({ level: 'silent' })
const said = (id: string): Incoming[] => [
  {
    kind: 'call',
    id,
    account: 'whatsapp:utama',
    chat: '1@lid',
    sentAt: new Date(0),
    from: { id: '1@lid', name: 'Sari' },
  },
]

function inbox(failures = 0): {
  stored: string[]
  forgotten: string[]
  parts: Omit<Parameters<typeof createReceiving>[0], 'signal'>
} {
  const stored: string[] = []
  const forgotten: string[] = []
  return {
    stored,
    forgotten,
    parts: {
      log,
      async receive(messages) {
        await Promise.resolve()
        if (failures-- > 0) throw new LoketError('DATABASE_UNREACHABLE')
        stored.push(...messages.map(({ id }) => id))
      },
      forget: ids => void forgotten.push(...ids.map(id => `${id} of ${stored.length}`)),
    },
  }
}

describe('messages on their way into the inbox', () => {
  test('are stored in order, and let go only then', async () => {
    const { stored, forgotten, parts } = inbox(2)
    const receiving = createReceiving({ ...parts, signal: new AbortController().signal })
    receiving.push(said('a'), ['A'])
    receiving.push([], ['nothing'])
    receiving.push(said('b'), ['B'])
    await receiving.settled()
    expect(stored).toEqual(['a', 'b'])
    expect(forgotten).toEqual(['A of 2', 'nothing of 2', 'B of 2'])
  })

  test('do not wait for the next when they come at the very end of the one before', async () => {
    // One of these is the moment between the last look and the end.
    for (let turns = 0; turns < 40; turns++) {
      const { stored, parts } = inbox()
      const receiving = createReceiving({ ...parts, signal: new AbortController().signal })
      receiving.push(said('first'), [])
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      receiving.push(said('second'), [])
      await receiving.settled()
      expect(stored, `after ${turns} turns`).toEqual(['first', 'second'])
    }
  })

  test('are tried once more at the end, and kept for the next start when that fails', async () => {
    const ending = new AbortController()
    const { stored, forgotten, parts } = inbox(Infinity)
    const receiving = createReceiving({ ...parts, signal: ending.signal })
    receiving.push(said('a'), ['A'])
    ending.abort()
    await receiving.settled()
    expect(stored).toEqual([])
    expect(forgotten).toEqual([])
  })
})
