import { badRequest } from './api-error.ts'
import { parseHtml, trimmed, withDetected, type Formatted } from './formatting.ts'
import type { Entity, InlineKeyboard } from './types.ts'

/** A call's parameters as they came: typed from JSON, strings from forms. */
export type Params = Readonly<Record<string, unknown>>

/** The parameter as text; numbers and truth values are written out, as the real server does. */
export function textOf(params: Params, name: string): string | undefined {
  const value = params[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean)
}

/** The parameter as a whole number, or undefined when it is absent or none. */
export function integerOf(params: Params, name: string): number | undefined {
  const value = textOf(params, name)?.trim()
  if (value === undefined || !/^-?\d{1,16}$/.test(value)) return undefined
  return Number(value)
}

export function flagOf(params: Params, name: string): boolean {
  return ['true', '1', 'yes', 'y'].includes((textOf(params, name) ?? '').toLowerCase())
}

/** The parameter as a JSON value; throws 400 when it is no JSON. */
export function jsonOf(params: Params, name: string): unknown {
  const value = params[name]
  if (typeof value !== 'string') return value ?? undefined
  if (value === '') return undefined
  try {
    return JSON.parse(value)
  } catch {
    throw badRequest(`can't parse ${name} JSON object`)
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads text with its parse_mode or entities. Throws 400 when it cannot be parsed or is over `limit` UTF-16 units
 * after parsing; an absent text is empty.
 */
export function formattedOf(params: Params, name: 'text' | 'caption', limit: number): Formatted {
  const source = textOf(params, name) ?? ''
  const mode = (textOf(params, 'parse_mode') ?? '').toLowerCase()
  // Markdown is left out on purpose: Loket writes HTML only.
  if (mode !== '' && mode !== 'html') throw badRequest('unsupported parse_mode')
  const given = jsonOf(params, name === 'text' ? 'entities' : 'caption_entities')
  const parsed = mode === 'html' ? parseHtml(source) : trimmed({ text: source, entities: entitiesOf(given, source) })
  if (parsed.text.length > limit) throw badRequest(`message ${name === 'text' ? '' : 'caption '}is too long`)
  return { text: parsed.text, entities: withDetected(parsed) }
}

function entitiesOf(given: unknown, text: string): Entity[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw badRequest("can't parse entities: Array of MessageEntity expected")
  return given.map((entity: unknown) => {
    if (!isObject(entity) || typeof entity['type'] !== 'string')
      throw badRequest('can\'t parse MessageEntity: Field "type" must be of type String')
    const { offset, length } = entity as { offset?: unknown; length?: unknown }
    if (!Number.isInteger(offset) || !Number.isInteger(length))
      throw badRequest('can\'t parse MessageEntity: Can\'t find field "offset"')
    if ((offset as number) < 0 || (length as number) <= 0 || (offset as number) + (length as number) > text.length)
      throw badRequest(`entity beginning at UTF-16 offset ${offset as number} ends after the end of the text`)
    return entity as unknown as Entity
  })
}

/**
 * Reads reply_markup. Answers the inline keyboard, or undefined when there is none (other markups are checked for
 * their shape only). Limits: 100 buttons, 10 KB, callback_data 1 to 64 bytes.
 */
export function markupOf(params: Params): InlineKeyboard | undefined {
  const markup = jsonOf(params, 'reply_markup')
  if (markup === undefined) return undefined
  if (!isObject(markup)) throw badRequest('object expected as reply markup')
  const rows = markup['inline_keyboard']
  if (rows === undefined) {
    const known = ['keyboard', 'remove_keyboard', 'force_reply'].some(key => key in markup)
    if (!known && Object.keys(markup).length > 0) throw badRequest("can't parse reply keyboard markup JSON object")
    return undefined
  }
  if (!Array.isArray(rows)) throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
  let count = 0
  const keyboard = rows.map((row: unknown) => {
    if (!Array.isArray(row))
      throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return row.map((button: unknown) => {
      count += 1
      return readButton(button)
    })
  })
  if (count > 100 || Buffer.byteLength(JSON.stringify(keyboard)) > 10_240) throw badRequest('reply markup is too long')
  const filled = keyboard.filter(row => row.length > 0)
  return filled.length === 0 ? undefined : { inline_keyboard: filled }
}

function readButton(button: unknown): InlineKeyboard['inline_keyboard'][number][number] {
  const refuse = (why: string) => badRequest(`can't parse inline keyboard button: ${why}`)
  if (!isObject(button)) throw refuse('InlineKeyboardButton must be an Object')
  const { text, callback_data: data, url } = button
  if (typeof text !== 'string') throw refuse('Field "text" must be of type String')
  if (text.trim() === '') throw badRequest('BUTTON_TEXT_INVALID')
  if (data !== undefined) {
    if (typeof data !== 'string') throw refuse('Field "callback_data" must be of type String')
    const size = Buffer.byteLength(data)
    if (size < 1 || size > 64) throw badRequest('BUTTON_DATA_INVALID')
    return { text, callback_data: data }
  }
  if (url !== undefined) {
    if (typeof url !== 'string' || !/^(https?|tg):\/\/.|^[\w-]+(\.[\w-]+)+/i.test(url))
      throw badRequest(`inline keyboard button URL '${textOf(button, 'url')}' is invalid: Wrong HTTP URL`)
    return { text, url }
  }
  const other = ['web_app', 'login_url', 'switch_inline_query', 'switch_inline_query_current_chat', 'copy_text', 'pay']
  if (!other.some(key => key in button)) throw refuse('Text buttons are unallowed in the inline keyboard')
  return { ...button, text }
}
