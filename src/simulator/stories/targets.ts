/**
 * Names by which a guide finds on the page what it points at: the value of `data-sasaran`. Each names who and where
 * besides, so that it exists only while that person is chosen and that topic is open; a switch that is chosen already
 * says so by aria-pressed, aria-selected or aria-current.
 */
export const targets = {
  /** The tab of a panel, at phone width. */
  tab: (panel: Panel | 'jalan') => `tab:${panel}`,
  /** The switch that chooses who one is in a panel. */
  person: (panel: Panel, who: string) => `orang:${panel}:${who}`,
  /** A topic in the list of the group; null: what stands outside of topics. */
  topic: (thread: number | null) => `topik:${thread ?? 'umum'}`,
  /** The text field of the composer. */
  field: (place: Spot) => `tulis:${spot(place)}`,
  /** Its send button. */
  send: (place: Spot) => `kirim:${spot(place)}`,
  /** An inline button below a message. */
  button: (place: Spot, message: string | number, label: string) => `tombol:${spot(place)}:${message}:${label}`,
  /** What makes a message the one that is answered. */
  reply: (place: Spot, message: string | number) => `balas:${spot(place)}:${message}`,
}

export type Panel = 'wa' | 'tg' | 'grup'

/** A composer: of a panel, for a person, in the group in a topic (null: outside of topics). */
export type Spot =
  | { readonly panel: 'wa' | 'tg'; readonly who: string }
  | { readonly panel: 'grup'; readonly who: string; readonly thread: number | null }

function spot(place: Spot): string {
  return place.panel === 'grup' ? `grup:${place.who}:${place.thread ?? 'umum'}` : `${place.panel}:${place.who}`
}
