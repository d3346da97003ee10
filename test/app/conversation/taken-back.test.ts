import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../src/app/conversation/context.ts'
import type { Attachment, TakenBack } from '../../../src/app/message.ts'
import type { ConversationState, Said, Send } from '../../../src/app/ports.ts'
import { after, group, monday, ticket } from '../../contracts/samples.ts'
import { emptyState, flows, grant, member, sendsIn, wordsIn } from './deciding.ts'
import { decidedOnPhone, goesOn, newTalk, phone, read, rini, sent, talks, writes } from './listed.ts'

const number = 'TBB-2026-000001'
const open: ConversationState = { ...emptyState, name: 'Rini', greeted: true, privacy: 9, tickets: [ticket(number)] }

function takesBack(messageId: string): TakenBack {
  return {
    kind: 'taken back',
    id: `${phone}:${rini}/${messageId}!`,
    account: phone,
    chat: rini,
    sentAt: monday,
    from: { id: rini, name: 'Rini' },
    of: `${phone}:${rini}/${messageId}`,
  }
}

/** The sends of a decision that carry on these words, as they went out. */
function copiesIn({ effects }: Decision): Send[] {
  return sendsIn(effects)
    .filter(send => send.purpose === 'mirror')
    .map((send, at) => sent(send, String(50 + at)))
}

/** What is done to copies, one line each. */
function changes(decision: Decision): string[] {
  return sendsIn(decision.effects)
    .filter(send => send.purpose === 'mirror')
    .map(send => {
      const { content } = send
      const only = content.kind === 'delete' && content.only ? ` ${content.only.join()}` : ''
      return `${content.kind}${only}: ${wordsIn(send)}`
    })
}

const photo = (id: string, fields: Partial<Attachment> = {}): Attachment => ({
  kind: 'photo',
  networkFile: id,
  stored: `stored ${id}`,
  ...fields,
})

describe('a message that the person deletes', () => {
  test('is replaced in the topic by the sentence that it was', () => {
    const { state, ...wrote } = decidedOnPhone(open, writes('kata sandi saya rahasia', { messageId: '7' }))
    const back = decidedOnPhone(state, takesBack('7'), { carried: copiesIn({ state, ...wrote }) })
    expect(changes(back)).toEqual(['edit: 🗑 Pesan dihapus oleh pengirim.'])
    expect(back.effects[0]).toMatchObject({
      kind: 'event',
      what: 'taken back',
      ticket: number,
      data: { source: `${phone}:${rini}/7` },
    })
    expect(sendsIn(back.effects).filter(send => 'chat' in send.to && send.to.chat === rini)).toEqual([])
  })

  test('in several parts is replaced in each', () => {
    const wrote = decidedOnPhone(open, writes('panjang '.repeat(1000), { messageId: '7' }))
    const back = decidedOnPhone(wrote.state, takesBack('7'), { carried: copiesIn(wrote) })
    expect(changes(back)).toEqual(['edit: 🗑 Pesan dihapus oleh pengirim.', 'edit: 🗑 Pesan dihapus oleh pengirim.'])
  })

  test('with a file goes from the topic, and the sentence stands there', () => {
    const wrote = decidedOnPhone(open, writes('ini KK saya', { messageId: '7', attachments: [photo('f1')] }))
    const back = decidedOnPhone(wrote.state, takesBack('7'), { carried: copiesIn(wrote) })
    expect(changes(back)).toEqual(['delete: ', 'text: 🗑 Pesan dihapus oleh pengirim.'])
  })

  test('after it was edited is gone in both versions, and counts for nothing any more', () => {
    const wrote = decidedOnPhone(open, writes('lama', { messageId: '7' }))
    const edit = writes('baru', { kind: 'edit', messageId: '7', id: `${phone}:${rini}/7~2` })
    const edited = decidedOnPhone(wrote.state, edit, { carried: copiesIn(wrote) })
    expect(changes(edited)).toEqual([expect.stringMatching(/^edit: 👤 lama\n\n✏️ diubah 08\.00:\nbaru$/)])
    const carried = [...copiesIn(wrote), ...copiesIn(edited)]
    const back = decidedOnPhone(edited.state, takesBack('7'), { carried })
    expect(changes(back)).toEqual(['edit: 🗑 Pesan dihapus oleh pengirim.'])
    const all = [...carried, ...copiesIn(back)]
    expect(decidedOnPhone(back.state, takesBack('7'), { carried: all }).effects).toEqual([])
    expect(decidedOnPhone(back.state, edit, { carried: all }).effects).toEqual([])
  })

  test('that never came into the topic leaves the record alone', () => {
    const back = decidedOnPhone(open, takesBack('7'))
    expect(back.effects).toEqual([expect.objectContaining({ kind: 'event', what: 'taken back', ticket: number })])
    expect(back.state).toEqual({ ...open, heardAt: monday })
  })

  test.each(['failed', 'unknown'] as const)(
    'whose copy stays (%s) is told to the topic, which can be made anew',
    outcome => {
      const wrote = decidedOnPhone(open, writes('ini KK saya', { messageId: '7', attachments: [photo('f1')] }))
      const back = decidedOnPhone(wrote.state, takesBack('7'), { carried: copiesIn(wrote) })
      const named = copiesIn(back)[0]!
      const news = {
        kind: 'delivery' as const,
        id: 'd1',
        account: phone,
        chat: '',
        sentAt: monday,
        outcome,
        send: named._id,
      }
      const told = sendsIn(decidedOnPhone(back.state, { ...news, reason: '' }, { named }).effects)
      expect(told.map(wordsIn)).toEqual([expect.stringMatching(/salinannya di sini tidak bisa saya hapus/)])
      expect(told[0]!.content).toMatchObject({ buttons: [[{ data: `bangun ${number}` }]] })
    },
  )
})

