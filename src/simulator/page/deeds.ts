import { nextOpening } from '../../domain/office-hours.ts'
import type { Action, Switch, Where } from '../stories/action.ts'
import { FormRefused, type Filled } from './forms.ts'
import type { PageParts } from './shop.ts'
import type { Panel, View } from './view.ts'

/** What a form asks for, and where one looks afterwards. */
export interface Deed {
  readonly action: Action
  readonly view?: Partial<View>
}

const emptied = { mode: null, isi: null } as const
const switches: readonly string[] = ['whatsapp off', 'telegram 429', 'telegram 502'] satisfies Switch[]
/** The LPSE's own district: the square before the regent's office. */
const square = { latitude: -4.5237, longitude: 105.0897, name: 'Kantor Bupati Tulang Bawang Barat' }

/** What each form of the page does. Throws FormRefused for what makes no sense. */
export const deeds: Readonly<Record<string, (view: View, form: Filled, parts: PageParts) => Deed>> = {
  tulis(view, { field, files }) {
    const { who, where, tab } = placeOf(view, field)
    const text = field('isi').replaceAll('\r\n', '\n')
    const message = field('pesan')
    const place = field('contoh') === 'lokasi' ? { location: square } : {}
    return {
      action: {
        do: 'write',
        who,
        where,
        ...(text.trim() ? { text } : {}),
        ...(files.length ? { files } : {}),
        ...(message ? { replyTo: { id: message } } : {}),
        ...place,
      },
      view: { ...emptied, tab },
    }
  },
  ubah(view, { field }) {
    const text = field('isi').replaceAll('\r\n', '\n')
    if (!text.trim()) throw new FormRefused('Pesannya masih kosong. Untuk menghapus, pakai Hapus untuk semua.')
    const { who, where } = placeOf(view, field)
    return { action: { do: 'edit', who, where, message: { id: field('pesan') }, text }, view: emptied }
  },
  hapus(view, { field }) {
    const { who, where } = placeOf(view, field)
    return { action: { do: 'delete', who, where, message: { id: field('pesan') } }, view: emptied }
  },
  reaksi(view, { field }) {
    const { who, where } = placeOf(view, field)
    const emoji = field('emoji').slice(0, 16)
    // Telegram's reactions are written without the sign that asks for colour.
    const given = where === 'whatsapp' ? emoji : emoji.replace('\uFE0F', '')
    return { action: { do: 'react', who, where, message: { id: field('pesan') }, emoji: given || null } }
  },
  ketuk(view, { field }) {
    const { who, where } = placeOf(view, field)
    return { action: { do: 'tap', who, where, button: field('tombol'), message: { id: field('pesan') } } }
  },
  mulai: view => ({ action: { do: 'start', who: view.tg } }),
  blokir: (view, { field }) => ({ action: { do: 'block', who: view.tg, on: field('nyala') === 'ya' } }),
  ponsel: (view, { field }) => ({ action: { do: 'phone off', who: view.wa, on: field('nyala') !== 'ya' } }),
  baca: view => ({ action: { do: 'read', who: view.wa } }),
  orang: (_view, { field }) => ({ action: { do: 'come', name: field('nama') } }),
  topik(_view, { field }) {
    const what = (['delete', 'close', 'reopen'] as const).find(one => one === field('apa'))
    if (!what) throw new FormRefused('Tindakan itu tidak ada.')
    return { action: { do: 'topic', what, topic: { thread: Number(field('topik')) } }, view: emptied }
  },
  saklar(_view, { field }) {
    if (field('redis')) return { action: { do: 'flush redis' } }
    const what = field('nyala') || field('mati')
    if (!switches.includes(what)) throw new FormRefused('Saklar itu tidak ada.')
    return { action: { do: 'switch', what: what as Switch, on: field('nyala') !== '' } }
  },
  bot: (_view, { field }) => ({ action: { do: field('apa') === 'kill' ? 'kill' : 'revive' } }),
  jam(_view, { field }, { host, hours }) {
    const now = host.clock.now()
    const minutes =
      field('maju') === 'buka'
        ? Math.ceil(((nextOpening(hours(), now)?.getTime() ?? 0) - now.getTime()) / 60_000)
        : Number(field('maju'))
    if (!Number.isInteger(minutes) || minutes <= 0 || minutes > 60 * 24 * 30)
      throw new FormRefused('Sekarang sudah jam layanan; jamnya tidak perlu dimajukan.')
    return { action: { do: 'clock', minutes } }
  },
}

/** What was done, for the moment after. */
export function newsOf({ action }: Deed, shown: string | undefined): string | null {
  if (shown) return shown
  if (action.do === 'kill') return 'Bot dimatikan di tengah pekerjaannya. Yang belum sampai menunggu.'
  if (action.do === 'flush redis') return 'Redis dikosongkan. Antrean dibangun lagi dari database.'
  if (action.do === 'topic' && action.what === 'delete') return 'Topik dihapus; bot tidak diberi tahu.'
  return null
}

export function panelOf(field: Filled['field']): Panel {
  const panel = field('panel')
  return panel === 'tg' || panel === 'grup' ? panel : 'wa'
}

function placeOf(view: View, field: Filled['field']): { who: string; where: Where; tab: Panel } {
  const tab = panelOf(field)
  if (tab === 'wa') return { who: view.wa, where: 'whatsapp', tab }
  if (tab === 'tg') return { who: view.tg, where: 'telegram', tab }
  return { who: view.staf, where: typeof view.topik === 'number' ? { topic: { thread: view.topik } } : 'general', tab }
}
