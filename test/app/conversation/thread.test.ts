import { describe, expect, test } from 'vitest'
import { wayOf } from '../../../src/app/conversation/places.ts'
import { carry } from '../../../src/app/conversation/thread.ts'
import { telegramCapabilities } from '../../../src/channels/telegram/render.ts'
import type { Attachment, AttachmentKind } from '../../../src/app/message.ts'

/** The sends that carry these files, each as its kinds and its text. */
function carried(words: string, kinds: readonly AttachmentKind[], bare = ''): string[] {
  const files = kinds.map((kind, at): Attachment => ({ kind, networkFile: `f${at}` }))
  return carry(words, files, telegramCapabilities, bare).map(content =>
    content.kind === 'files'
      ? `${content.attachments.map(one => one.kind).join(' ')}: ${content.text.join('')}`
      : `text: ${content.kind === 'text' ? content.text.join('') : ''}`,
  )
}

describe('files of one message', () => {
  test('that an album may hold together are one send, the others a send each: a repeat repeats nothing else', () => {
    expect(carried('bukti', ['photo', 'video', 'photo', 'document', 'document', 'voice', 'voice', 'audio'])).toEqual([
      'photo video photo: bukti',
      'document document: ',
      'voice: ',
      'voice: ',
      'audio: ',
    ])
  })

  test('more than ten are several albums', () => {
    expect(
      carried(
        '',
        Array.from({ length: 11 }, () => 'photo' as const),
        '👤',
      ),
    ).toEqual([`${Array.from({ length: 10 }, () => 'photo').join(' ')}: 👤`, 'photo: '])
  })

  test('with more words than a caption holds, or a sticker, come after the words', () => {
    expect(carried('halo', ['sticker'])).toEqual(['text: halo', 'sticker: '])
    expect(carried('x'.repeat(1025), ['photo'])).toEqual([`text: ${'x'.repeat(1025)}`, 'photo: '])
  })
})

describe('the way a matter came', () => {
  test.each([
    ['telegram:7000000001', 'Telegram'],
    ['whatsapp:utama', 'WhatsApp'],
    ['surat:kantor', 'Surat'],
  ])('%s is %s', (account, way) => {
    expect(wayOf(account)).toBe(way)
  })
})
