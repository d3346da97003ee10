import { html, type Fragment, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import type { Someone } from '../stories/sight.ts'
import { conversation } from './bubbles.ts'
import { composer } from './composer.ts'
import { region } from './region.ts'
import type { Drawing } from './shop.ts'
import { telegramBubbles } from './telegram-chat.ts'
import { pageOf, queryOf } from './view.ts'
import { unreadOf, whatsAppChat } from './whatsapp-chat.ts'

/** The phone of somebody who writes to the LPSE on WhatsApp. */
export function whatsAppPhone(drawing: Drawing): Html {
  const { host, acting, view, refused } = drawing
  const people = acting.outsiders()
  const isNewcomer = (key: string): boolean => !host.cast.outsiders.some(one => one.key === key)
  const person = people.find(({ key }) => key === view.wa) ?? people[0]!
  const chat = whatsAppChat(host.whatsapp, person)
  const now = host.clock.now().getTime()
  const state = chat.isTyping ? 'sedang mengetik…' : chat.isOnline ? 'daring' : 'luring'
  const last = chat.bubbles.findLast(({ isMine }) => !isMine)
  const first = firstNameOf(person)
  return region('wa', {
    view,
    classes: 'place-wa',
    label: `WhatsApp ${person.name}`,
    body: html`<header class="panel-head"><h2>WhatsApp</h2>
${switcher(
  'wa',
  drawing,
  people.map(one => ({
    key: one.key,
    words: one.key === 'joko' ? 'Orang asing' : firstNameOf(one),
    isNew: one.key !== person.key && unreadOf(host.whatsapp.chat(one.phone)) > 0,
    isNewcomer: isNewcomer(one.key),
  })),
)}</header>
<div class="phone wa">
<header class="chat-head">
<span class="face" aria-hidden="true">${logo()}</span>
<div><h3>${'LPSE Tulang Bawang Barat'}</h3><p>${state}</p></div>
<form method="post" action="/simulator/ponsel?${queryOf(view)}"><input type="hidden" name="nyala" value="${chat.isOff ? 'ya' : ''}">
<button class="plain" aria-label="${chat.isOff ? `Nyalakan ponsel ${first}` : `Matikan ponsel ${first}`}" title="${chat.isOff ? 'Nyalakan ponsel' : 'Matikan ponsel'}" data-sasaran="wa-ponsel">${icon('power', 20)}</button></form>
</header>
<div class="scroll" data-gulung="wa" tabindex="0" role="group" aria-label="Percakapan WhatsApp ${first}">
${
  chat.bubbles.length
    ? conversation(chat.bubbles, { panel: 'wa', view, now, canAct: !chat.isOff })
    : nothingYet(
        `Belum ada percakapan dengan ${first}`,
        'Ketik apa saja, misalnya “Selamat pagi, Apendo gagal mengirim dokumen”.',
      )
}
${chat.isTyping && html`<p class="typing" aria-hidden="true"><i></i><i></i><i></i></p>`}
${seenMark(drawing, chat.unread > 0 && !chat.isOff && last ? last.id : null)}
</div>
<button class="newer" type="button" hidden data-terbaru="wa">${icon('arrow-down')} pesan baru</button>
${
  chat.isOff
    ? html`<div class="off" id="wa-mati"><p>Ponsel ${first} mati. Pesan untuknya menunggu di WhatsApp sampai ponsel dinyalakan.</p>
<form method="post" action="/simulator/ponsel?${queryOf(view)}"><input type="hidden" name="nyala" value="ya"><button class="button">${icon('power')} Nyalakan ponsel</button></form></div>`
    : composer({
        panel: 'wa',
        view,
        key: person.key,
        invitation: `Ketik pesan sebagai ${first}`,
        bubbles: chat.bubbles,
        refused,
      })
}
</div>`,
  })
}

/** Looked at: what came is read. Asked for by the browser only once it is really on the screen. */
function seenMark({ view }: Drawing, last: string | null): Fragment {
  return (
    last !== null &&
    html`<i class="seen-mark" id="wa-baca-${last}" hx-post="/simulator/baca?${queryOf(view)}" hx-trigger="intersect once" hx-swap="none"></i>`
  )
}

/** The private chat of somebody with the bot on Telegram. */
export function telegramPhone(drawing: Drawing): Html {
  const { host, acting, view, refused } = drawing
  const { telegram, cast } = host
  const people: readonly Pick<Someone, 'key' | 'name' | 'telegram'>[] = [...acting.outsiders(), ...cast.staff]
  const isNewcomer = (key: string): boolean => ![...cast.outsiders, ...cast.staff].some(one => one.key === key)
  const person = people.find(({ key }) => key === view.tg) ?? people[0]!
  const first = firstNameOf(person)
  const { started, blocked } = telegram.standing(person.telegram)
  const bubbles = telegramBubbles(telegram, person.telegram, telegram.chat(person.telegram), {
    id: person.telegram,
    isGroup: false,
    nameOf: () => person.name,
  })
  return region('tg', {
    view,
    classes: 'place-tg',
    label: `Telegram ${person.name}`,
    body: html`<header class="panel-head"><h2>Telegram</h2>
${switcher(
  'tg',
  drawing,
  people.map(one => ({ key: one.key, words: firstNameOf(one), isNew: false, isNewcomer: isNewcomer(one.key) })),
)}</header>
<div class="phone tg">
<header class="chat-head">
<span class="face" aria-hidden="true">${logo()}</span>
<div><h3>Loket LPSE</h3><p>bot</p></div>
<form method="post" action="/simulator/blokir?${queryOf(view)}"><input type="hidden" name="nyala" value="${blocked ? '' : 'ya'}">
<button class="plain" aria-label="${blocked ? 'Buka blokir bot' : `Blokir bot sebagai ${first}`}" title="${blocked ? 'Buka blokir' : 'Blokir bot'}" data-sasaran="tg-blokir">${icon('hand', 20)}</button></form>
</header>
<div class="scroll" data-gulung="tg" tabindex="0" role="group" aria-label="Percakapan Telegram ${first}">
${
  bubbles.length
    ? conversation(bubbles, { panel: 'tg', view, now: host.clock.now().getTime(), canAct: true })
    : nothingYet(
        'Apa yang bisa bot ini lakukan?',
        'Menerima laporan untuk LPSE dan menyampaikan jawaban petugas. Tekan Mulai.',
      )
}
</div>
<button class="newer" type="button" hidden data-terbaru="tg">${icon('arrow-down')} pesan baru</button>
${
  blocked
    ? bar(
        'tg-blokir',
        `/simulator/blokir?${queryOf(view)}`,
        'Buka blokir',
        `${first} memblokir bot; pesan bot tidak sampai.`,
      )
    : started
      ? composer({ panel: 'tg', view, key: person.key, invitation: `Pesan sebagai ${first}`, bubbles, refused })
      : bar('tg-mulai', `/simulator/mulai?${queryOf(view)}`, 'Mulai', null)
}
</div>`,
  })
}

/** One wide button in place of the composer, as Telegram has it. */
function bar(target: string, action: string, words: string, why: string | null): Html {
  return html`<form class="bar" id="${target}-bilah" method="post" action="${action}">${why && html`<p>${why}</p>`}<button data-sasaran="${target}">${words}</button></form>`
}

interface Choice {
  readonly key: string
  readonly words: string
  readonly isNew: boolean
  readonly isNewcomer: boolean
}

/** Whose phone it is; and somebody new. */
function switcher(panel: 'wa' | 'tg', { view }: Drawing, people: readonly Choice[]): Html {
  const name = panel === 'wa' ? 'WhatsApp' : 'Telegram'
  const current = view[panel]
  const inRow = people.slice(0, 3)
  const more = people.slice(3)
  // Whoever came last stays in the row, so that one can go back to them.
  const chosen = more.find(({ key }) => key === current) ?? more.findLast(({ isNewcomer }) => isNewcomer)
  const menu = `${panel}-orang-lain`
  const link = ({ key, words, isNew }: Choice): Html =>
    html`<a href="${pageOf(view, { [panel]: key, mode: null, isi: null, tab: panel })}" aria-current="${key === current ? 'true' : 'false'}" data-sasaran="${panel}-orang:${key}">${words}${isNew && html`<i class="dot"></i><span class="heard-only">, ada pesan baru</span>`}</a>`
  return html`<nav class="choice" aria-label="${name} sebagai siapa">${inRow.map(link)}${chosen && link(chosen)}
<button type="button" popovertarget="${menu}" aria-label="Orang lain" data-sasaran="${panel}-orang-baru">${icon('plus')}</button></nav>
<div class="menu newcomer" id="${menu}" popover>
${more.filter(one => one !== chosen).map(link)}
<form method="post" action="/simulator/orang?${queryOf(view)}"><input type="hidden" name="panel" value="${panel}">
<label for="${panel}-nama">Orang baru</label><div><input class="input" id="${panel}-nama" name="nama" maxlength="60" required autocomplete="off" placeholder="Namanya"><button class="button primary small">Tambah</button></div></form>
</div>`
}

export function firstNameOf({ name, key }: { readonly name: string; readonly key: string }): string {
  return key === 'kepala' ? 'Kepala' : (name.split(/\s+/)[0] ?? name)
}

export function nothingYet(title: string, words: string): Html {
  return html`<div class="nothing"><b>${title}</b><p>${words}</p></div>`
}

/** The mark of Loket: the bamboo shoots of a tapis in a speech bubble. */
export function logo(size = 40): Html {
  return html`<svg class="logo" width="${size}" height="${size}" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect class="logo-ground" width="32" height="32" rx="4"/><g class="logo-thread" fill="none" stroke-width="1.75" stroke-linejoin="round"><path d="M5 6h22v17H14l-4 4v-4H5z"/><path d="M8 19.5l3-9 3 9zM13 19.5l3-9 3 9zM18 19.5l3-9 3 9z"/></g></svg>`
}
