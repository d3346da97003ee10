/** Open from one minute of the day until another (not including it); minutes since midnight, at most 1440. */
export interface Frame {
  readonly from: number
  readonly to: number
}

/** Monday = 1 … Sunday = 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** The open frames of each weekday in order, breaks taken out; none: closed. */
export type Week = Readonly<Record<Weekday, readonly Frame[]>>

/** Other hours from one date through another (2026-02-18), both included: Ramadan, half days, local elections. */
export interface HoursOverride {
  readonly from: string
  readonly to: string
  readonly reason: string
  /** null: closed all day, as on a holiday. */
  readonly week: Week | null
  /** Whether these hours hold on holidays too. */
  readonly onHolidays: boolean
}

/** When the office is open. A holiday is closed; of two overrides for a date the later in the list holds. */
export interface OfficeHours {
  readonly zone: string
  readonly week: Week
  readonly overrides: readonly HoursOverride[]
  /** Names of holidays by date (2026-08-17). */
  readonly holidays: Readonly<Record<string, string>>
}
