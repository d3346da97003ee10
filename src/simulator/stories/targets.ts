/**
 * Where a guide finds on the page what it points at: selectors over `data-sasaran` and the ids of messages. A switch
 * that is chosen already says so by aria-pressed, aria-selected or aria-current.
 */
export const targets = {
  /** The tab of a panel, at phone width. */
  tab: (panel: Panel) => named(`tab:${panel}`),
  /** The switch that chooses who one is in a panel. */
  person: (panel: Panel, who: string) => named(panel === 'grup' ? `staf:${who}` : `${panel}-orang:${who}`),
  /** A topic in the list of the group; null: what stands outside of topics. */
  topic: (thread: number | null) => named(`topik:${thread ?? 'umum'}`),
  /** The send button of a panel's composer. */
  send: (panel: Panel) => named(`${panel}-kirim`),
  /** What stands in place of a composer on Telegram until the bot was started. */
  start: named('tg-mulai'),
  /** An inline button below a message, named without the number in front. */
  button: (panel: Panel, message: string | number, label: string) =>
    `#${panel}-${message} ${named(`tombol:${label.replace(/^\d+ · /, '')}`)}`,
}

export type Panel = 'wa' | 'tg' | 'grup'

function named(name: string): string {
  return `[data-sasaran="${name.replace(/["\\]/g, '\\$&')}"]`
}
