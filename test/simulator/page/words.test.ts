import { describe, expect, test } from 'vitest'
import { html } from '../../../src/web/html.ts'
import { telegramWords } from '../../../src/simulator/page/telegram-words.ts'
import { dayNameOf, clockOf } from '../../../src/simulator/page/times.ts'
import { pageOf, readView } from '../../../src/simulator/page/view.ts'
import { plainWords, whatsAppWords } from '../../../src/simulator/page/whatsapp-words.ts'

describe('words on WhatsApp', () => {
  test.each([
    ['*tebal* _miring_ ~coret~', '<b>tebal</b> <i>miring</i> <s>coret</s>'],
    ['*tebal _dan miring_*', '<b>tebal <i>dan miring</i></b>'],
    ['```a *b* c```', '<code>a *b* c</code>'],
    ['kode `x_y_z`', 'kode <code>x_y_z</code>'],
    ['2*3*4 dan snake_case_nama', '2*3*4 dan snake_case_nama'],
    ['* bukan * tebal', '* bukan * tebal'],
    ['*<img src=x onerror=alert(1)>*', '<b>&lt;img src=x onerror=alert(1)&gt;</b>'],
    ['```</code><script>```', '<code>&lt;/code&gt;&lt;script&gt;</code>'],
  ])('%s', (typed, shown) => {
    expect(html`${whatsAppWords(typed)}`.markup).toBe(shown)
  })

  test('in one line have no marks', () => {
    expect(plainWords('*Nomor* tiket\n_TBB-2026-000001_')).toBe('Nomor tiket TBB-2026-000001')
  })
})

describe('words on Telegram', () => {
  test('wear their entities, one within another, counted in UTF-16', () => {
    const entities = [
      { type: 'bold', offset: 3, length: 9 },
      { type: 'italic', offset: 9, length: 3 },
      { type: 'unheard_of', offset: 13, length: 4 },
    ]
    expect(html`${telegramWords('👤 tebal mir dan < >', entities)}`.markup).toBe(
      '👤 <b>tebal <i>mir</i></b> dan &lt; &gt;',
    )
  })

  test('an address is no link, whatever it says', () => {
    const words = telegramWords('tekan', [{ type: 'text_link', offset: 0, length: 5 }])
    expect(html`${words}`.markup).toBe('<span class="linked">tekan</span>')
  })
})

test.each(['*a* ', '*a ', '*_'])('a flood of "%s" is shown, and holds nobody up', piece => {
  const flood = piece.repeat(20_000)
  expect(html`${whatsAppWords(flood)}`.markup).toBe(flood)
  expect(plainWords(flood)).toBe(flood)
})

test('times are of WIB, whatever the machine has', () => {
  const at = Date.parse('2026-11-23T17:30:00Z')
  expect([clockOf(at), dayNameOf(at, at), dayNameOf(at, at + 86_400_000), dayNameOf(at, at + 9 * 86_400_000)]).toEqual([
    '00.30',
    'Hari ini',
    'Kemarin',
    'Selasa 24 November 2026',
  ])
})

test('what one looks at stands in the address and is read from it again; nonsense is left out', () => {
  const address = '/simulator?wa=dewi&tg=sari&staf=wati&tab=grup&topik=12&pesan=grup.balas.44&di=tg&isi=halo'
  const read = (given: string) => readView(Object.fromEntries(new URL(given, 'http://x').searchParams))
  expect(pageOf(read(address))).toBe(address)
  expect(pageOf(read('/simulator?wa="><script>&topik=-1&tab=x&pesan=a.b.c&staf=budi'))).toBe(
    '/simulator?wa=sari&tg=dewi&staf=budi&tab=wa',
  )
})
