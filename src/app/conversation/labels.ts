import { plainText, type Rich } from '../../domain/rich.ts'
import type { Context } from './context.ts'

/** The label of an option; where options become a numbered list, without a number of its own beside that. */
export function labelOf(words: Rich, number: number, { capabilities }: Pick<Context, 'capabilities'>): string {
  const label = plainText(words)
  return capabilities.buttons || !label.startsWith(String(number)) ? label : label.replace(/^\d+[\s.·)]*/, '')
}
