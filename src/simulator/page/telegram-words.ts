import { html, type Fragment, type Html } from '../../web/html.ts'

interface Entity {
  readonly type: string
  readonly offset: number
  readonly length: number
}

const looks: Readonly<Record<string, (inner: Fragment) => Html>> = {
  bold: inner => html`<b>${inner}</b>`,
  italic: inner => html`<i>${inner}</i>`,
  underline: inner => html`<u>${inner}</u>`,
  strikethrough: inner => html`<s>${inner}</s>`,
  code: inner => html`<code>${inner}</code>`,
  pre: inner => html`<code>${inner}</code>`,
  blockquote: inner => html`<span class="cited">${inner}</span>`,
  expandable_blockquote: inner => html`<span class="cited">${inner}</span>`,
  spoiler: inner => html`<span>${inner}</span>`,
  bot_command: inner => html`<span class="linked">${inner}</span>`,
  mention: inner => html`<span class="linked">${inner}</span>`,
  hashtag: inner => html`<span class="linked">${inner}</span>`,
  url: inner => html`<span class="linked">${inner}</span>`,
  text_link: inner => html`<span class="linked">${inner}</span>`,
}

/** Words with the entities of the Bot API, one within another where they overlap. Links lead nowhere here. */
export function telegramWords(words: string, entities: readonly Entity[]): Fragment {
  return between(
    0,
    words.length,
    [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length),
  )

  function between(from: number, to: number, within: readonly Entity[]): Fragment {
    const parts: Fragment[] = []
    let at = from
    for (const [index, entity] of within.entries()) {
      const end = Math.min(entity.offset + entity.length, to)
      if (entity.offset < at || end <= entity.offset) continue
      const inner = within.slice(index + 1).filter(one => one.offset < end)
      const shown = between(entity.offset, end, inner)
      parts.push(words.slice(at, entity.offset), looks[entity.type]?.(shown) ?? shown)
      at = end
    }
    return [...parts, words.slice(at, to)]
  }
}
