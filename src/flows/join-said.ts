import { plainText, type Rich } from '../domain/rich.ts'
import { limits } from './read-words.ts'

/** Joins what is said in a row into as few messages as a small phone allows; the last one ends with the question. */
export function joinSaid(parts: readonly Rich[]): Rich[] {
  return parts.reduce<Rich[]>((messages, part) => {
    const last = messages.at(-1)
    const joined = last && [...last, '\n', ...part]
    return joined && fits(joined) ? [...messages.slice(0, -1), joined] : [...messages, part]
  }, [])
}

function fits(message: Rich): boolean {
  const text = plainText(message)
  return text.length <= limits.text && text.split('\n').length <= limits.lines
}
