import { expect, test } from 'vitest'
import { html, trusted } from '../../src/web/html.ts'

test('what people wrote stays text, in the page and in attributes', () => {
  const name = `"><script>alert('x')</script>&`
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</p>',
  )
})

test('html within html is not escaped twice, lists are joined, and nothing leaves nothing', () => {
  const rows = ['a', '<b>'].map(row => html`<li>${row}</li>`)
  expect(html`<ul>${rows}</ul>${null}${undefined}${false}${0}`.markup).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>0')
})

test('only what is said to be markup is markup', () => {
  expect(html`${trusted('<br>')}${'<br>'}`.markup).toBe('<br>&lt;br&gt;')
})
