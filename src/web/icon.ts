import { icons } from '@iconify-json/lucide'
import { html, trusted, type Html } from './html.ts'

/** The icons of Lucide that our pages use, by Lucide's own names. */
const names = [
  'arrow-left',
  'arrow-down',
  'arrow-up-right',
  'archive',
  'bell',
  'bell-off',
  'book-open',
  'bot',
  'building-2',
  'calendar-clock',
  'check',
  'check-check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'circle-alert',
  'circle-check',
  'circle-dot',
  'circle-help',
  'circle-pause',
  'circle-x',
  'clock',
  'copy',
  'download',
  'ellipsis',
  'ellipsis-vertical',
  'eraser',
  'eye',
  'eye-off',
  'file',
  'file-text',
  'flask-conical',
  'folder-open',
  'hand',
  'hash',
  'headset',
  'image',
  'images',
  'info',
  'layout-dashboard',
  'list-filter',
  'loader-circle',
  'lock',
  'map-pin',
  'megaphone',
  'menu',
  'message-circle',
  'messages-square',
  'mic',
  'moon',
  'paperclip',
  'pause',
  'pencil',
  'phone',
  'phone-off',
  'play',
  'plus',
  'power',
  'radio-tower',
  'refresh-cw',
  'reply',
  'rotate-ccw',
  'save',
  'search',
  'send',
  'send-horizontal',
  'shield-check',
  'skip-forward',
  'smile-plus',
  'square-pen',
  'sun',
  'sun-moon',
  'tag',
  'timer',
  'timer-off',
  'trash-2',
  'triangle-alert',
  'undo-2',
  'unplug',
  'user',
  'user-plus',
  'users',
  'wifi-off',
  'x',
  'zap',
  'zap-off',
] as const
export type IconName = (typeof names)[number]

/** 16 beside text, 20 in the tab bar and in the head of a phone, 40 in a notice that fills a page. */
export type IconSize = 16 | 20 | 40

const drawn = new Map<string, string>(names.map(name => [name, bodyOf(name)]))

/** An outline that says nothing to a screen reader: the words beside it, or the name of its button, do. */
export function icon(name: IconName, size: IconSize = 16): Html {
  return html`<svg class="icon" width="${size}" height="${size}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${trusted(drawn.get(name)!)}</svg>`
}

/** Throws at start for a name that Lucide has no more. */
function bodyOf(name: string): string {
  const body = icons.icons[name]?.body ?? icons.icons[icons.aliases?.[name]?.parent ?? '']?.body
  if (!body) throw new Error(`Lucide has no icon ${name}`)
  return body.replaceAll('stroke-width="2"', 'stroke-width="1.75"')
}
