import type { Capabilities } from '../../src/app/conversation/context.ts'
import type { Button } from '../../src/app/ports.ts'
import { plainText, splitText, type Rich } from '../../src/domain/rich.ts'

/** What a letter holds (UTF-16 units); there are no files, buttons or topics. */
export const suratCapabilities: Capabilities = {
  text: 300,
  caption: 0,
  buttons: false,
  receipts: false,
  topicLink: () => null,
}

/** The letters that say a text: no emphasis, choices as a numbered list, each letter short enough. */
export function toLetters(rich: Rich, buttons: readonly (readonly Button[])[] = []): string[] {
  const choices = buttons.flat().map(({ text }, at) => `${at + 1}. ${text}`)
  return splitText([plainText(rich), ...choices].join('\n'), suratCapabilities.text)
}
