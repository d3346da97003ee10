import type { SeenMessage } from '../../src/simulator/telegram/server.ts'
import { linesOf, lineWidth, type Run } from './lines.ts'
import { charactersOf, isEmoji, widthOf } from './text-width.ts'

/** One chat as one person sees it. */
export interface Panel {
  /** Whose screen it is, above the picture. */
  readonly caption: string
  readonly title: string
  readonly subtitle: string
  /** Who looks: their own messages stand on the right. */
  readonly me: number
  readonly names: Readonly<Record<number | 'bot', string>>
  readonly messages: readonly Shown[]
  /** false: a private chat, where nobody's name stands above what they say. */
  readonly isGroup: boolean
}

/** A message as it is drawn. */
export type Shown = SeenMessage & {
  /** The button that is tapped next. */
  readonly tapped?: string
}

const size = 14
const lineHeight = 19
const padding = 11
const gap = 8
const headerHeight = 54
const captionHeight = 34
const buttonHeight = 33
const photoHeight = 118
const font = `font-family="Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"`
const emojiFont = `font-family="Apple Color Emoji, Segoe UI Emoji, Noto Color Emoji, sans-serif"`
const nameColours = ['#3f8fd0', '#c0563e', '#8a5fc7', '#3c9a5f', '#c27a1f']