/** So many within a minute are shown together in part. */
const many = flows.policy.flood.messages + 4

describe('of several messages', () => {
  const flood = (
    make: (at: number) => Parameters<typeof writes> = at => [`kata ke-${at}`],
  ): { state: ConversationState; copy: Send; copies: Send[]; said: Said[] } => {
    let state = open
    for (let at = 0; at < many; at++) {
      const [words, fields] = make(at)
      state = decidedOnPhone(state, writes(words, { ...fields, messageId: `m${at}` })).state
    }
    const held = state.burst!.words
    const alarm = { kind: 'alarm' as const, id: 'a1', account: '', chat: '', sentAt: after(1) }
    const shown = decidedOnPhone(state, alarm, { now: after(1) })
    const said = held.map(({ text, attachments, source }) => ({ text, attachments, source }))
    return { state: shown.state, copy: copiesIn(shown)[0]!, copies: copiesIn(shown), said }
  }

  test('shown as one the others stay', () => {
    const { state, copy, said } = flood()
    expect(copy.also!.length).toBeGreaterThan(1)
    const second = said[1]!
    const back = decidedOnPhone(state, takesBack(second.source!.split('/').at(-1)!), { carried: [copy], said })
    const [shown] = changes(back)
    expect(shown).toMatch(/\n🗑 Pesan dihapus oleh pengirim\.$/)
    expect(shown!.split('\n')).not.toContain(second.text)
    for (const one of said.filter(other => other !== second)) expect(shown).toContain(one.text)
  })

  test('shown as one in words and files, the others stay, and nothing is said twice', () => {
    const { state, copies, said } = flood(at => [
      `kata ke-${at} ${'panjang '.repeat(50)}`,
      { attachments: [photo(`f${at}`)] },
    ])
    expect(copies.map(({ content }) => content.kind)).toEqual(['text', 'files'])
    const second = said[1]!
    const back = decidedOnPhone(state, takesBack(second.source!.split('/').at(-1)!), { carried: copies, said })
    expect(changes(back)).toEqual([expect.stringMatching(/^edit: 👤 kata ke-/), 'delete 1: '])
    expect(changes(back)[0]).not.toContain(second.text.slice(0, 10))
    for (const one of said.filter(other => other !== second)) expect(changes(back)[0]).toContain(one.text.slice(0, 10))
  })

  test('of which nobody knows the parts, all go', () => {
    const { state, copy, said } = flood()
    const back = decidedOnPhone(state, takesBack(said[1]!.source!.split('/').at(-1)!), { carried: [copy] })
    expect(changes(back)).toEqual(['edit: 🗑 Pesan dihapus oleh pengirim.'])
  })

  test('one that is held back in a flood is never shown', () => {
    let state = open
    for (let at = 0; at < many; at++) state = decidedOnPhone(state, writes(`kata ${at}`, { messageId: `m${at}` })).state
    const last = state.burst!.words.at(-1)!
    const back = decidedOnPhone(state, takesBack(`m${many - 1}`))
    expect(last.text).toBe(`kata ${many - 1}`)
    expect(back.state.burst!.words).toEqual(state.burst!.words.slice(0, -1))
    expect(back.effects).toEqual([expect.objectContaining({ what: 'taken back', ticket: number })])
  })

  test('in an album one picture goes by itself, and with the one that had words all words', () => {
    const album = writes('bukti', {
      messageId: 'p1',
      attachments: [photo('f1', { of: 'p1' }), photo('f2', { of: 'p2', captioned: true }), photo('f3', { of: 'p3' })],
    })
    const wrote = decidedOnPhone(open, album)
    const carried = copiesIn(wrote)
    expect(carried[0]!.also).toEqual([`${phone}:${rini}/p2`, `${phone}:${rini}/p3`])
    expect(changes(decidedOnPhone(wrote.state, takesBack('p3'), { carried }))).toEqual([
      'delete 2: ',
      'edit: 👤 bukti\n🗑 Pesan dihapus oleh pengirim.',
    ])
    expect(changes(decidedOnPhone(wrote.state, takesBack('p2'), { carried }))).toEqual([
      'delete 1: ',
      'edit: 🗑 Pesan dihapus oleh pengirim.',
    ])
    expect(changes(decidedOnPhone(wrote.state, takesBack('p1'), { carried }))).toEqual([
      'delete 0: ',
      'text: 👤 bukti\n🗑 Pesan dihapus oleh pengirim.',
    ])
  })
})

