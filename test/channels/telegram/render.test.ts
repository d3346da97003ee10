import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captionFields, markupFields, textFields, toHtml } from '../../../src/channels/telegram/render.ts'
import { outgoing } from '../../contracts/channel.ts'
import { group, startStage } from './stage.ts'

test('emphasis becomes bold, and every other sign stays a sign', () => {
  expect(toHtml(['a & b <i> "c" ', { bold: '<TBB> & co' }, ' *x*'])).toBe(
    'a &amp; b &lt;i&gt; "c" <b>&lt;TBB&gt; &amp; co</b> *x*',
  )
})

test('what people write arrives as they wrote it, whatever signs it holds', async () => {
  const { network, channel } = await startStage()
  const words = fc.string({
    unit: fc.constantFrom('<', '>', '&', '&lt;', '<b>', '</b>', '"', "'", '*', '_', '😀', 'a', '&#x41;'),
  })
  await fc.assert(
    fc.asyncProperty(words, words, async (plain, bold) => {
      const text = [`.${plain}`, { bold: `${bold}.` }]
      await channel.send(outgoing(String(group), { kind: 'text', text }))
      expect(network.chat(group).at(-1)?.text).toBe(`.${plain}${bold}.`)
    }),
    { numRuns: 60 },
  )
})

test('plain text has no mode', () => {
  expect(textFields([{ bold: '<b>' }], true)).toEqual({ text: '<b>' })
  expect(textFields(['<b>'], false)).toEqual({ text: '&lt;b&gt;', parse_mode: 'HTML' })
})

test('a caption without words is no caption', () => {
  expect(captionFields([], false)).toEqual({})
  expect(captionFields([''], false)).toEqual({})
  expect(captionFields(['ini'], false)).toEqual({ caption: 'ini', parse_mode: 'HTML' })
})

test('buttons stand in rows; an empty list takes earlier ones away; none leaves them', () => {
  expect(markupFields([[{ text: 'Ambil', data: 'ambil TBB' }], []])).toEqual({
    reply_markup: { inline_keyboard: [[{ text: 'Ambil', callback_data: 'ambil TBB' }], []] },
  })
  expect(markupFields([])).toEqual({ reply_markup: { inline_keyboard: [] } })
  expect(markupFields(undefined)).toEqual({})
})