/** An SVG of chats side by side. */
export function drawChats(panels: readonly Panel[], width = 400): string {
  const margin = 10
  const drawn = panels.map(panel => drawPanel(panel, width))
  const height = Math.max(...drawn.map(one => one.height))
  const total = panels.length * (width + margin * 2)
  const words = panels
    .map(panel => `${panel.caption}: ${panel.messages.map(message => wordsOf(message)).join(' / ')}`)
    .join('\n')
  const parts = panels.map((panel, at) => {
    const x = at * (width + margin * 2) + margin
    return `<g transform="translate(${x} 0)">
${label(panel.caption, width / 2, 21, { fontSize: 13, isBold: true, fill: '#57606a', anchor: 'middle' })}
<g transform="translate(0 ${captionHeight})"><rect width="${width}" height="${height}" rx="12" fill="#dbe7ee" stroke="#c3d0d9"/>
${header(panel, width)}
${drawn[at]!.svg}</g></g>`
  })
  const whole = height + captionHeight + margin
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${whole}" viewBox="0 0 ${total} ${whole}" role="img" ${font} font-size="${size}">
<title>${escape(words)}</title>
<rect width="${total}" height="${whole}" rx="14" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`
}

function header({ title, subtitle, isGroup }: Panel, width: number): string {
  const initials = isGroup
    ? '#'
    : title
        .replace(/[^\p{L}\p{N} ]/gu, '')
        .split(' ')
        .slice(0, 2)
        .map(word => word[0] ?? '')
        .join('')
        .toUpperCase()
  return `<path d="M0 12a12 12 0 0 1 12-12H${width - 12}a12 12 0 0 1 12 12V${headerHeight}H0z" fill="#ffffff"/>
<path d="M0 ${headerHeight}H${width}" stroke="#c3d0d9"/>
<circle cx="30" cy="27" r="17" fill="#5aa2d8"/>
${label(initials, 30, 32, { fontSize: 13, isBold: true, fill: '#ffffff', anchor: 'middle' })}
${label(title, 58, 24, { isBold: true, fill: '#17212b', most: width - 70 })}
${label(subtitle, 58, 42, { fontSize: 12, fill: '#7a8a96', most: width - 70 })}`
}

function drawPanel(panel: Panel, width: number): { svg: string; height: number } {
  let y = headerHeight + 12
  const parts: string[] = []
  panel.messages.forEach((message, at) => {
    const bubble = drawMessage(message, panel, width, panel.messages[at - 1])
    parts.push(`<g transform="translate(0 ${y})">${bubble.svg}</g>`)
    y += bubble.height + gap
  })
  return { svg: parts.join('\n'), height: y + 6 }
}

function drawMessage(message: Shown, panel: Panel, width: number, before?: Shown): { svg: string; height: number } {
  const isMine = message.from === panel.me
  const widest = Math.round(width * 0.84)
  const inner = widest - padding * 2
  const sender = panel.names[message.from] ?? '?'
  const named = panel.isGroup && !isMine && before?.from !== message.from
  const lines = linesOf(wordsOf(message, ''), message.entities, size, inner)
  const quoted = panel.messages.find(one => one.id === message.replyTo)
  const quote = quoted && {
    name: panel.names[quoted.from] ?? '?',
    words: clip(wordsOf(quoted).replaceAll('\n', ' '), 12.5, inner - 24),
  }
  const hasText = wordsOf(message, '') !== ''
  const rows = message.buttons
  const longest = Math.max(
    ...(hasText ? lines.map(line => lineWidth(line, size)) : [0]),
    named ? widthOf(sender, 13, true) : 0,
    quote ? Math.max(widthOf(quote.name, 12.5, true), widthOf(quote.words, 12.5)) + 16 : 0,
    message.media ? 210 : 0,
  )
  const bubbleWidth = rows.length ? widest : Math.max(46, Math.ceil(longest) + padding * 2)
  const x = isMine ? width - 12 - bubbleWidth : 12
  const parts: string[] = []
  let y = 6
  if (named) {
    const colour = nameColours[message.from === 'bot' ? 0 : 1 + (Number(message.from) % 4)]!
    parts.push(label(sender, padding, y + 13, { fontSize: 13, isBold: true, fill: colour }))
    y += 18
  }
  if (quote) {
    parts.push(
      `<rect x="${padding}" y="${y + 2}" width="${bubbleWidth - padding * 2}" height="36" rx="5" fill="#3f8fd0" fill-opacity=".12"/>
<rect x="${padding}" y="${y + 2}" width="3" height="36" rx="1.5" fill="#3f8fd0"/>
${label(quote.name, padding + 10, y + 16, { fontSize: 12.5, isBold: true, fill: '#3f8fd0' })}
${label(quote.words, padding + 10, y + 32, { fontSize: 12.5, fill: '#3c4a55' })}`,
    )
    y += 44
  }
  if (message.media) {
    parts.push(`<g transform="translate(${padding} ${y + 3})">${picture(message)}</g>`)
    y += message.media.kind === 'photo' ? photoHeight + 8 : 48
  }
  if (hasText)
    for (const line of lines) {
      parts.push(drawLine(line, padding, y + 15))
      y += lineHeight
    }
  y += 7
  const reactions = Object.keys(message.reactions)
  if (reactions.length) {
    const pills = reactions.map(
      (emoji, at) =>
        `<rect x="${padding + at * 40}" y="${y - 3}" width="34" height="22" rx="11" fill="#3f8fd0" fill-opacity=".16"/>${label(emoji, padding + at * 40 + 17, y + 13, { anchor: 'middle' })}`,
    )
    parts.push(pills.join(''))
    y += 25
  }
  const bubble = `<rect width="${bubbleWidth}" height="${y}" rx="11" fill="${isMine ? '#e2f7cf' : '#ffffff'}" stroke="#c9d5dc" stroke-width=".6"/>`
  const keyboard = rows.map((row, at) => drawRow(row, y + 4 + at * (buttonHeight + 4), bubbleWidth, message.tapped))
  return {
    svg: `<g transform="translate(${x} 0)">${bubble}${parts.join('')}${keyboard.join('')}</g>`,
    height: y + rows.length * (buttonHeight + 4),
  }
}

function drawRow(row: readonly string[], y: number, width: number, tapped?: string): string {
  const each = (width - (row.length - 1) * 4) / row.length
  return row
    .map((text, at) => {
      const x = at * (each + 4)
      const isTapped = text === tapped
      const words = clip(text, 13, each - 12)
      return `<rect x="${x.toFixed(1)}" y="${y}" width="${each.toFixed(1)}" height="${buttonHeight}" rx="7" fill="${isTapped ? '#1f6299' : '#6890ab'}"${isTapped ? ' stroke="#ffb020" stroke-width="2.5"' : ''}/>${label(words, x + each / 2, y + 21, { fontSize: 13, isBold: isTapped, fill: '#ffffff', anchor: 'middle' })}`
    })
    .join('')
}

/** A screenshot with an error in it, or a file. */
function picture({ media }: Shown): string {
  if (media?.kind !== 'photo')
    return `<circle cx="19" cy="19" r="19" fill="#5aa2d8"/><path d="M13 9h8l5 5v15h-13z" fill="#ffffff"/>${label(clip(media?.fileName || 'berkas', 13, 150), 48, 24, { fontSize: 13, isBold: true })}`
  return `<rect width="210" height="${photoHeight}" rx="7" fill="#f3f6f8" stroke="#c3d0d9"/>
<path d="M0 7a7 7 0 0 1 7-7H203a7 7 0 0 1 7 7V20H0z" fill="#33475b"/><circle cx="11" cy="10" r="3" fill="#ff6159"/><circle cx="21" cy="10" r="3" fill="#ffbd2e"/><circle cx="31" cy="10" r="3" fill="#28c941"/>
<rect x="14" y="30" width="100" height="8" rx="4" fill="#cbd6de"/><rect x="14" y="44" width="150" height="8" rx="4" fill="#dde5ea"/>
<rect x="14" y="62" width="182" height="40" rx="5" fill="#fde8e6" stroke="#e5534b"/><circle cx="34" cy="82" r="9" fill="#e5534b"/>
${label('!', 34, 87, { fontSize: 14, isBold: true, fill: '#ffffff', anchor: 'middle' })}<rect x="52" y="74" width="120" height="6" rx="3" fill="#e5534b" fill-opacity=".55"/><rect x="52" y="85" width="86" height="6" rx="3" fill="#e5534b" fill-opacity=".35"/>`
}

function drawLine(line: readonly Run[], start: number, y: number): string {
  let x = start
  return line
    .map(run => {
      const wide = widthOf(run.text, size, run.isBold)
      const at = x
      x += wide
      if (!run.text.trim()) return ''
      const exact = isEmoji(charactersOf(run.text)[0]!)
        ? ` ${emojiFont}`
        : ` textLength="${wide.toFixed(1)}" lengthAdjust="spacingAndGlyphs"`
      const weight = run.isBold ? ' font-weight="700"' : ''
      const fill = run.isLink ? '#2f80bd' : '#17212b'
      return `<text x="${at.toFixed(1)}" y="${y}" fill="${fill}"${weight}${exact} xml:space="preserve">${escape(run.text)}</text>`
    })
    .join('')
}

interface LabelLook {
  readonly fontSize?: number
  readonly isBold?: boolean
  readonly fill?: string
  readonly anchor?: 'middle'
  /** The widest it may be. */
  readonly most?: number
}

function label(text: string, x: number, y: number, look: LabelLook = {}): string {
  const { fontSize = size, isBold = false, fill = '#17212b', anchor, most } = look
  const words = most === undefined ? text : clip(text, fontSize, most, isBold)
  const family = charactersOf(words).length === 1 && isEmoji(words) ? ` ${emojiFont}` : ''
  return `<text x="${x.toFixed(1)}" y="${y}"${family} fill="${fill}" font-size="${fontSize}"${isBold ? ' font-weight="700"' : ''}${anchor ? ` text-anchor="${anchor}"` : ''}>${escape(words)}</text>`
}

/** A text cut with an ellipsis where it is wider than that. */
function clip(text: string, fontSize: number, most: number, isBold = false): string {
  if (widthOf(text, fontSize, isBold) <= most) return text
  const kept = charactersOf(text)
  while (kept.length && widthOf(`${kept.join('')}…`, fontSize, isBold) > most) kept.pop()
  return `${kept.join('').trimEnd()}…`
}

function wordsOf({ text, caption, media }: Shown, instead = media?.kind === 'photo' ? '(foto)' : '(berkas)'): string {
  return text || caption || instead
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
