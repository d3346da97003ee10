import { html, type Fragment, type Html } from '../../web/html.ts'

const marks: Readonly<Record<string, (inner: Fragment) => Html>> = {
  '*': inner => html`<b>${inner}</b>`,
  _: inner => html`<i>${inner}</i>`,
  '~': inner => html`<s>${inner}</s>`,
}
const block = /```([\s\S]+?)```/
const inline = /(?<![\p{L}\d])([*_~])(?!\s)([^\n]*?\S)\1(?![\p{L}\d])|`([^`\n]+)`/u

/** Longer words stand as they were typed: looking for marks in them takes the square of their length. */
const longest = 4096

/** Words as WhatsApp shows them: *bold* _italic_ ~struck~ and ```fixed width```, all else as it was typed. */
export function whatsAppWords(words: string): Fragment {
  if (words.length > longest) return words
  const found = block.exec(words)
  if (!found) return marked(words)
  const before = words.slice(0, found.index)
  const after = words.slice(found.index + found[0].length)
  return [marked(before), html`<code>${found[1]}</code>`, whatsAppWords(after)]
}

function marked(words: string): Fragment {
  const found = inline.exec(words)
  if (!found) return words
  const [whole, mark, inner, fixed] = found
  const shown = mark ? marks[mark]!(marked(inner!)) : html`<code>${fixed}</code>`
  return [words.slice(0, found.index), shown, marked(words.slice(found.index + whole.length))]
}

/** The same without its marks, for one line. */
export function plainWords(words: string): string {
  if (words.length > longest) return words.replace(/\s+/g, ' ')
  return words
    .replace(/```([\s\S]+?)```/g, '$1')
    .replace(/(?<![\p{L}\d])([*_~])(?!\s)([^\n]*?\S)\1(?![\p{L}\d])/gu, '$2')
    .replace(/\s+/g, ' ')
}
