import { expect, test } from 'vitest'
import type { AnsweredByPhone, Heard, Reacted, TakenBack } from '../../src/app/message.ts'
import { plainText } from '../../src/domain/rich.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, budi, monday, photo, sari, says, saysInGroup, topic } from '../contracts/samples.ts'
import { openHouse, type House } from './house.ts'

const database = useDatabase()
const number = 'TBB-2026-000001'

function takesBack(message: Heard): TakenBack {
  const { id, chat } = message
  return { kind: 'taken back', id: `${id}!`, account, chat, sentAt: monday, from: message.from!, of: id }
}

/** What is done to what was sent, and what is said instead. */
async function changes(house: House): Promise<string[]> {
  return (await house.sends())
    .filter(({ content, said }) => said === null && (content.kind === 'edit' || content.kind === 'delete'))
    .filter(({ purpose }) => purpose === 'mirror')
    .map(({ content }) =>
      'text' in content && typeof content.text !== 'string' ? plainText(content.text) : content.kind,
    )
}

test('a message that the person deletes right after it is replaced in the topic, and shown to nobody by Lihat lengkap', async () => {
  const house = openHouse(database())
  const [first, second] = [says(sari, 'tidak bisa login'), says(sari, 'nomor rekening saya 123')]
  await house.receives(first, second, takesBack(second))
  await house.settles()
  expect(await changes(house)).toEqual(['🗑 Pesan dihapus oleh pengirim.'])
  expect((await house.records.said(number, 10)).map(one => one.text)).toEqual(['tidak bisa login'])
  const kept = (await house.events()).filter(({ what }) => what === 'wrote' || what === 'taken back')
  expect(kept.map(({ data }) => data['source'])).toEqual([second.id, second.id])
})

test('one picture of an album goes by itself', async () => {
  const house = openHouse(database())
  const item = (file: string): Heard =>
    says(sari, '', { album: 'a', attachments: [{ ...photo(file), stored: file, type: 'image/jpeg' }] })
  const album = [item('f1'), item('f2'), item('f3')]
  await house.receives(...album)
  await house.decides()
  house.passes(1500)
  await house.settles()
  await house.receives(takesBack(album[1]!))
  await house.settles()
  const deleted = (await house.sends()).filter(({ content }) => content.kind === 'delete')
  expect(deleted.map(({ content }) => content)).toEqual([expect.objectContaining({ kind: 'delete', only: [1] })])
  expect((await house.records.said(number, 10)).flatMap(one => one.attachments.map(file => file.stored))).toEqual([
    'f1',
    'f3',
  ])
})

test('a sign on the answer of an anggota finds that answer', async () => {
  const house = openHouse(database())
  await house.receives(says(sari, 'tidak bisa login'))
  await house.settles()
  const { contact } = (await house.sends())[0]!
  await house.outbox.bindTopic(topic(number, '7', { contact }))
  house.channel.members.set(budi, 'member')
  await house.receives(saysInGroup(budi, '/balas coba lagi', { thread: '7', messageId: '71' }))
  await house.settles()
  const reply = (await house.sends()).find(({ purpose }) => purpose === 'reply')!
  await house.outbox.mark([{ id: reply._id, state: 'sent', account, chat: sari, messageIds: ['90'] }])
  const sign: Reacted = {
    kind: 'reaction',
    id: `${account}:${sari}/r1`,
    account,
    chat: sari,
    sentAt: monday,
    from: { id: sari, name: 'Sari' },
    messageId: '90',
    emoji: '👍',
  }
  await house.receives(sign)
  await house.settles()
  const last = (await house.sends()).at(-1)!
  expect(last).toMatchObject({ purpose: 'notice', ticket: number, to: { replyTo: '71' } })
  expect(last.content).toMatchObject({ text: ['👍 dari pelapor'] })
})

test('files of an answer from the phone itself are fetched before the colleagues see it', async () => {
  const house = openHouse(database())
  await house.receives(says(sari, 'tidak bisa login'))
  await house.settles()
  const answer: AnsweredByPhone = {
    kind: 'answered by phone',
    id: `${account}:${sari}/p1`,
    account,
    chat: sari,
    sentAt: monday,
    messageId: 'p1',
    text: 'ini panduannya',
    secretHidden: false,
    attachments: [photo('f9')],
  }
  await house.receives(answer)
  await house.decides()
  expect((await house.inbox.awaiting(account, 10)).map(row => row._id)).toEqual([answer.id])
  await house.inbox.filesReady(answer.id, [{ ...photo('f9'), stored: 's9', type: 'image/jpeg' }])
  await house.settles()
  expect((await house.sends()).at(-1)).toMatchObject({
    purpose: 'notice',
    content: { kind: 'files', attachments: [{ stored: 's9' }], text: ['📱 Dijawab dari ponsel LPSE: ini panduannya'] },
  })
})
