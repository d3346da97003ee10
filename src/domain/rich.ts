/** A text with emphasis, free of any network's markup: people's words in it can never become formatting. */
export type Piece = string | { readonly bold: string }
export type Rich = readonly Piece[]

/** The bare words. */
export function plainText(rich: Rich): string {
  return rich.map(piece => (typeof piece === 'string' ? piece : piece.bold)).join('')
}

/** The sentence of flows/ again, emphasis in asterisks: for words of ours only, since in people's words they would count. */
export function asWritten(rich: Rich): string {
  return rich.map(piece => (typeof piece === 'string' ? piece : `*${piece.bold}*`)).join('')
}

/** A value in a sentence: words in braces, as in {jam buka}. */
const placeholder = /\{(\w+(?: \w+)*)\}/g

/**
 * Fills a sentence of flows/: `*word*` is emphasis, `{name}` a value. Values are taken as they are and never
 * read as markup.
 */
export function fill(sentence: string, values: Readonly<Record<string, string | number>> = {}): Rich {
  const value = (name: string): string => String(values[name] ?? `{${name}}`)
  return sentence
    .split(/(\*[^*\n]+\*)/)
    .filter(Boolean)
    .map(part => {
      const bold = /^\*([^*\n]+)\*$/.exec(part)?.[1]
      return bold === undefined
        ? part.replace(placeholder, (_, name: string) => value(name))
        : { bold: bold.replace(placeholder, (_, name: string) => value(name)) }
    })
}

/**
 * Cuts a text into parts of at most `max` UTF-16 units, at a line or word end where there is one, never inside a
 * character. No part is blank, because networks refuse blank messages.
 */
export function splitText(text: string, max: number): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > max) {
    const window = rest.slice(0, max)
    let cut = Math.max(window.lastIndexOf('\n'), window.lastIndexOf(' '))
    if (cut < max / 2) cut = /[\uD800-\uDBFF]/.test(window[max - 1] ?? '') ? max - 1 : max
    parts.push(rest.slice(0, cut))
    rest = rest.slice(cut).replace(/^[ \n]/, '')
  }
  parts.push(rest)
  return parts.filter(part => part.trim())
}
