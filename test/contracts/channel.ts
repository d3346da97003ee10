import { describe, expect, test } from 'vitest'
import type { Channel, Content, Outgoing } from '../../src/app/ports.ts'
import { codeOf } from '../../src/errors.ts'

/** A network with Sari, who wrote to the bot, and a forum group. */
export interface ChannelStage {
  readonly channel: Channel
  readonly sari: string
  /** On a network without topics any chat. */
  readonly group: string
  /** Texts that stand in a chat, or in one topic of it, ours only, as people read them: without signs of formatting. */
  texts(chat: string, thread?: string): string[]
  /** The chat of somebody who cannot be written to: they blocked us, or have no account any more. */
  unreachable(): string
  /** Left out where there are no topics. */
  deleteTopic?(thread: string): void
}

/**
 * What a network may lack. topics: groups have none · changes: what was sent stays as it is. What it lacks it must
 * refuse: the suite looks at that as well.
 */
export type Lacking = 'topics' | 'changes'

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

/** What every network promises behind the Channel port; one that lacks something says so and is held to that. */
export function channelContract(make: () => Promise<ChannelStage>, lacks: readonly Lacking[] = []): void {
  describe('a channel', () => {
    test('says what it is told, with emphasis and with whatever signs people write', async () => {
      const { channel, sari, texts } = await make()
      await channel.send(outgoing(sari, { kind: 'text', text: ['a <b> & "c" ', { bold: '*TBB* <i>' }, ' {x}'] }))
      await expect.poll(() => texts(sari)).toEqual(['a <b> & "c" *TBB* <i> {x}'])
    })

    test('names each message', async () => {
      const { channel, sari, texts } = await make()
      const first = await channel.send(outgoing(sari, text('satu')))
      const second = await channel.send(outgoing(sari, text('dua')))
      expect(first).toEqual([expect.stringMatching(/\S/)])
      expect(second).toEqual([expect.stringMatching(/\S/)])
      expect(second).not.toEqual(first)
      await expect.poll(() => texts(sari)).toEqual(['satu', 'dua'])
    })

    if (lacks.includes('changes')) lettingStand(make)
    else changing(make)

    if (lacks.includes('topics')) withoutTopics(make)
    else withTopics(make)

    test('says that a person cannot be reached', async () => {
      const { channel, unreachable, texts } = await make()
      const chat = unreachable()
      expect(await codeOfFailure(channel.send(outgoing(chat, text('a'))))).toBe('RECIPIENT_UNREACHABLE')
      expect(texts(chat)).toEqual([])
    })

    test('takes an answer to a tap of long ago for answered', async () => {
      const { channel } = await make()
      await channel.send(outgoing('', { kind: 'answer tap', tapId: '1234567890', text: 'x', alert: false }))
    })
  })
}

function changing(make: () => Promise<ChannelStage>): void {
  describe('that can change what was sent', () => {
    test('changes a message and takes it back', async () => {
      const { channel, sari, texts } = await make()
      const first = await channel.send(outgoing(sari, text('satu')))
      await channel.send(outgoing(sari, text('dua')))
      const change = (content: Content): Promise<string[]> => channel.send(outgoing(sari, content, { target: first }))
      await change({ kind: 'edit', of: 'send 1', text: ['satu diubah'] })
      await expect.poll(() => texts(sari)).toEqual(['satu diubah', 'dua'])
      await change({ kind: 'delete', of: 'send 1' })
      await expect.poll(() => texts(sari)).toEqual(['dua'])
    })

    test('refuses to change what is not there', async () => {
      const { channel, sari } = await make()
      const edit: Content = { kind: 'edit', of: 's1', text: ['x'] }
      expect(await codeOfFailure(channel.send(outgoing(sari, edit, { target: ['999999'] })))).toBe('CHANNEL_REFUSED')
    })
  })
}

function lettingStand(make: () => Promise<ChannelStage>): void {
  describe('that cannot change what was sent', () => {
    test.each<Content>([
      { kind: 'edit', of: 's1', text: ['satu diubah'] },
      { kind: 'delete', of: 's1' },
    ])('refuses to $kind, and the message stays as it is', async change => {
      const { channel, sari, texts } = await make()
      const target = await channel.send(outgoing(sari, text('satu')))
      expect(await codeOfFailure(channel.send(outgoing(sari, change, { target })))).toBe('CHANNEL_REFUSED')
      await expect.poll(() => texts(sari)).toEqual(['satu'])
    })
  })
}

function withTopics(make: () => Promise<ChannelStage>): void {
  describe('with topics', () => {
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
      deleteTopic?.(thread!)
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

function withoutTopics(make: () => Promise<ChannelStage>): void {
  describe('without topics', () => {
    test.each<Content>([
      { kind: 'topic', name: 'TBB-2026-000001' },
      { kind: 'topic state', closed: true },
      { kind: 'delete topic' },
    ])('refuses $kind, and nothing is shown', async content => {
      const { channel, group, texts } = await make()
      const thread = content.kind === 'topic' ? null : '1'
      expect(await codeOfFailure(channel.send(outgoing(group, content, { thread })))).toBe('CHANNEL_REFUSED')
      expect(texts(group)).toEqual([])
    })
  })
}
