const isHtml = Symbol('html')

/** HTML that may stand in a page as it is. Only `html` and `trusted` make it. */
export interface Html {
  readonly [isHtml]: true
  readonly markup: string
}

/** What may be put into a template: text is escaped; null, undefined and false leave nothing. */
export type Fragment = Html | string | number | null | undefined | false | readonly Fragment[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * The template tag of every page: whatever is put in is escaped for text and for quoted attributes, unless it is Html
 * already. Attributes must stand in quotation marks; never put anything into a script, a style or an event handler.
 */
export function html(parts: TemplateStringsArray, ...fragments: readonly Fragment[]): Html {
  return trusted(parts.map((part, at) => part + markupOf(at < fragments.length ? fragments[at] : null)).join(''))
}

/** Markup of our own or of a library's file, never of a person. */
export function trusted(markup: string): Html {
  return { [isHtml]: true, markup }
}

function markupOf(fragment: Fragment): string {
  if (fragment === null || fragment === undefined || fragment === false) return ''
  if (typeof fragment === 'object') return isHtml in fragment ? fragment.markup : fragment.map(markupOf).join('')
  return String(fragment).replace(/[&<>"']/g, character => escapes[character]!)
}
