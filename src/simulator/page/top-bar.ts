import { isOpen, nextOpening } from '../../domain/office-hours.ts'
import { html, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import type { BotProcess } from '../host.ts'
import type { Switch } from '../stories/action.ts'
import { logo } from './phones.ts'
import { region } from './region.ts'
import type { Drawing } from './shop.ts'
import { clockOf, exactClockOf, shortDayOf } from './times.ts'
import { pageOf, queryOf, type View } from './view.ts'

interface Lever {
  readonly what: Switch
  readonly key: string
  readonly words: string
  readonly on: string
  /** true: out of the way until it is on. */
  readonly isRare?: true
}

const switches: readonly Lever[] = [
  { what: 'whatsapp off', key: 'wa', words: 'WhatsApp terputus', on: 'WhatsApp sedang terputus' },
  { what: 'telegram 429', key: '429', words: 'Telegram 429', on: 'Telegram menolak, 429' },
  { what: 'telegram 502', key: '502', words: 'Telegram 502', on: 'Telegram mati, 502', isRare: true },
]

/** Above everything: what this is, what can go wrong at will, and what time it is. */
export function topBar(drawing: Drawing): Html {
  const { view } = drawing
  return region('mesin', {
    view,
    classes: 'top-bar',
    label: 'Mesin simulasi',
    body: html`<a class="brand" href="${pageOf(view)}">${logo(28)}<span><b>Loket LPSE</b><span>Simulator, tidak ada pesan keluar</span></span></a>
<p class="tag active local">${icon('flask-conical')} jaringan tiruan di komputer ini</p>
<div class="machine">
${faults(drawing)}
${bot(drawing.host.bot, view)}
${clock(drawing)}
${drawing.menu?.()}
${theme(view)}
</div>`,
  })
}

function faults({ acting, view }: Drawing): Html {
  const all = acting.switches()
  const action = `/simulator/saklar?${queryOf(view)}`
  const lever = ({ what, key, words, on }: (typeof switches)[number]): Html =>
    html`<button class="switch" role="switch" name="${all[what] ? 'mati' : 'nyala'}" value="${what}" aria-checked="${all[what] ? 'true' : 'false'}" data-sasaran="saklar:${key}">${all[what] ? on : words}</button>`
  const inBar = switches.filter(({ what, isRare }) => !isRare || all[what])
  const others = switches.filter(one => !inBar.includes(one))
  return html`<form class="faults" method="post" action="${action}" aria-label="Gangguan buatan">${inBar.map(lever)}</form>
<button class="button bare only-icon" type="button" popovertarget="gangguan-lain" aria-label="Gangguan lain" title="Gangguan lain" data-sasaran="saklar:lain">${icon('ellipsis')}</button>
<form class="menu" id="gangguan-lain" popover method="post" action="${action}">${others.map(lever)}
<button name="redis" value="ya" data-sasaran="saklar:redis">${icon('eraser')} Kosongkan Redis</button></form>`
}

function bot({ state, revivesAt }: BotProcess, view: View): Html {
  const action = `/simulator/bot?${queryOf(view)}`
  if (state === 'up')
    return html`<form id="bot-hidup" method="post" action="${action}"><button class="button" name="apa" value="kill" data-sasaran="saklar:bot" title="kill -9 pada proses bot, di tengah pekerjaannya">${icon('zap-off')} Matikan paksa bot</button></form>`
  if (state === 'starting')
    return html`<p class="bot-state" id="bot-mulai" role="status">${icon('loader-circle')} Bot sedang dihidupkan</p>`
  const left = revivesAt ? Math.max(1, Math.ceil((revivesAt.getTime() - Date.now()) / 1000)) : 20
  return html`<form class="bot-state down" id="bot-mati" method="post" action="${action}"><p role="status">${icon('zap-off')} <b>Bot mati</b>, hidup lagi sendiri dalam <span class="figures" data-hitung="${left}">${left}</span> detik</p>
<button class="button small" name="apa" value="revive" data-sasaran="saklar:bot">Hidupkan sekarang</button></form>`
}

function clock({ host, hours, view }: Drawing): Html {
  const now = host.clock.now()
  const at = now.getTime()
  const open = isOpen(hours(), now)
  const next = open ? null : nextOpening(hours(), now)
  const words = open
    ? 'jam layanan'
    : next
      ? `tutup sampai ${shortDayOf(next.getTime()).split(' ')[0]} ${clockOf(next.getTime())}`
      : 'tutup'
  return html`<form class="clock" method="post" action="/simulator/jam?${queryOf(view)}" aria-label="Jam simulasi">
${icon('clock')}<p><span class="figures">${shortDayOf(at)} <time data-jam="${at}" datetime="${now.toISOString()}">${exactClockOf(at)}</time></span><span class="office${open ? ' open' : ''}">WIB · ${words}</span></p>
<button class="button small" name="maju" value="15" data-sasaran="jam:15">+15 mnt</button><button class="button small" name="maju" value="60" data-sasaran="jam:60">+1 jam</button><button class="button small" name="maju" value="1440" data-sasaran="jam:1440">+1 hari</button>
${!open && html`<button class="button small" name="maju" value="buka" data-sasaran="jam:buka" title="Maju ke jam layanan berikutnya">${icon('skip-forward')} Jam buka</button>`}
</form>`
}

function theme(view: View): Html {
  return html`<form class="theme" method="post" action="/tema" hx-boost="false"><input type="hidden" name="dari" value="${pageOf(view)}">
<button class="button bare only-icon to-dark" name="tema" value="dark" aria-label="Tampilan gelap">${icon('moon')}</button><button class="button bare only-icon to-light" name="tema" value="light" aria-label="Tampilan terang">${icon('sun')}</button></form>`
}
