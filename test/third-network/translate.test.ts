import { describe, expect, test } from 'vitest'
import { codeOf } from '../../src/errors.ts'
import { account, sari } from './stage.ts'
import { translate, type Letter } from './translate.ts'

const letter: Letter = {
  no: 7,
  box: sari,
  name: 'Sari Wulandari',
  kind: 'text',
  text: 'Tidak bisa unggah',
  at: '2026-03-02T01:00:00Z',
}

describe('a letter', () => {
  test('is a private message of the person whose box it came from', () => {
    expect(translate(letter, account)).toEqual({
      kind: 'message',
      id: 'surat:kantor:1101/7',
      account,
      chat: sari,
      where: 'private',
      messageId: '7',
      sentAt: new Date('2026-03-02T01:00:00Z'),
      from: { id: sari, name: 'Sari Wulandari' },
      text: 'Tidak bisa unggah',
      attachments: [],
      secretHidden: false,
    })
  })

  test.each<[string, Partial<Letter>, object]>([
    ['with a password', { text: 'password saya rahasia123' }, { text: 'password saya ••••••', secretHidden: true }],
    ['without a name', { name: '' }, { from: { id: sari, name: 'Tanpa nama' } }],
    ['that answers one of ours', { answers: 5 }, { replyTo: '5', replyToFrom: 'kantor' }],
    ['with a stamp alone', { kind: 'prangko', text: 'x' }, { text: '', other: 'prangko', unshown: 'unknown' }],
  ])('%s', (_, given, seen) => {
    expect(translate({ ...letter, ...given }, account)).toMatchObject(seen)
  })

  test.each<[string, object]>([
    ['without words', { text: undefined }],
    ['without a number', { no: 'tujuh' }],
    ['without a box', { box: '' }],
    ['without a time', { at: 'kemarin' }],
  ])('%s is none', (_, broken) => {
    const read = (): string => {
      try {
        translate({ ...letter, ...broken } as Letter, account)
        return 'none'
      } catch (error) {
        return codeOf(error)
      }
    }
    expect(read()).toBe('MESSAGE_POISON')
  })
})
