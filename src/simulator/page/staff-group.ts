import { html, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import type { Bubble, EventLine } from './bubble.ts'
import { conversation } from './bubbles.ts'
import { composer } from './composer.ts'
import { eventLines, topicRows, type TopicRow } from './group.ts'
import { firstNameOf, nothingYet } from './phones.ts'
import { region } from './region.ts'
import type { Drawing } from './shop.ts'
import { telegramBubbles } from './telegram-chat.ts'
import { pageOf, queryOf, type View } from './view.ts'

/** The staff group: its topics, and the open one, as one of the staff. */
export function staffGroup(drawing: Drawing): Html {
  const { host, acting, marks, refused } = drawing
  const { cast, telegram } = host
  const staff = cast.staff.find(({ key }) => key === drawing.view.staf) ?? cast.staff[0]!
  const rows = topicRows(host, marks, staff.key)
  const view: View = { ...drawing.view, topik: drawing.view.topik ?? 'umum', staf: staff.key }
  const open = rows.find(({ thread }) => thread === view.topik) ?? null
  const outsiders = new Map(acting.outsiders().map(one => [one.telegram, one.name]))
  const names = new Map(cast.staff.map(one => [one.telegram, one.name]))
  const messages = open ? telegram.chat(cast.group).filter(({ thread }) => (thread ?? 'umum') === open.thread) : []
  const bubbles = telegramBubbles(telegram, cast.group, messages, {
    id: staff.telegram,
    isGroup: true,
    nameOf: id => names.get(id) ?? outsiders.get(id) ?? 'Pengurus grup',
  })
  const events = typeof open?.thread === 'number' ? eventLines(host, open.thread) : []
  const topics = rows.length - 1
  return region('grup', {
    view: drawing.view,
    classes: 'place-grup',
    label: 'Grup petugas',
    body: html`<header class="panel-head"><h2>Grup petugas</h2><p class="quiet">tempat petugas bekerja, satu topik satu tiket</p>
<nav class="choice" aria-label="Di grup sebagai siapa">${cast.staff.map(
      one =>
        html`<a href="${pageOf(view, { staf: one.key, mode: null, isi: null, tab: 'grup' })}" aria-current="${one === staff ? 'true' : 'false'}" title="${one.name}, ${one.title}" data-sasaran="staf:${one.key}">${firstNameOf(one)}</a>`,
    )}</nav></header>
<div class="phone tg group">
<nav class="topics" aria-label="Topik">
<header><h3>Help Desk LPSE</h3><p>${cast.staff.length} petugas, ${topics} topik</p></header>
<div class="rows" tabindex="-1">${rows.map(row => topicRow(row, view))}</div>
</nav>
<div class="topic">
${open ? topicChat(drawing, view, open, bubbles, events) : gone()}
${
  open &&
  composer({
    panel: 'grup',
    view,
    key: `${staff.key}-${open.thread}`,
    invitation: `Tulis catatan, atau balas pesan, sebagai ${firstNameOf(staff)}`,
    bubbles,
    refused,
  })
}
</div>
</div>`,
  })
}

function topicRow({ thread, name, line, unread, isClosed }: TopicRow, view: View): Html {
  const isOpen = thread === view.topik
  return html`<a class="topic-row" id="grup-topik-${thread}" href="${pageOf(view, { topik: thread, mode: null, isi: null, tab: 'grup' })}" aria-current="${isOpen ? 'true' : 'false'}" data-sasaran="topik:${thread}">
${topicSign(thread, isClosed)}<span class="topic-words"><b>${name}</b><span>${isClosed ? `ditutup · ${line}` : line}</span></span>${
    unread > 0 &&
    !isOpen &&
    html`<span class="count"><span class="heard-only">, </span>${unread}<span class="heard-only"> belum dibaca</span></span>`
  }</a>`
}

function topicSign(thread: TopicRow['thread'], isClosed: boolean): Html {
  if (thread === 'umum') return html`<span class="sign general">${icon('hash')}</span>`
  return html`<span class="sign${isClosed ? ' closed' : ''}">${icon(isClosed ? 'circle-check' : 'circle-dot')}</span>`
}

function topicChat(
  { host, marks }: Drawing,
  view: View,
  { thread, name, isClosed }: TopicRow,
  bubbles: readonly Bubble[],
  events: readonly EventLine[],
): Html {
  const last = bubbles.findLast(({ isMine }) => !isMine)
  const isUnread = last && Number(last.id) > marks.upTo(view.staf, thread)
  return html`<header class="chat-head">
<a class="plain back" href="${pageOf(view, { mode: null, tab: 'daftar' })}" aria-label="Kembali ke daftar topik">${icon('arrow-left', 20)}</a>
${topicSign(thread, isClosed)}<div><h3>${name}</h3><p>Help Desk LPSE${isClosed && ' · topik ditutup'}</p></div>
${
  thread !== 'umum' &&
  html`<button class="plain" type="button" popovertarget="grup-topik-menu" aria-label="Tindakan topik" data-sasaran="topik-menu">${icon('ellipsis-vertical', 20)}</button>
<form class="menu" id="grup-topik-menu" popover method="post" action="/simulator/topik?${queryOf(view)}"><input type="hidden" name="topik" value="${thread}">
${
  isClosed
    ? html`<button name="apa" value="reopen">${icon('rotate-ccw')} Buka lagi topik</button>`
    : html`<button name="apa" value="close">${icon('circle-check')} Tutup topik</button>`
}
<button name="apa" value="delete" data-sasaran="saklar:topik">${icon('trash-2')} Hapus topik, tanpa memberi tahu bot</button></form>`
}
</header>
<div class="scroll" id="grup-gulung-${thread}" data-gulung="grup" tabindex="0" role="group" aria-label="Topik ${name}">
${
  bubbles.length + events.length
    ? conversation([...events, ...bubbles], { panel: 'grup', view, now: host.clock.now().getTime(), canAct: true })
    : nothingYet(
        'Belum ada pesan di sini',
        'Tulis sesuatu, atau laporkan sebagai Sari di WhatsApp: tiketnya muncul sebagai topik.',
      )
}
${
  isUnread &&
  html`<i class="seen-mark" id="grup-baca-${view.staf}-${thread}-${last.id}" hx-post="/simulator/grup-baca?${queryOf(view)}&amp;sampai=${last.id}" hx-trigger="intersect once" hx-swap="none"></i>`
}
</div>
<button class="newer" type="button" hidden data-terbaru="grup">${icon('arrow-down')} pesan baru</button>`
}

function gone(): Html {
  return html`<div class="scroll">${nothingYet('Topik ini sudah dihapus', 'Pilih topik lain di daftar. Tiketnya tetap tersimpan; bot membuat topik pengganti begitu ada kabar baru.')}</div>`
}
