/** What WhatsApp shows bold in a text: from an asterisk at the beginning of a word to one at the end of a word. */
export function boldIn(text: string): string[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}])\*(\S|\S[^*\n]*\S)\*(?![\p{L}\p{N}])/gu)].map(([, words = '']) => words)
}

/** What a person reads: without the asterisks of emphasis, lookalikes taken for the signs they look like. */
export function readable(text: string): string {
  const signs: Readonly<Record<string, string>> = { '∗': '*', ˍ: '_', '∼': '~', ˋ: '`', '›': '>' }
  const shown = text.replaceAll(/(?<![\p{L}\p{N}])\*(\S|\S[^*\n]*\S)\*(?![\p{L}\p{N}])/gu, '$1')
  return shown.replaceAll(/[∗ˍ∼ˋ›]/gu, sign => signs[sign] ?? sign)
}
