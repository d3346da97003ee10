import { badRequest } from './api-error.ts'
import type { Entity } from './types.ts'

export interface Formatted {
  text: string
  entities: Entity[]
}

const tags: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}
const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

interface OpenTag {
  tag: string
  attributes: Record<string, string>
  offset: number
}

/**
 * Parses text of parse_mode HTML as td/telegram/MessageEntity.cpp does. Throws 400 "can't parse entities: …" with the
 * reason and its offset in UTF-8 bytes.
 */
export function parseHtml(source: string): Formatted {
  const entities: Entity[] = []
  const open: OpenTag[] = []
  let text = ''
  let at = 0
  const fail = (reason: string, from?: number): never => {
    const where = from === undefined ? '' : ` at byte offset ${Buffer.byteLength(source.slice(0, from))}`
    throw badRequest(`can't parse entities: ${reason.replace('%', where)}`)
  }
  while (at < source.length) {
    const char = source[at]
    if (char === '&') {
      const match = /^&(?:#(\d{1,8})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot));?/i.exec(source.slice(at, at + 12))
      const decoded = match ? decodeEntity(match) : undefined
      text += decoded ?? char
      at += decoded === undefined ? 1 : match![0].length
    } else if (char !== '<') {
      const next = /[<&]/.exec(source.slice(at))
      const end = next ? at + next.index : source.length
      text += source.slice(at, end)
      at = end
    } else if (source[at + 1] === '/') {
      const start = at
      const match = /^<\/([^\s>]*)\s*(>?)/.exec(source.slice(at))!
      const top = open.pop()
      if (!top) return fail('Unexpected end tag%', start)
      const name = match[1]!.toLowerCase()
      if (match[2] !== '>') return fail('Unclosed end tag%', start)
      if (name !== '' && name !== top.tag)
        return fail(`Unmatched end tag%, expected "</${top.tag}>", found "</${name}>"`, start)
      close(top, text, entities)
      at += match[0].length
    } else {
      const start = at
      const name = /^<([^\s>]*)/.exec(source.slice(at))![1]!.toLowerCase()
      at += 1 + name.length
      if (at >= source.length) return fail('Unclosed start tag%', start)
      if (!(name in tags)) return fail(`Unsupported start tag "${name}"%`, start)
      const attributes: Record<string, string> = {}
      for (;;) {
        const match = /^\s*(?:(>)|([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?)/.exec(source.slice(at))
        if (!match) return fail('Unclosed start tag%', start)
        at += match[0].length
        if (match[1]) break
        attributes[match[2]!.toLowerCase()] = (match[3] ?? match[4] ?? match[5] ?? '').replace(
          /&(lt|gt|amp|quot);/g,
          (_, key: string) => named[key]!,
        )
      }
      if (name === 'span' && attributes['class'] !== 'tg-spoiler')
        return fail('Tag "span" must have class "tg-spoiler"%', start)
      open.push({ tag: name, attributes, offset: text.length })
    }
  }
  const left = open.pop()
  if (left) return fail(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return trimmed({ text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) })
}

function decodeEntity(match: RegExpExecArray): string | undefined {
  if (match[3]) return named[match[3].toLowerCase()]
  const code = match[1] ? Number(match[1]) : Number.parseInt(match[2]!, 16)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

function close({ tag, attributes, offset }: OpenTag, text: string, entities: Entity[]): void {
  const length = text.length - offset
  if (length === 0) return
  const type = tags[tag]!
  if (tag === 'a') {
    const url = attributes['href'] ?? text.slice(offset)
    // As the real server: a link that is no address is shown as plain text.
    if (/^(https?|tg|mailto|tel):/i.test(url) || /^[\w-]+(\.[\w-]+)+/.test(url))
      entities.push({ type, offset, length, url })
  } else if (tag === 'pre') {
    const inner = entities.find(other => other.type === 'code' && other.offset === offset && other.length === length)
    if (inner) entities.splice(entities.indexOf(inner), 1)
    entities.push({ type, offset, length, ...(inner?.language ? { language: inner.language } : {}) })
  } else {
    const language = tag === 'code' ? /^language-(.+)$/.exec(attributes['class'] ?? '')?.[1] : undefined
    entities.push({ type, offset, length, ...(language ? { language } : {}) })
  }
}

/** The text without white space around it, entities moved along, as the server stores it. */
export function trimmed({ text, entities }: Formatted): Formatted {
  const lead = text.length - text.trimStart().length
  const kept = text.trim()
  if (kept.length === text.length) return { text, entities }
  const moved = entities.flatMap(entity => {
    const offset = Math.max(0, entity.offset - lead)
    const end = Math.min(kept.length, entity.offset + entity.length - lead)
    return end > offset ? [{ ...entity, offset, length: end - offset }] : []
  })
  return { text: kept, entities: moved }
}

const detectors: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['bot_command', /(?<![^\s([{])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/@])/gi],
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  [
    'url',
    /(?<![\w@./-])(?:https?:\/\/[^\s<>"]+|(?:[a-z0-9-]+\.)+(?:id|com|net|org|info|io)(?:\/[^\s<>"]*)?(?![\w.-]))/gi,
  ],
  ['mention', /(?<![\w@])@[a-z][a-z0-9_]{3,31}\b/gi],
]

/** What the server marks by itself (commands, addresses, mentions), added to the given entities. */
export function withDetected({ text, entities }: Formatted): Entity[] {
  if (!/[/@.]/.test(text)) return entities
  const found = [...entities]
  const taken = entities.filter(({ type }) => type === 'code' || type === 'pre' || type === 'text_link')
  for (const [type, pattern] of detectors) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length }
      if (taken.some(other => overlaps(other, entity))) continue
      taken.push(entity)
      found.push(entity)
    }
  }
  return found.sort((a, b) => a.offset - b.offset)
}

function overlaps(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length
}
