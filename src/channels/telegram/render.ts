import { plainText, type Rich } from '../../domain/rich.ts'
import type { Capabilities } from '../../app/conversation/context.ts'
import type { Button } from '../../app/ports.ts'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Our neutral text as Telegram's HTML (core.telegram.org/bots/api#html-style); people's words are always escaped. */
export function toHtml(rich: Rich): string {
  return rich.map(piece => (typeof piece === 'string' ? escape(piece) : `<b>${escape(piece.bold)}</b>`)).join('')
}

function escape(words: string): string {
  return words.replace(/[&<>]/g, sign => escapes[sign] ?? sign)
}

/** Text and its mode for a call; plain when the network could not parse the formatting. */
export function textFields(rich: Rich, plain: boolean): { text: string; parse_mode?: 'HTML' } {
  return plain ? { text: plainText(rich) } : { text: toHtml(rich), parse_mode: 'HTML' }
}

/** The same for a caption; absent when there are no words. */
export function captionFields(rich: Rich, plain: boolean): { caption?: string; parse_mode?: 'HTML' } {
  if (!plainText(rich)) return {}
  const { text, ...mode } = textFields(rich, plain)
  return { caption: text, ...mode }
}

/** Buttons under a message; an empty list takes earlier ones away. */
export function markupFields(buttons: readonly (readonly Button[])[] | undefined): { reply_markup?: object } {
  if (!buttons) return {}
  return {
    reply_markup: { inline_keyboard: buttons.map(row => row.map(({ text, data }) => ({ text, callback_data: data }))) },
  }
}

/** What Telegram holds in a message and under files (UTF-16 units), and where a topic of a supergroup is found. */
export const telegramCapabilities: Capabilities = {
  text: 4096,
  caption: 1024,
  buttons: true,
  receipts: false,
  topicLink: (group, thread) => (group.startsWith('-100') ? `https://t.me/c/${group.slice(4)}/${thread}` : null),
}
