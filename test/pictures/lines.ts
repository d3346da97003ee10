import { charactersOf, isEmoji, widthOf } from './text-width.ts'

/** Letters that are drawn alike. */
export interface Run {
  readonly text: string
  readonly isBold: boolean
  readonly isLink: boolean
}

interface Entity {
  readonly type: string
  readonly offset: number
  readonly length: number
}

/** A text as lines of runs, broken where it is wider than `width`. */
export function linesOf(text: string, entities: readonly Entity[], size: number, width: number): Run[][] {
  const lines: Run[][] = []
  let at = 0
  for (const paragraph of text.split('\n')) {
    lines.push(...wrap(runsOf(paragraph, at, entities), size, width))
    at += paragraph.length + 1
  }
  return lines
}

/** How wide a line stands. */
export function lineWidth(line: readonly Run[], size: number): number {
  return line.reduce((sum, run) => sum + widthOf(run.text, size, run.isBold), 0)
}

function runsOf(paragraph: string, start: number, entities: readonly Entity[]): Run[] {
  const runs: Run[] = []
  let at = start
  for (const character of charactersOf(paragraph)) {
    const here = entities.filter(({ offset, length }) => offset <= at && at < offset + length).map(({ type }) => type)
    at += character.length
    const run = {
      text: character,
      isBold: here.includes('bold'),
      isLink: here.some(type => ['url', 'text_link', 'mention', 'bot_command'].includes(type)),
    }
    const last = runs.at(-1)
    if (last && sameLook(last, run)) runs[runs.length - 1] = { ...last, text: last.text + character }
    else runs.push(run)
  }
  return runs
}

function sameLook(one: Run, other: Run): boolean {
  const wasEmoji = isEmoji(charactersOf(one.text).at(-1) ?? '')
  return one.isBold === other.isBold && one.isLink === other.isLink && wasEmoji === isEmoji(other.text)
}

function wrap(runs: readonly Run[], size: number, width: number): Run[][] {
  const lines: Run[][] = [[]]
  let used = 0
  for (const run of runs)
    for (const word of run.text.match(/ +|[^ ]+/g) ?? [])
      for (const part of fitting(word, size, width, run.isBold)) {
        const wide = widthOf(part, size, run.isBold)
        if (used + wide > width && used > 0) {
          lines.push([])
          used = 0
          if (/^ +$/.test(part)) continue
        }
        used += wide
        const line = lines.at(-1)!
        const last = line.at(-1)
        if (last && sameLook(last, { ...run, text: part })) line[line.length - 1] = { ...last, text: last.text + part }
        else line.push({ ...run, text: part })
      }
  return lines
}

/** A word cut where it is wider than a line. */
function fitting(word: string, size: number, width: number, isBold: boolean): string[] {
  const parts: string[] = ['']
  for (const character of charactersOf(word)) {
    if (widthOf(parts.at(-1)! + character, size, isBold) > width) parts.push('')
    parts[parts.length - 1] += character
  }
  return parts
}
