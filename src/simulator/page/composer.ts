import { html, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import type { Bubble } from './bubble.ts'
import { pageOf, queryOf, type Panel, type View } from './view.ts'

export interface ComposerParts {
  readonly panel: Panel
  readonly view: View
  /** Tells one composer from another: whose it is, and in which topic. */
  readonly key: string
  /** "Ketik pesan sebagai Sari" */
  readonly invitation: string
  readonly bubbles: readonly Bubble[]
  /** Words that could not be sent, and why. */
  readonly refused: Refused | null
}

export interface Refused {
  readonly panel: Panel | null
  readonly words: string
  readonly why: string
}

/** Where somebody writes: words, files, samples; an answer or other words for an own message. */
export function composer({ panel, view, key, invitation, bubbles, refused }: ComposerParts): Html {
  const mode = view.mode?.panel === panel ? view.mode : null
  const about = mode && bubbles.find(({ id }) => id === mode.message)
  const isEdit = mode?.kind === 'ubah' && about?.isMine === true
  const field = `${panel}-isi-${key}${isEdit ? `-ubah-${about.id}` : ''}`
  const menu = `${panel}-lampiran`
  const why = refused?.panel === panel ? refused : null
  const words = why?.words ?? (isEdit ? about.typed : view.isi?.di === panel ? view.isi.kata : '')
  return html`<form class="composer" id="${panel}-penulis" method="post" enctype="multipart/form-data" action="/simulator/${isEdit ? 'ubah' : 'tulis'}?${queryOf(view)}" hx-sync="this:queue all" data-penulis="${panel}">
<input type="hidden" name="panel" value="${panel}">
${
  about &&
  html`<input type="hidden" name="pesan" value="${about.id}">
<div class="about">${icon(isEdit ? 'pencil' : 'reply')}<span><b>${isEdit ? 'Mengubah pesan' : `Membalas ${about.isMine ? 'pesan sendiri' : (about.author?.name ?? 'LPSE')}`}</b><span>${about.line.slice(0, 120)}</span></span>
<a class="button bare small only-icon" href="${pageOf(view, { mode: null, isi: null })}" aria-label="Batal">${icon('x')}</a></div>`
}
${why && html`<p class="refused" role="alert">${icon('circle-alert')} ${why.why}</p>`}
<p class="chosen" hidden data-terpilih></p>
<div class="write">
${
  !isEdit &&
  html`<button class="attach" type="button" popovertarget="${menu}" aria-label="Lampirkan" data-sasaran="${panel}-lampir">${icon('paperclip', 20)}</button>
<div class="menu attachments" id="${menu}" popover>
${picker(panel, 'foto', 'Foto', 'image', 'image/png,image/jpeg,image/webp')}
${picker(panel, 'berkas', 'Berkas', 'file', '')}
${picker(panel, 'suara', 'Suara', 'mic', 'audio/*')}
<button name="contoh" value="lokasi">${icon('map-pin')} Lokasi</button>
<hr>
<button name="contoh" value="foto">${icon('image')} Foto contoh</button>
<button name="contoh" value="album">${icon('images')} Album contoh</button>
<button name="contoh" value="pdf">${icon('file-text')} PDF contoh</button>
<button name="contoh" value="suara">${icon('mic')} Suara contoh</button>
<button name="contoh" value="stiker">${icon('smile-plus')} Stiker contoh</button>
</div>`
}
<textarea name="isi" id="${field}" rows="1" maxlength="4096" placeholder="${invitation}" aria-label="${invitation}" autocomplete="off" data-isi data-sasaran="${panel}-isi">${words}</textarea>
<button class="send" aria-label="${isEdit ? 'Simpan perubahan' : 'Kirim'}" data-sasaran="${panel}-kirim">${icon(isEdit ? 'check' : 'send-horizontal', 20)}</button>
</div>
</form>`
}

function picker(panel: Panel, name: string, words: string, sign: 'image' | 'file' | 'mic', accept: string): Html {
  const id = `${panel}-${name}`
  return html`<label for="${id}">${icon(sign)} ${words}<input class="heard-only" type="file" id="${id}" name="${name}" multiple${accept && html` accept="${accept}"`}></label>`
}
