import { describe, expect, test } from 'vitest'
import { allowedUpdates, isMember, translate, type TelegramUpdate } from '../../../src/channels/telegram/translate.ts'
import type { Heard, Incoming } from '../../../src/app/message.ts'

const account = 'telegram:7'
const date = 1_772_413_200
const sari = { id: 101, is_bot: false, first_name: 'Sari', last_name: 'Wulandari', username: 'sari' }
const budi = { id: 202, is_bot: false, first_name: 'Budi' }
const bot = { id: 7, is_bot: true, first_name: 'Loket' }
const anonymous = { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }
const privateChat = { id: 101, type: 'private' }
const group = { id: -1001, type: 'supergroup', title: 'Loket' }

function message(fields: object): TelegramUpdate {
  return { update_id: 1, message: { message_id: 5, date, chat: privateChat, from: sari, ...fields } }
}

function edited(fields: object): TelegramUpdate {
  const { message: inner } = message(fields)
  return { update_id: 1, edited_message: { ...inner!, edit_date: date + 60 } }
}

/** What an update says, or null. */
function first(update: TelegramUpdate, of: string): Incoming | null {
  const [one = null, ...more] = translate(update, of)
  expect(more).toEqual([])
  return one
}

function heard(update: TelegramUpdate): Heard {
  const found = first(update, account)
  expect(found?.kind === 'message' || found?.kind === 'edit').toBe(true)
  return found as Heard
}

describe('a private message', () => {
  test('of words', () => {
    expect(first(message({ text: 'Saya gagal unggah' }), account)).toEqual({
      kind: 'message',
      id: 'telegram:7:101/5',
      account,
      chat: '101',
      sentAt: new Date(date * 1000),
      where: 'private',
      messageId: '5',
      from: { id: '101', name: 'Sari Wulandari', username: 'sari' },
      text: 'Saya gagal unggah',
      attachments: [],
      secretHidden: false,
    } satisfies Incoming)
  })

  test('with a secret loses it here, before anything is stored', () => {
    const { text, secretHidden } = heard(message({ text: 'password saya Rahasia123' }))
    expect([text, secretHidden]).toEqual(['password saya ••••••', true])
    expect(heard(message({ caption: 'otp 123456', photo: [{ file_id: 'p' }] })).text).toBe('otp ••••••')
    const named = { file_id: 'd', file_name: 'password Rahasia123.txt' }
    expect(JSON.stringify(first(message({ document: named }), account))).not.toContain('Rahasia123')
  })

  test.each<[string, object, object]>([
    [
      'photo',
      { photo: [{ file_id: 'small' }, { file_id: 'large', file_size: 9 }] },
      { kind: 'photo', networkFile: 'large', size: 9 },
    ],
    [
      'document',
      { document: { file_id: 'd', file_name: 'surat.pdf', file_size: 5 } },
      { kind: 'document', networkFile: 'd', name: 'surat.pdf', size: 5 },
    ],
    ['voice', { voice: { file_id: 'v' } }, { kind: 'voice', networkFile: 'v' }],
    ['audio', { audio: { file_id: 'a', file_name: 'a.mp3' } }, { kind: 'audio', networkFile: 'a', name: 'a.mp3' }],
    ['video', { video: { file_id: 'v', file_unique_id: 'u' } }, { kind: 'video', networkFile: 'v', unique: 'u' }],
    ['round video', { video_note: { file_id: 'n' } }, { kind: 'video_note', networkFile: 'n' }],
    ['GIF', { animation: { file_id: 'g' }, document: { file_id: 'g' } }, { kind: 'animation', networkFile: 'g' }],
    ['sticker', { sticker: { file_id: 's', emoji: '👍' } }, { kind: 'sticker', networkFile: 's' }],
  ])('with a %s', (_, fields, attachment) => {
    expect(heard(message({ ...fields, caption: 'ini' }))).toMatchObject({ text: 'ini', attachments: [attachment] })
  })

  test.each([
    ['location', { latitude: -4.43, longitude: 105.1 }, 'lokasi: -4.43, 105.1'],
    ['contact', { phone_number: '081234567890', first_name: 'Dewi' }, 'kartu kontak: Dewi, 081234567890'],
    ['contact', { phone_number: '6281234567890', first_name: 'Dewi' }, 'kartu kontak: Dewi, +6281234567890'],
    ['poll', { question: 'Siapa ikut?' }, 'jajak pendapat: Siapa ikut?'],
    ['poll', {}, 'jajak pendapat'],
    ['dice', {}, 'dadu'],
    ['story', {}, 'cerita'],
    ['something_of_2030', {}, 'pesan jenis lain'],
  ])('of a kind that is not words (%s) is not lost', (field, value, other) => {
    expect(heard(message({ [field]: value }))).toMatchObject({ text: '', attachments: [], other })
  })

  test('of a contact card hides a secret written into it', () => {
    const card = { phone_number: '081234567890', first_name: 'password Rahasia123' }
    expect(JSON.stringify(translate(message({ contact: card }), account))).not.toContain('Rahasia123')
  })

  test('of an album keeps its album', () => {
    expect(heard(message({ photo: [{ file_id: 'p' }], media_group_id: '99' })).album).toBe('99')
  })

  test('of somebody without a name has a name all the same', () => {
    expect(heard(message({ text: 'a', from: { id: 1, first_name: '' } })).from?.name).toBe('Tanpa nama')
    expect(heard(message({ text: 'a', from: { id: 1, first_name: 'x'.repeat(300) } })).from?.name).toHaveLength(80)
  })
})

