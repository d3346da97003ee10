/** Somebody who writes to the LPSE, by WhatsApp, Telegram, or both. */
export interface Outsider {
  readonly key: string
  readonly name: string
  /** Digits of the WhatsApp number. */
  readonly phone: string
  /** Telegram's id. */
  readonly telegram: number
}

/** Somebody of the LPSE, in the staff group or in private on Telegram. */
export interface Staff {
  readonly key: string
  readonly name: string
  readonly telegram: number
  readonly username: string
  readonly title: string
  /** Made the staff group, and so gives the roles there as long as no admin is named. */
  readonly founder?: true
  /** The role and the number of the decree by which it is given; without one an anggota, as every member. */
  readonly role?: string
}

export interface Cast {
  readonly outsiders: readonly Outsider[]
  readonly staff: readonly Staff[]
  /** The staff group's id. */
  readonly group: number
}

export const cast: Cast = {
  outsiders: [
    { key: 'sari', name: 'Sari Wulandari', phone: '6281200000001', telegram: 5001 },
    { key: 'dewi', name: 'Dewi Lestari', phone: '6281200000002', telegram: 5002 },
    { key: 'joko', name: 'Joko Susilo', phone: '6281200000003', telegram: 5003 },
  ],
  staff: [
    { key: 'budi', name: 'Budi Santoso', telegram: 7001, username: 'budi_s', title: 'Anggota Help Desk' },
    {
      key: 'wati',
      name: 'Wati Rahayu',
      telegram: 7002,
      username: 'wati_r',
      title: 'Koordinator Help Desk',
      founder: true,
      role: 'koordinator help desk 900/16/2026',
    },
    {
      key: 'kepala',
      name: 'Hendra Gunawan',
      telegram: 7003,
      username: 'hendra_g',
      title: 'Kepala LPSE',
      role: 'kepala 900/15/2026',
    },
  ],
  group: -1001000000001,
}
