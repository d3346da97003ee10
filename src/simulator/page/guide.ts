import { html, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import type { GuideView } from '../stories/guide.ts'
import type { Scenario } from '../stories/scenario.ts'

/** What the guide says in each state, beside who is awaited. */
const awaited: Readonly<Record<GuideView['state'], string>> = {
  you: 'menunggu Anda',
  loket: 'menunggu Loket',
  read: '',
  done: '',
  failed: '',
}

/** The place of the coach mark: empty until its fragment comes. `aliran`: the id of the element that hears the stream. */
export function guidePlace(aliran: string): Html {
  const heard = ['panduan', 'semua'].map(name => `${name} from:#${aliran}`).join(', ')
  return html`<div id="panduan" hx-get="/simulator/panduan" hx-trigger="load, ${heard}" hx-swap="innerMorph" hx-target="this" hx-sync="this:replace"></div>
<p class="heard-only" id="panduan-suara" role="status"></p>
<div class="coach-ring" id="panduan-cincin" hidden></div>`
}

/** The coach mark of a view; only a sign that there is one when its story was left, nothing when there is no story. */
export function coachMark(view: GuideView | null, stories: readonly Scenario[], isLeft: boolean): Html {
  if (!view) return html`${isLeft && html`<i id="panduan-jeda" hidden></i>`}`
  const { key, state, heading, words, note, step, of, pointers } = view
  const isOver = state === 'done' || state === 'failed'
  return html`<aside class="coach" id="coach" aria-label="Panduan" data-kunci="${key}" data-keadaan="${state}"${pointers && html` data-ke="${JSON.stringify(pointers.targets)}" data-lihat="${JSON.stringify(pointers.view)}"`}>
<div class="coach-head">
  <span class="coach-steps" aria-hidden="true">${Array.from({ length: of }, (_, at) => html`<span${(at < step || isOver) && html` class="met"`}></span>`)}</span>
  <span class="coach-count">${isOver ? view.title : `Langkah ${Math.max(1, step)} dari ${of}`}</span>
</div>
<h2>${heading}</h2>
<p>${words}</p>
${note && html`<p class="coach-note">${icon('info')}<span>${note}</span></p>`}
${isOver ? choice(view, stories) : feet(view)}
</aside>`
}

function feet({ state, endsWithTheMinute }: GuideView): Html {
  return html`<div class="coach-feet">
  <button class="button bare small" hx-post="/simulator/panduan/lewati" hx-swap="none">Lewati panduan</button>
  ${
    state === 'read'
      ? html`<button class="button primary small" hx-post="/simulator/panduan/lanjut" hx-swap="none">Lanjut</button>`
      : endsWithTheMinute
        ? html`<button class="button small" hx-post="/simulator/panduan/semenit" hx-swap="none" data-sasaran="panduan:semenit">${icon('skip-forward')} Majukan jam semenit</button>`
        : html`<span class="coach-awaited">${state === 'loket' && icon('loader-circle')}${awaited[state]}</span>`
  }
</div>`
}

/** What to do after a story: another one, or the page alone. */
function choice(view: GuideView, stories: readonly Scenario[]): Html {
  const others = stories.filter(({ name }) => name !== view.story)
  return html`<ul class="coach-stories">
${others.map(story => html`<li>${begins(story, 'Mulai')}</li>`)}
</ul>
<div class="coach-feet">
  ${view.state === 'failed' && begin(view.story, 'Coba lagi')}
  <button class="button bare small" hx-post="/simulator/panduan/lewati" hx-swap="none">Jelajahi sendiri</button>
</div>`
}

function begins({ name, title }: Scenario, verb: string): Html {
  return html`<button class="coach-story" hx-post="/simulator/panduan" hx-vals="${JSON.stringify({ cerita: name })}" hx-swap="none">${icon('play')}<span>${title}</span><span class="heard-only">${verb}</span></button>`
}

function begin(name: string, words: string): Html {
  return html`<button class="button small" hx-post="/simulator/panduan" hx-vals="${JSON.stringify({ cerita: name })}" hx-swap="none">${words}</button>`
}

/** The buttons of the top bar: the stories, and what brings a hidden guide back. */
export function storyMenu(stories: readonly Scenario[], recorded: number): Html {
  return html`<button class="button small of-stories" id="panduan-tampil" type="button" hidden>${icon('circle-help')} Panduan</button>
<button class="button small of-stories" type="button" popovertarget="pilih-cerita">${icon('book-open')} <span>Cerita</span></button>
<div class="menu stories" id="pilih-cerita" popover>
<h2>Cerita</h2>
<ul>
${stories.map(
  ({ name, title, summary }) => html`<li>
  <div><b>${title}</b><span>${summary}</span></div>
  <div class="stories-ways">
    <button class="button small" hx-post="/simulator/panduan" hx-vals="${JSON.stringify({ cerita: name })}" hx-swap="none" popovertarget="pilih-cerita" popovertargetaction="hide" aria-label="Coba sendiri: ${title}">Coba sendiri</button>
    <button class="button bare small" hx-post="/simulator/panduan" hx-vals="${JSON.stringify({ cerita: name, putar: 'ya' })}" hx-swap="none" popovertarget="pilih-cerita" popovertargetaction="hide" aria-label="Putar: ${title}">${icon('play')} Putar</button>
  </div>
</li>`,
)}
</ul>
<div class="stories-own" id="rekaman">${recording(recorded)}</div>
</div>`
}

/** What of the page's doings can be saved. */
export function recording(recorded: number): Html {
  return html`<span>${recorded ? `${recorded} hal yang Anda lakukan terekam` : 'Belum ada yang terekam'}</span>
${
  recorded > 0 &&
  html`<a class="button small" href="/simulator/cerita.yaml" download="rekaman.yaml">${icon('save')} Simpan sebagai cerita</a>
<button class="button bare small" hx-post="/simulator/rekaman" hx-target="#rekaman" hx-swap="innerHTML">Rekam dari sini</button>`
}`
}