describe('an edited message', () => {
  test('is told apart from its first version, and from another edit of the same second', () => {
    const ids = ['satu', 'dua', 'satu'].map(text => heard(edited({ text })).id)
    expect(ids[0]).toMatch(/^telegram:7:101\/5~/)
    expect(ids[0]).toBe(ids[2])
    expect(ids[0]).not.toBe(ids[1])
    expect(heard(edited({ text: 'satu' }))).toMatchObject({ kind: 'edit', sentAt: new Date((date + 60) * 1000) })
  })

  test('with another file in it is another edit, be the words the same', () => {
    const ids = ['a', 'b'].map(file => heard(edited({ caption: 'ini', photo: [{ file_id: file }] })).id)
    expect(ids[0]).not.toBe(ids[1])
  })

  test('has its secrets hidden too', () => {
    expect(heard(edited({ text: 'pin 4431' })).text).toBe('pin ••••••')
  })
})

describe('a message in the group', () => {
  const inTopic = { chat: group, from: budi, message_thread_id: 77, is_topic_message: true }

  test('knows its topic', () => {
    expect(heard(message({ ...inTopic, text: 'catatan' }))).toMatchObject({
      where: 'group',
      chat: '-1001',
      thread: '77',
    })
  })

  test('in a topic answers nothing unless it really does', () => {
    const opening = { message_id: 77, from: bot }
    expect(heard(message({ ...inTopic, text: 'catatan', reply_to_message: opening })).replyTo).toBeUndefined()
    const mirror = { message_id: 80, from: bot }
    expect(heard(message({ ...inTopic, text: 'jawab', reply_to_message: mirror }))).toMatchObject({
      replyTo: '80',
      replyToFrom: '7',
    })
  })

  test('names the person it answers, and nobody where that was the bot, an anonymous admin or a channel', () => {
    const answers = (from: object, fields: object = {}) =>
      heard(message({ chat: group, from: budi, text: '/peran', reply_to_message: { message_id: 9, from, ...fields } }))
    expect(answers(sari).replyToPerson).toEqual({ id: '101', name: 'Sari Wulandari', username: 'sari' })
    expect(answers(bot)).not.toHaveProperty('replyToPerson')
    expect(answers(anonymous, { sender_chat: group })).not.toHaveProperty('replyToPerson')
    const channel = { sender_chat: { id: -1002, type: 'channel' } }
    expect(answers({ id: 777000, first_name: 'Telegram' }, channel)).not.toHaveProperty('replyToPerson')
  })

  test('as a thread of replies outside a forum is in no topic', () => {
    const reply = { chat: group, from: budi, text: 'ya', message_thread_id: 70, reply_to_message: { message_id: 70 } }
    expect(heard(message(reply))).toMatchObject({ replyTo: '70' })
    expect(heard(message(reply)).thread).toBeUndefined()
  })

  test('of an anonymous admin or a linked channel names nobody', () => {
    expect(heard(message({ chat: group, from: anonymous, sender_chat: group, text: '/balas ya' })).from).toBeNull()
    const channel = { id: -1002, type: 'channel' }
    expect(
      heard(message({ chat: group, from: { id: 777000, first_name: 'Telegram' }, sender_chat: channel, text: 'a' }))
        .from,
    ).toBeNull()
  })

  test.each([
    ['of another bot', { from: { id: 9, is_bot: true, first_name: 'Bot' }, text: 'a' }],
    ['of a channel', { chat: { id: -1002, type: 'channel' }, text: 'a' }],
    ['about a topic made', { ...inTopic, forum_topic_created: { name: 'x' } }],
    ['about a topic renamed', { ...inTopic, forum_topic_edited: { name: 'x' } }],
    ['about a topic closed', { ...inTopic, forum_topic_closed: {} }],
    ['about a topic opened again', { ...inTopic, forum_topic_reopened: {} }],
    ['about a bot that came', { chat: group, from: budi, new_chat_members: [bot] }],
    ['about a bot that went', { chat: group, from: budi, left_chat_member: bot }],
    ['about a new title', { chat: group, from: budi, new_chat_title: 'x' }],
    ['about a pinned message', { chat: group, from: budi, pinned_message: { message_id: 1 } }],
    ['about where the group came from', { chat: group, from: budi, migrate_from_chat_id: -5 }],
    ['of a kind without words', { chat: group, from: budi, something_of_2030: {} }],
  ])('%s says nothing', (_, fields) => {
    expect(first(message(fields), account)).toBeNull()
  })

  test('about a migration tells the new id', () => {
    const old = { id: -5, type: 'group' }
    expect(first(message({ chat: old, from: budi, migrate_to_chat_id: -1005 }), account)).toMatchObject({
      kind: 'migration',
      chat: '-5',
      newChat: '-1005',
    })
  })
})

