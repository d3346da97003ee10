/** light or dark as the person chose; null: as the machine prefers. */
export type Theme = 'light' | 'dark' | null

export const themeCookie = 'tema'

/** The theme of a cookie or a form; whatever else stands there is no choice. */
export function themeOf(value: unknown): Theme {
  return value === 'light' || value === 'dark' ? value : null
}
