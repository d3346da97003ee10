/** The parts of the page in which somebody writes. */
export type Panel = 'wa' | 'tg' | 'grup'
/** daftar: the group's list of topics, where there is no room for both. */
export type Tab = Panel | 'daftar' | 'jalan'

/** What the next words in a composer do: answer a message, or take the place of its words. */
export interface Mode {
  readonly panel: Panel
  readonly kind: 'balas' | 'ubah'
  readonly message: string
}

/** What one browser looks at. It lives in the page's address and survives a reload. */
export interface View {
  /** Whose phone is shown. */
  readonly wa: string
  /** Whose private chat on Telegram is shown. */
  readonly tg: string
  /** The open topic; umum: what is written outside of topics; null: none was chosen yet. */
  readonly topik: number | 'umum' | null
  /** As whom one writes in the group. */
  readonly staf: string
  /** What a narrow screen shows. */
  readonly tab: Tab
  readonly mode: Mode | null
  /** Words to begin with in the composer of `di`. */
  readonly isi: { readonly di: Panel; readonly kata: string } | null
}

const panels: readonly string[] = ['wa', 'tg', 'grup']

/** Reads the page's address; what makes no sense there is as if it were left out. */
export function readView(query: Readonly<Record<string, unknown>>): View {
  const word = (name: string): string => {
    const value = query[name]
    return typeof value === 'string' ? value : ''
  }
  const key = (name: string, usual: string): string => (/^[\p{L}\d]{1,60}$/u.test(word(name)) ? word(name) : usual)
  const panel = (value: string): Panel | null => (panels.includes(value) ? (value as Panel) : null)
  const topik = word('topik')
  const mode = /^(wa|tg|grup)\.(balas|ubah)\.([A-Za-z0-9]{1,60})$/.exec(word('pesan'))
  const tab = word('tab')
  return {
    wa: key('wa', 'sari'),
    tg: key('tg', 'dewi'),
    topik: topik === 'umum' ? 'umum' : /^\d{1,9}$/.test(topik) ? Number(topik) : null,
    staf: key('staf', 'budi'),
    tab: tab === 'jalan' || tab === 'daftar' ? tab : (panel(tab) ?? 'wa'),
    mode: mode && { panel: mode[1] as Panel, kind: mode[2] as Mode['kind'], message: mode[3]! },
    isi: word('isi') ? { di: panel(word('di')) ?? 'wa', kata: word('isi').slice(0, 4000) } : null,
  }
}

/** The query of an address under which that view is shown again. */
export function queryOf({ wa, tg, topik, staf, tab, mode, isi }: View): string {
  const query = new URLSearchParams({ wa, tg, staf, tab })
  if (topik !== null) query.set('topik', String(topik))
  if (mode) query.set('pesan', `${mode.panel}.${mode.kind}.${mode.message}`)
  if (isi) {
    query.set('di', isi.di)
    query.set('isi', isi.kata)
  }
  return query.toString()
}

/** The page's address for a view that differs so from another. */
export function pageOf(view: View, other: Partial<View> = {}): string {
  return `/simulator?${queryOf({ ...view, ...other })}`
}
