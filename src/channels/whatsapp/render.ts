import type { Capabilities } from '../../app/conversation/context.ts'
import type { Button } from '../../app/ports.ts'
import { splitText, type Rich } from '../../domain/rich.ts'

/** Longer texts arrive but nobody reads them on a phone (channels.md B5); UTF-16 units. */
export const longestText = 3500

/** What WhatsApp holds in a message and under files; it has neither topics nor buttons. */
export const whatsappCapabilities: Capabilities = {
  text: longestText,
  caption: 1000,
  buttons: false,
  receipts: true,
  topicLink: () => null,
}

/** Stand for the ends of our own emphasis until the text is cut; private use, taken out of people's words. */
const open = '\uE000'
const close = '\uE001'
const marks = new RegExp(`[${open}${close}]`, 'gu')

/**
 * Signs that look like those of WhatsApp's formatting and format nothing: there is no way to escape one, and which
 * invisible characters would stop it differs between phones.
 */
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ', '>': '›' }

/** Where a sign could begin or end formatting: at the edge of a word. Which letters phones count as such is not known. */
const edge = (sign: string): RegExp => new RegExp(`(?<![A-Za-z0-9])${sign}(?=\\S)|(?<=\\S)${sign}(?![A-Za-z0-9])`, 'gu')
const star = edge('\\*')
const others = ['_', '~', '`'].map(sign => ({ sign, pattern: edge(sign) }))

/**
 * Our neutral text as WhatsApp's, in parts that fit. Only our own emphasis becomes `*bold*`; signs in people's words that
 * would format are replaced by lookalikes, wherever the piece stands.
 */
export function toWhatsApp(rich: Rich, max = longestText): string[] {
  const marked = rich.map(piece => (typeof piece === 'string' ? bare(piece) : emphasised(bare(piece.bold)))).join('')
  let inside = false
  return splitText(tame(marked), max - 2).map(part => {
    const whole = `${inside ? open : ''}${part}`
    inside = whole.lastIndexOf(open) > whole.lastIndexOf(close)
    return written(inside ? `${whole}${close}` : whole)
  })
}

/** The same in one piece, for captions and edits. */
export function toWhatsAppWhole(rich: Rich): string {
  return toWhatsApp(rich, Number.MAX_SAFE_INTEGER).join('')
}

/** Buttons as a list to answer by number, below the words. */
export function withChoices(rich: Rich, buttons: readonly (readonly Button[])[] = []): Rich {
  const choices = buttons.flat()
  if (!choices.length) return rich
  const labels = choices.map(({ text }) => text.replaceAll(/\s+/g, ' '))
  const below = rich.length ? ['\n\n'] : []
  if (labels.length === 1) return [...rich, ...below, { bold: 'Balas 1' }, `: ${labels[0]}`]
  const list = labels.map((label, at) => `${at + 1}. ${label}`).join('\n')
  return [...rich, ...below, list, '\n\n', { bold: `Balas 1–${labels.length}` }]
}

function bare(words: string): string {
  return words.replace(marks, '')
}

/** Emphasis never goes over a line, never begins or ends with a space, and no asterisk in it may end it. */
function emphasised(words: string): string {
  return words.replace(/\S(?:.*\S)?/g, line => `${open}${line.replaceAll('*', lookalikes['*']!)}${close}`)
}

/** Takes the power from every sign of people that could format: `*` always, since ours stand beside it. */
function tame(text: string): string {
  let tamed = text.replace(star, lookalikes['*']!).replace(/^> /gm, `${lookalikes['>']} `)
  for (const { sign, pattern } of others)
    // One alone begins nothing, and addresses and names with it stay as they are.
    if ((tamed.match(pattern)?.length ?? 0) > 1) tamed = tamed.replace(pattern, lookalikes[sign]!)
  return tamed
}

const emphasis = new RegExp(`(?<![\\p{L}\\p{N}])${open}(\\s*)([^${close}]*?)(\\s*)${close}(?![\\p{L}\\p{N}])`, 'gu')

/** Our emphasis as asterisks, where WhatsApp takes them for such: not beside a letter or digit. */
function written(part: string): string {
  return part
    .replace(emphasis, (_, before: string, words: string, after: string) => `${before}${words && `*${words}*`}${after}`)
    .replace(marks, '')
}
