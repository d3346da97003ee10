import { expect, test } from 'vitest'
import { beginActs, type Context } from '../../../src/app/conversation/context.ts'
import { emptyState } from '../../../src/app/conversation/state.ts'
import { forgetFile } from '../../../src/app/conversation/forget-file.ts'
import type { Ask, ConversationState } from '../../../src/app/ports.ts'
import { account, budi, monday, photo, taps, ticket } from '../../contracts/samples.ts'

const number = 'TBB-2026-000001'
const ktp = { ...photo('f1'), stored: 's1' }
const layar = { ...photo('f2'), stored: 's2' }

test('a petugas removes a file: effect and event, and the conversation does not hold it any more', () => {
  const ask: Ask = {
    kind: 'reply or note',
    about: null,
    ticket: number,
    staff: budi,
    staffName: 'Budi',
    at: monday,
    send: 'x',
    text: '',
    attachments: [ktp, layar],
    source: '',
  }
  const waiting = [{ text: 'a', attachments: [layar], source: 's', at: monday }]
  const state: ConversationState = { ...emptyState, asks: [ask], waiting }
  const tap = taps(budi, `hapus ${number}`, '5')
  const acts = beginActs(tap, { now: monday, account, contact: 'Sari' } as Context)
  const next = forgetFile(state, ticket(number), ktp, budi, acts)
  expect(next.asks[0]?.attachments).toEqual([
    { removed: true, kind: 'photo', why: 'data pribadi', networkFile: '' },
    layar,
  ])
  expect(next.waiting).toEqual(waiting)
  expect(acts.effects).toEqual([
    expect.objectContaining({
      kind: 'event',
      id: `${tap.id}#0`,
      ticket: number,
      who: budi,
      what: 'file removed',
      data: { kind: 'photo', why: 'data pribadi' },
    }),
    { kind: 'forget file', id: `${tap.id}#1`, ticket: number, file: 's1', why: 'data pribadi', at: monday },
  ])
})