describe('words that wait', () => {
  test('for the end of a report come into no ticket', () => {
    const told = talks({ ...newTalk, state: { ...emptyState, greeted: true, privacy: 9 } }, 'tidak bisa login')
    const more = goesOn(told, writes('nomor rekening saya 123', { messageId: '8' }))
    const back = goesOn(more, takesBack('8'))
    expect(back.state.form?.words.map(one => one.text)).toEqual(['tidak bisa login'])
    expect(talks(back, 'petugas').sends.map(wordsIn).join()).not.toContain('rekening')
  })

  test('and were all there was of it: the report is over, and that is said', () => {
    const told = goesOn(newTalk, writes('tidak bisa login', { messageId: '8' }))
    const back = goesOn(told, takesBack('8'))
    expect(back.state.form).toBeNull()
    expect(read(back).at(-1)).toMatch(/pesan yang Anda hapus tidak kami teruskan/)
  })

  test('for a choice between tickets, for a desk, or for a Kepala are taken out', () => {
    const words = { text: 'rahasia', attachments: [], source: `${phone}:${rini}/8`, at: monday }
    const state: ConversationState = {
      ...open,
      waiting: [words],
      choosing: { words: [words], since: monday },
      reopened: { number, words: [words] },
      complaints: [
        { number: 'ADU-2026-000001', status: 'open', openedAt: monday, closedAt: null, waiting: [words], head: null },
      ],
    }
    const back = decidedOnPhone(state, takesBack('8'))
    expect(JSON.stringify(back.state)).not.toContain('rahasia')
    expect(back.state).toMatchObject({ waiting: [], choosing: null, reopened: null })
    expect(sendsIn(back.effects)).toEqual([])
  })
})

test('a complaint that the person deletes is replaced in the chat of the Kepala, and nothing of it comes into the group', () => {
  const state: ConversationState = {
    ...open,
    complaints: [
      { number: 'ADU-2026-000001', status: 'open', openedAt: monday, closedAt: null, waiting: [], head: '900' },
    ],
  }
  const source = `${phone}:${rini}/7`
  const copy = {
    ...copiesIn(decidedOnPhone(open, writes('kemarin di loket', { messageId: '7' })))[0]!,
    ticket: 'ADU-2026-000001',
    to: { chat: '900' },
    source,
  }
  const back = decidedOnPhone(state, takesBack('7'), { carried: [copy] })
  expect(sendsIn(back.effects).map(send => send.to)).toEqual([{ chat: '900' }])
  expect(changes(back)).toEqual(['edit: 🗑 Pesan dihapus oleh pengirim.'])
  expect(back.effects[0]).toMatchObject({ what: 'taken back', ticket: 'ADU-2026-000001' })
  expect(sendsIn(back.effects).some(send => 'chat' in send.to && send.to.chat === group)).toBe(false)
})

test('a complaint that was edited is gone in both versions once the person deletes it', () => {
  const state: ConversationState = {
    ...open,
    tickets: [],
    complaints: [
      { number: 'ADU-2026-000001', status: 'open', openedAt: monday, closedAt: null, waiting: [], head: '900' },
    ],
    focus: { number: 'ADU-2026-000001', at: monday },
  }
  const roster = [member('900', 'Bu Kepala', { roles: [grant('kepala')] })]
  const wrote = decidedOnPhone(state, writes('kemarin di loket', { messageId: '7' }), { roster })
  const edit = writes('kemarin dimintai uang', { kind: 'edit', messageId: '7', id: `${phone}:${rini}/7~2` })
  const edited = decidedOnPhone(wrote.state, edit, { roster, carried: copiesIn(wrote) })
  const copies = [...copiesIn(wrote), ...copiesIn(edited)]
  expect(copies.map(({ said }) => said)).toEqual(['kemarin di loket', expect.stringContaining('kemarin dimintai uang')])
  const carried = copies.filter(({ source }) => source === `${phone}:${rini}/7`)
  const back = decidedOnPhone(edited.state, takesBack('7'), { roster, carried })
  expect(changes(back)).toEqual(['edit: 🗑 Pesan dihapus oleh pengirim.', 'edit: 🗑 Pesan dihapus oleh pengirim.'])
})
