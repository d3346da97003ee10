import { html, type Fragment, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import { sizeInWords, type Attachment, type Bubble, type EventLine } from './bubble.ts'
import { pageOf, queryOf, type Panel, type View } from './view.ts'
import { clockOf, dayNameOf } from './times.ts'

/** Where the bubbles stand: what can be done to them depends on it. */
export interface Ground {
  readonly panel: Panel
  readonly view: View
  readonly now: number
  /** false: nothing can be done, as on a phone that is off. */
  readonly canAct: boolean
}

const emojis = ['👍', '❤️', '🙏', '😂', '😮', '😢'] as const
/** Emoji as Telegram's reactions have them. */
const bare = (emoji: string): string => emoji.replace('\uFE0F', '')
const emojiNames: Readonly<Record<string, string>> = {
  '👍': 'jempol',
  '❤️': 'hati',
  '🙏': 'terima kasih',
  '😂': 'tertawa',
  '😮': 'terkejut',
  '😢': 'sedih',
}

/** All that stands in a chat, with the days between. */
export function conversation(entries: readonly (Bubble | EventLine)[], ground: Ground): Html {
  const days = Map.groupBy(
    entries.toSorted((one, other) => one.at - other.at),
    ({ at }) => dayNameOf(at, ground.now),
  )
  return html`<ol class="conversation" aria-label="Pesan" data-percakapan="${ground.panel}">
${[...days].map(
  ([day, ones]) => html`<li class="day" id="${ground.panel}-hari-${day.replace(/\W+/g, '-')}"><span>${day}</span></li>
${ones.map(one => ('event' in one ? eventLine(one, ground) : bubble(one, ground)))}`,
)}
</ol>`
}

function eventLine({ id, event }: EventLine, { panel }: Ground): Html {
  return html`<li class="day" id="${panel}-kejadian-${id}"><span>${event}</span></li>`
}

function bubble(one: Bubble, ground: Ground): Html {
  const { panel } = ground
  const classes = ['bubble', one.isMine ? 'mine' : 'theirs']
  if (one.attachments.length && one.attachments.every(({ kind }) => kind === 'photo' || kind === 'video'))
    classes.push('pictures')
  if (one.attachments[0]?.kind === 'sticker') classes.push('sticker')
  return html`<li class="said ${one.isMine ? 'mine' : 'theirs'}" id="${panel}-${one.id}" data-sasaran="pesan:${one.id}">
<div class="${classes.join(' ')}">
${one.author && html`<b class="author${one.author.isBot ? ' bot' : ''}">${one.author.name}</b>`}
${one.isForwarded && html`<span class="forwarded">${icon('reply')} Diteruskan</span>`}
${one.quote && html`<span class="quote"><b>${one.quote.author}</b><span>${one.quote.line.slice(0, 160)}</span></span>`}
${one.isDeleted ? html`<span class="deleted">${icon('circle-x')} Pesan ini dihapus</span>` : content(one)}
<span class="foot">${one.isEdited && 'Diedit '}<time datetime="${new Date(one.at).toISOString()}">${clockOf(one.at)}</time>${ticks(one)}</span>
${ground.canAct && !one.isDeleted && menu(one, ground)}
</div>
${one.reactions.length > 0 && html`<span class="reactions">${one.reactions.map(reaction => reactionMark(reaction))}</span>`}
${one.buttons.length > 0 && keyboard(one, ground)}
</li>
`
}

function content({ attachments, place, contact, words, typed }: Bubble): Fragment {
  const pictures = attachments.filter(({ kind }) => kind === 'photo')
  const others = attachments.filter(({ kind }) => kind !== 'photo')
  return [
    pictures.length > 0 &&
      html`<span class="album" data-count="${Math.min(pictures.length, 4)}">${pictures.map((file, at) => picture(file, at, pictures.length))}</span>`,
    others.map(attachment),
    place &&
      html`<span class="place"><span class="map">${icon('map-pin', 20)}</span><span><b>${place.name || 'Lokasi'}</b><span class="figures">${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}</span></span></span>`,
    contact &&
      html`<span class="place">${icon('user', 20)}<span><b>${contact.name}</b><span class="figures">${contact.phone}</span></span></span>`,
    typed !== '' && html`<span class="words">${words}</span>`,
  ]
}

function picture({ address, name }: Attachment, at: number, count: number): Html {
  const label = count > 1 ? `Foto ${at + 1} dari ${count}` : name || 'Foto'
  if (!address) return html`<span class="missing">${icon('image', 20)} Foto tidak tersimpan</span>`
  return html`<a href="${address}" target="_blank" rel="noopener"><img src="${address}" alt="${label}" loading="lazy" width="240" height="160"></a>`
}

function attachment({ kind, name, size, address }: Attachment): Html {
  if (kind === 'voice' || kind === 'audio')
    return html`<span class="voice">${icon('mic', 20)}${
      address
        ? html`<audio controls controlslist="nodownload noplaybackrate" preload="metadata" src="${address}" aria-label="${kind === 'voice' ? 'Pesan suara' : name || 'Audio'}"></audio>`
        : 'Suara tidak tersimpan'
    }</span>`
  if (kind === 'sticker')
    return address
      ? html`<img class="sticker-picture" src="${address}" alt="Stiker" width="112" height="112">`
      : html`<span>Stiker</span>`
  const title = name || (kind === 'video' ? 'Video' : 'Berkas')
  const inside = html`${icon(kind === 'video' ? 'play' : 'file-text', 20)}<span><b>${title}</b><span>${sizeInWords(size)}${kind === 'video' ? ' · video' : ''}</span></span>`
  return address
    ? html`<a class="file" href="${address}" download><span class="heard-only">Unduh</span>${inside}${icon('download')}</a>`
    : html`<span class="file">${inside}</span>`
}

function ticks({ tick }: Bubble): Fragment {
  if (!tick) return null
  const names = { pending: 'menunggu', sent: 'terkirim', delivered: 'sampai', read: 'dibaca' }
  const shown = tick === 'pending' ? 'clock' : tick === 'sent' ? 'check' : 'check-check'
  return html`<span class="tick ${tick}" role="img" aria-label="${names[tick]}">${icon(shown)}</span>`
}

function reactionMark({ emoji, count, isMine }: Bubble['reactions'][number]): Html {
  return html`<span class="reaction${isMine ? ' own' : ''}">${emoji}${count > 1 && html` <span class="figures">${count}</span>`}</span>`
}

function keyboard(one: Bubble, { panel, view, canAct }: Ground): Html {
  return html`<form class="keyboard" method="post" action="/simulator/ketuk?${queryOf(view)}">
<input type="hidden" name="panel" value="${panel}"><input type="hidden" name="pesan" value="${one.id}">
${one.buttons.map(
  row =>
    html`<div>${row.map(({ words, isLink }) =>
      isLink || !canAct
        ? html`<span class="key">${words}${isLink && icon('arrow-up-right')}</span>`
        : html`<button class="key" name="tombol" value="${words}" data-sasaran="tombol:${words.replace(/^\d+ · /, '')}">${breakable(words)}</button>`,
    )}</div>`,
)}
</form>`
}

/** Long names of two ("Apendo/Spamkodok") are parted between them, not anywhere. */
function breakable(words: string): Fragment {
  return words.split('/').map((part, at) => (at > 0 ? html`/<wbr>${part}` : part))
}

function menu(one: Bubble, { panel, view }: Ground): Html {
  const id = `${panel}-menu-${one.id}`
  const mode = (kind: 'balas' | 'ubah'): string =>
    pageOf(view, { mode: { panel, kind, message: one.id }, isi: null, tab: panel })
  const mine = one.reactions.find(({ isMine }) => isMine)?.emoji
  const canEdit = one.isMine && one.typed !== ''
  const hidden = html`<input type="hidden" name="panel" value="${panel}"><input type="hidden" name="pesan" value="${one.id}">`
  return html`<button class="more" type="button" popovertarget="${id}" aria-label="Tindakan untuk: ${one.line.slice(0, 60)}">${icon('chevron-down')}</button>
<div class="menu actions" id="${id}" popover>
<form class="emojis" method="post" action="/simulator/reaksi?${queryOf(view)}">${hidden}${emojis.map(emoji => {
    const isMine = mine !== undefined && bare(mine) === bare(emoji)
    return html`<button name="emoji" value="${isMine ? '' : emoji}" aria-pressed="${isMine ? 'true' : 'false'}" aria-label="Reaksi ${emojiNames[emoji]!}">${emoji}</button>`
  })}</form>
<a href="${mode('balas')}" data-sasaran="balas:${one.id}">${icon('reply')} Balas</a>
${canEdit && html`<a href="${mode('ubah')}">${icon('pencil')} Ubah</a>`}
${one.isMine && html`<form method="post" action="/simulator/hapus?${queryOf(view)}">${hidden}<button>${icon('trash-2')} Hapus untuk semua</button></form>`}
</div>`
}
