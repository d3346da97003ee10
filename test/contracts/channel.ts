import { describe, expect, test } from 'vitest'
import type { Channel, Content, Outgoing } from '../../src/app/ports.ts'
import { codeOf } from '../../src/errors.ts'

/** A network with Sari, who wrote to the bot. */
export interface ChannelStage {
  readonly channel: Channel
  readonly sari: string
  /** What is read in a chat, or in one topic of it, ours only. */
  texts(chat: string, thread?: string): string[]
  /** The chat of somebody who cannot be written to: they blocked the bot, or have no account any more. */
  unreachable(): string
}

/** The same with a forum group. */
export interface ForumStage extends ChannelStage {
  readonly group: string
  deleteTopic(thread: string): void
}

let sends = 0

export function outgoing(chat: string, content: Content, fields: Partial<Outgoing> = {}): Outgoing {
  return {
    id: `send ${++sends}`,
    chat,
    thread: null,
    replyTo: null,
    content,
    target: [],
    targetHasFiles: false,
    plain: false,
    upload: false,
    typing: false,
    ...fields,
  }
}

const text = (words: string): Content => ({ kind: 'text', text: [words] })

async function codeOfFailure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => codeOf(error),
  )
}

/** What every network promises behind the Channel port. */
export function channelContract(make: () => Promise<ChannelStage>): void {
  describe('a channel', () => {
    test('says what it is told, with emphasis and with whatever signs people write', async () => {
      const { channel, sari, texts } = await make()
      await channel.send(outgoing(sari, { kind: 'text', text: ['a <b> & "c" ', { bold: '*TBB* <i>' }, ' {x}'] }))
      await expect.poll(() => texts(sari)).toEqual(['a <b> & "c" *TBB* <i> {x}'])
    })

    test('names each message, so that it can be changed and taken back', async () => {
      const { channel, sari, texts } = await make()
      const first = await channel.send(outgoing(sari, text('satu')))
      const second = await channel.send(outgoing(sari, text('dua')))
      expect(first).toHaveLength(1)
      expect(second).not.toEqual(first)
      await channel.send(outgoing(sari, { kind: 'edit', of: 's1', text: ['satu diubah'] }, { target: first }))
      await expect.poll(() => texts(sari)).toEqual(['satu diubah', 'dua'])
      await channel.send(outgoing(sari, { kind: 'delete', of: 's1' }, { target: first }))
      await expect.poll(() => texts(sari)).toEqual(['dua'])
    })

    test('says that a person cannot be reached', async () => {
      const { channel, unreachable } = await make()
      expect(await codeOfFailure(channel.send(outgoing(unreachable(), text('a'))))).toBe('RECIPIENT_UNREACHABLE')
    })

    test('refuses to change what is not there', async () => {
      const { channel, sari } = await make()
      const edit: Content = { kind: 'edit', of: 's1', text: ['x'] }
      expect(await codeOfFailure(channel.send(outgoing(sari, edit, { target: ['999999'] })))).toBe('CHANNEL_REFUSED')
    })

    test('takes an answer to a tap of long ago for answered', async () => {
      const { channel } = await make()
      await channel.send(outgoing('', { kind: 'answer tap', tapId: '1234567890', text: 'x', alert: false }))
    })
  })
}

/** What a network with topics promises besides. */
export function forumContract(make: () => Promise<ForumStage>): void {
  describe('a channel with topics', () => {
    test('makes a topic and speaks in it', async () => {
      const { channel, group, texts } = await make()
      const [thread] = await channel.send(outgoing(group, { kind: 'topic', name: 'TBB-2026-000001 · Unggah' }))
      expect(thread).toMatch(/^\d+$/)
      await channel.send(outgoing(group, text('di topik'), { thread: thread! }))
      await expect.poll(() => texts(group, thread)).toEqual(['di topik'])
    })

    test('says that a topic is gone', async () => {
      const { channel, group, deleteTopic } = await make()
      const [thread] = await channel.send(outgoing(group, { kind: 'topic', name: 'TBB-2026-000001' }))
      deleteTopic(thread!)
      expect(await codeOfFailure(channel.send(outgoing(group, text('a'), { thread: thread! })))).toBe('TOPIC_MISSING')
    })

    test('deletes a topic with everything in it, and says when it was gone already', async () => {
      const { channel, group, texts } = await make()
      const [thread] = await channel.send(outgoing(group, { kind: 'topic', name: 'TBB-2026-000001' }))
      const [other] = await channel.send(outgoing(group, { kind: 'topic', name: 'TBB-2026-000002' }))
      await channel.send(outgoing(group, text('lama'), { thread: thread! }))
      await channel.send(outgoing(group, text('baru'), { thread: other! }))
      const deletion = outgoing(group, { kind: 'delete topic' }, { thread: thread! })
      expect(await channel.send(deletion)).toEqual([])
      await expect.poll(() => texts(group)).toEqual(['baru'])
      expect(await codeOfFailure(channel.send(deletion))).toBe('TOPIC_MISSING')
      expect(await codeOfFailure(channel.send(outgoing(group, text('a'), { thread: thread! })))).toBe('TOPIC_MISSING')
    })
  })
}

/** What one without topics says to whoever takes it for one that has them. */
export function noForumContract(make: () => Promise<ChannelStage>): void {
  describe('a channel without topics', () => {
    test.each<Content>([
      { kind: 'topic', name: 'TBB-2026-000001' },
      { kind: 'topic state', closed: true },
      { kind: 'delete topic' },
    ])('refuses a $kind for good, and knows nobody of a group', async content => {
      const { channel, sari } = await make()
      expect(await codeOfFailure(channel.send(outgoing(sari, content, { thread: '1' })))).toBe('CHANNEL_REFUSED')
      expect(await channel.membership('1', sari, true)).toBe('none')
      expect(await channel.checkGroup('1')).toMatchObject({ exists: false, forum: false })
    })
  })
}
