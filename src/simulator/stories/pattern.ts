/** A ticket's number as people read it. */
export const ticketNumber = /\b[A-Z]{2,6}-\d{4}-\d{6}\b/g

/** Finds words of a story in a message: spaces and line breaks count as one, `…` stands for anything. */
export function pattern(words: string): RegExp {
  const parts = words.trim().split(/\s*…\s*/)
  return new RegExp(parts.map(part => part.split(/\s+/).map(literally).join('\\s+')).join('[^]*?'))
}

function literally(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Words by which a message is found again where the same is said anew: its first line, with `…` for what may differ. */
export function patternFor(text: string): string {
  const line = text.split('\n').find(one => one.trim()) ?? ''
  const lasting = line
    .trim()
    .replace(ticketNumber, '…')
    .replace(/\b\d{1,2}\.\d{2}\b/g, '…')
  return lasting.length > 80 ? `${lasting.slice(0, 80).replace(/\s+\S*$/, '')} …` : lasting
}
