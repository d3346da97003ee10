/** Widths of the characters from space to tilde in Helvetica and Arial, in thousandths of the font's size. */
const regular =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
const bold =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584'

const widths = { regular: regular.split(' ').map(Number), bold: bold.split(' ').map(Number) }
const others: Readonly<Record<string, number>> = {
  '·': 333,
  '•': 350,
  '–': 556,
  '…': 1000,
  '‹': 333,
  '›': 333,
  '→': 1000,
}
const graphemes = new Intl.Segmenter('id', { granularity: 'grapheme' })

/** What a reader sees as one character, each. */
export function charactersOf(text: string): string[] {
  return [...graphemes.segment(text)].map(one => one.segment)
}

/** true for what is drawn by the reader's own emoji font, which is wider than letters. */
export function isEmoji(character: string): boolean {
  return /\p{Extended_Pictographic}/u.test(character)
}

/** How wide a text stands in a font of that size, in pixels. */
export function widthOf(text: string, size: number, isBold = false): number {
  const table = isBold ? widths.bold : widths.regular
  const thousandths = charactersOf(text).map(one =>
    isEmoji(one) ? 1320 : (table[one.charCodeAt(0) - 32] ?? others[one] ?? 556),
  )
  return (thousandths.reduce((sum, one) => sum + one, 0) * size) / 1000
}
