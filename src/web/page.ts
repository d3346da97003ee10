import type { Assets } from './assets.ts'
import { html, trusted, type Html } from './html.ts'
import type { Theme } from './theme.ts'

export interface PageParts {
  readonly title: string
  readonly theme: Theme
  readonly body: Html
  /** Names of style sheets and scripts beside those of every page. */
  readonly styles?: readonly string[]
  readonly scripts?: readonly string[]
}

/** What htmx may do here: no style sheet of its own, nothing evaluated, no cache of pages in the browser. */
const htmxConfig = JSON.stringify({
  // A page that lost its stream asks for it again at least this often (ms).
  sse: { reconnectDelay: 300, reconnectMaxDelay: 2000 },
  includeIndicatorCSS: false,
  history: 'reload',
  defaultTimeout: 20_000,
  // What a person unfolded stays so when its surroundings are brought up to date.
  morphIgnore: ['data-htmx-powered', 'open'],
})

/** A whole document. Its styles stand before its scripts, which run when the document was read. */
export function page(assets: Assets, { title, theme, body, styles = [], scripts = [] }: PageParts): Html {
  const sheets = ['tokens.css', 'base.css', 'components.css', ...styles]
  const programs = ['htmx.js', 'page.js', ...scripts]
  return html`${trusted('<!doctype html>')}
<html lang="id"${theme && html` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content="${htmxConfig}">
<link rel="icon" href="${assets.url('logo.svg')}">
<link rel="preload" href="${assets.url('public-sans.woff2')}" as="font" type="font/woff2" crossorigin>
${sheets.map(name => html`<link rel="stylesheet" href="${assets.url(name)}">`)}
${programs.map(name => html`<script src="${assets.url(name)}" defer></script>`)}
</head>
<body>
${body}
</body>
</html>
`
}