describe('a tap', () => {
  const query = { id: 'q1', from: budi, data: 'ambil TBB-2026-000001' }

  test('says who tapped what and where', () => {
    const carrier = { message_id: 9, date, chat: group, message_thread_id: 77, is_topic_message: true, from: bot }
    expect(first({ update_id: 1, callback_query: { ...query, message: carrier } }, account)).toMatchObject({
      kind: 'tap',
      id: 'telegram:7:tap/q1',
      chat: '-1001',
      where: 'group',
      thread: '77',
      messageId: '9',
      tapId: 'q1',
      from: { id: '202', name: 'Budi' },
      data: 'ambil TBB-2026-000001',
    })
  })

  test('on a message that is no longer there, or on a game, says nothing', () => {
    expect(first({ update_id: 1, callback_query: query }, account)).toBeNull()
    const carrier = { message_id: 9, date: 0, chat: group }
    expect(first({ update_id: 1, callback_query: { id: 'q', from: budi, message: carrier } }, account)).toBeNull()
  })
})

describe('members', () => {
  const change = (status: string, fields: object = {}, user: object = budi): TelegramUpdate => ({
    update_id: 1,
    chat_member: { chat: group, date, new_chat_member: { status, user: user as typeof budi, ...fields } },
  })

  test.each([
    ['creator', {}, true],
    ['administrator', {}, true],
    ['member', {}, true],
    ['restricted', { is_member: true }, true],
    ['restricted', { is_member: false }, false],
    ['left', {}, false],
    ['kicked', {}, false],
  ])('somebody who is now %s %o', (status, fields, member) => {
    expect(first(change(status, fields), account)).toMatchObject({
      kind: 'membership',
      chat: '-1001',
      person: { id: '202', name: 'Budi' },
      member,
      creator: status === 'creator',
    })
    expect(isMember(status, (fields as { is_member?: boolean }).is_member)).toBe(member)
  })

  test('who come and go have two ids, even within one second', () => {
    expect(first(change('left'), account)?.id).not.toBe(first(change('member'), account)?.id)
  })

  test('who come together, and one who goes, are told by service messages where the bot is no administrator', () => {
    const came = translate(message({ chat: group, from: budi, new_chat_members: [budi, bot, sari] }), account)
    expect(came).toMatchObject([
      { kind: 'membership', chat: '-1001', person: { id: '202' }, member: true, sentAt: new Date(date * 1000) },
      { kind: 'membership', chat: '-1001', person: { id: '101' }, member: true },
    ])
    const went = translate(message({ chat: group, from: budi, left_chat_member: sari }), account)
    expect(went).toMatchObject([{ kind: 'membership', person: { id: '101' }, member: false }])
    // Who made the group is not told by these.
    expect([...came, ...went].filter(one => 'creator' in one)).toEqual([])
    expect(new Set([...came, ...went].map(one => one.id)).size).toBe(3)
  })

  test('that are bots do not count', () => {
    expect(first(change('member', {}, bot), account)).toBeNull()
  })
})

describe('a person', () => {
  const mine = (status: string, chat: object = privateChat): TelegramUpdate => ({
    update_id: 1,
    my_chat_member: { chat: chat as typeof privateChat, from: sari, date, new_chat_member: { status } },
  })

  test('who blocks the bot cannot be reached, who comes back can', () => {
    expect(first(mine('kicked'), account)).toMatchObject({ kind: 'reachability', chat: '101', reachable: false })
    expect(first(mine('member'), account)).toMatchObject({ kind: 'reachability', chat: '101', reachable: true })
  })

  test('is not meant when the bot changes its place in a group', () => {
    expect(first(mine('administrator', group), account)).toBeNull()
  })
})

test('updates of kinds nobody asked for mean nothing', () => {
  expect(first({ update_id: 1 }, account)).toBeNull()
  expect(first({ update_id: 1, poll_answer: {} } as TelegramUpdate, account)).toBeNull()
})

test('everything that is understood is asked for', () => {
  expect([...allowedUpdates].sort()).toEqual(
    ['callback_query', 'chat_member', 'edited_message', 'message', 'my_chat_member'].sort(),
  )
})
