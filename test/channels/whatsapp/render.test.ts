import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { longestText, toWhatsApp, toWhatsAppWhole, withChoices } from '../../../src/channels/whatsapp/render.ts'
import type { Rich } from '../../../src/domain/rich.ts'
import { boldIn, readable } from './reading.ts'

describe('a text', () => {
  test.each<[Rich, string]>([
    [['halo'], 'halo'],
    [['Tiket ', { bold: 'TBB-1' }, ' dibuka'], 'Tiket *TBB-1* dibuka'],
    [[{ bold: 'TBB-1' }, '. Terima kasih'], '*TBB-1*. Terima kasih'],
    // Beside a letter WhatsApp would show the asterisk.
    [['x', { bold: 'TBB' }, 'nya'], 'xTBBnya'],
    [['a', { bold: ' b ' }, 'c'], 'a *b* c'],
    [['a ', { bold: 'satu\ndua' }], 'a *satu*\n*dua*'],
    [['3 * 4 = 12, 5*6'], '3 * 4 = 12, 5*6'],
    [['surel budi_s@x.id dan _a'], 'surel budi_s@x.id dan _a'],
    [['~5 menit'], '~5 menit'],
    [[''], ''],
  ])('%j', (rich, expected) => {
    expect(toWhatsAppWhole(rich)).toBe(expected)
  })

  test.each([
    '*Admin LPSE*',
    '* tebal *',
    '**',
    '***x***',
    'a*',
    '*',
    '_miring_',
    '~coret~',
    '```kode```',
    '`kode`',
    '_*x*_',
    'PT *Maju* Jaya',
    '*é*',
    '\uE000x\uE001',
    'x\n> kutipan',
  ])('nobody makes emphasis by the name %j', name => {
    const rich: Rich = ['Halo ', name, ', tiket ', { bold: `${name} 1` }, ' milik ', name, ' dan ', { bold: 'kita' }]
    const [text] = toWhatsApp(rich)
    for (const bold of boldIn(text!)) expect(['kita', ...lines(name)]).toContain(readable(bold))
    expect(text).not.toMatch(/(?<![a-z0-9])[_~`]\S.*\S[_~`](?![a-z0-9])/i)
    expect(text).not.toMatch(/^> /m)
    expect(readable(text!)).toBe(bare(`Halo ${name}, tiket ${name} 1 milik ${name} dan kita`))
  })

  test('whatever people write, only our own words are bold, and all of theirs can be read', () => {
    const signs = fc.string({
      unit: fc.constantFrom('*', '_', '~', '`', ' ', 'a', 'é', '.', '\n', '>', '1'),
      maxLength: 12,
    })
    fc.assert(
      fc.property(signs, signs, (before, after) => {
        const text = toWhatsAppWhole([before, ' ', { bold: 'KITA' }, ' ', after])
        expect(boldIn(text)).toEqual(['KITA'])
        expect(readable(text)).toBe(`${before} KITA ${after}`)
      }),
      { numRuns: 2000 },
    )
  })

  test('that is long goes in parts that fit, and emphasis that was cut goes on', () => {
    const words = Array.from({ length: 900 }, (_, at) => `kata${at}`).join(' ')
    const parts = toWhatsApp(['awal ', { bold: words }, ' akhir'])
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(longestText)
      expect(boldIn(part)).toHaveLength(1)
    }
    expect(parts.map(readable).join(' ')).toBe(`awal ${words} akhir`)
  })

  test('of nothing is no message', () => {
    expect(toWhatsApp([' '])).toEqual([])
  })
})

describe('buttons', () => {
  const button = (text: string): { text: string; data: string } => ({ text, data: 'x' })

  test('become a list to answer by number', () => {
    const rich = withChoices(['Pilih:'], [[button('Akun')], [button('Unggah'), button('Lain *x*')]])
    expect(toWhatsAppWhole(rich)).toBe('Pilih:\n\n1. Akun\n2. Unggah\n3. Lain ∗x∗\n\n*Balas 1–3*')
  })

  test('that are one are answered by 1, and none add nothing', () => {
    expect(toWhatsAppWhole(withChoices([], [[button('Ya')]]))).toBe('*Balas 1*: Ya')
    expect(withChoices(['x'], [])).toEqual(['x'])
    expect(withChoices(['x'])).toEqual(['x'])
  })
})

function bare(words: string): string {
  return words.replaceAll(/[\uE000\uE001]/g, '')
}

function lines(words: string): string[] {
  return `${bare(words)} 1`.split('\n')
}
