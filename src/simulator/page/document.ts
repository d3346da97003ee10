import { html, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import { topicRows } from './group.ts'
import { telegramPhone, whatsAppPhone } from './phones.ts'
import { region } from './region.ts'
import type { Drawing } from './shop.ts'
import { staffGroup } from './staff-group.ts'
import { topBar } from './top-bar.ts'
import { pageOf, type Tab } from './view.ts'
import { unreadOf } from './whatsapp-chat.ts'

/** Parts of the page that others draw; each has its own name on the stream. */
export interface OtherRegions {
  /** The way of each message, and the counter. */
  readonly strip?: (drawing: Drawing) => Html | Promise<Html>
  /** The guide, which stays where it is when the stage changes. */
  readonly guide?: () => Html
}

/** Everything that changes when somebody acts or looks elsewhere. `news`: shown for a moment. */
export async function stage(drawing: Drawing, others: OtherRegions, news: string | null = null): Promise<Html> {
  const { view } = drawing
  return html`<div id="panggung" class="stage" data-tab="${view.tab}">
${topBar(drawing)}
${tabs(drawing)}
<main class="work">
<h1 class="heard-only">Simulator Loket LPSE</h1>
<div class="panels">
${whatsAppPhone(drawing)}
${telegramPhone(drawing)}
${staffGroup(drawing)}
</div>
<div class="place-jalan">${others.strip && (await others.strip(drawing))}</div>
</main>
<p class="toast" id="kabar" role="status">${news}</p>
</div>
`
}

/** Links and forms morph the stage. Nothing but them shall inherit that: regions within have targets of their own. */
const boosted = JSON.stringify({ target: '#panggung', swap: 'outerMorph show:none' })

/** The whole document's body: the stream, and the stage that links and forms morph. */
export function body(shown: Html, { guide }: OtherRegions = {}): Html {
  return html`<a class="skip-link" href="#wa">Ke percakapan</a>
<div id="aliran" hx-get="/simulator/aliran" hx-sse:connect="/simulator/aliran" hx-swap="none"></div>
<p class="notice soon cut-off-line" role="status">${icon('unplug')} Sambungan ke Loket terputus; halaman ini menyambung lagi sendiri.</p>
<div id="simulator" hx-boost:inherited="${boosted}">
${shown}
</div>
${guide?.()}
`
}

/** On a narrow screen one part is seen at a time. */
export function tabs(drawing: Drawing): Html {
  const { host, acting, marks, view } = drawing
  const isNew: Partial<Record<Tab, boolean>> = {
    wa: acting.outsiders().some(({ phone }) => unreadOf(host.whatsapp.chat(phone)) > 0),
    grup: topicRows(host, marks, view.staf).some(({ unread }) => unread > 0),
  }
  const all: readonly (readonly [Tab, string])[] = [
    ['wa', 'WhatsApp'],
    ['tg', 'Telegram'],
    ['grup', 'Grup'],
    ['jalan', 'Kejadian'],
  ]
  const current = view.tab === 'daftar' ? 'grup' : view.tab
  const links = all.map(
    ([tab, words]) =>
      html`<a href="${pageOf(view, { tab })}" aria-current="${tab === current ? 'true' : 'false'}" data-sasaran="tab:${tab}">${words}${isNew[tab] && tab !== current && html`<i class="dot"></i><span class="heard-only">, ada yang baru</span>`}</a>`,
  )
  return region('tab', {
    view,
    classes: 'place-tabs',
    label: 'Bagian halaman',
    news: ['wa', 'grup'],
    body: html`<nav class="tabs" aria-label="Bagian">${links}</nav>`,
  })
}
