import type { FastifyPluginAsync } from 'fastify'
import { html, type Html } from '../../web/html.ts'
import { icon } from '../../web/icon.ts'
import type { Journey, Repetition, SimulatorHost, Tally } from '../host.ts'
import { countWords, spanWords } from '../trail/spans.ts'
import { bar, legend, scale } from './bars.ts'

/** Journeys that the strip shows. */
const shownAtMost = 30
/** A row is new for this long (ms). */
const newFor = 3000

const clockTime = new Intl.DateTimeFormat('id-ID', {
  timeZone: 'Asia/Jakarta',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

/** What the strip shows. */
export interface StripView {
  readonly journeys: readonly Journey[]
  readonly tally: Tally
  readonly now: Date
}

/** Asks the trail for what the strip shows now. */
export async function stripView({ trail, clock }: Pick<SimulatorHost, 'trail' | 'clock'>): Promise<StripView> {
  const [journeys, tally] = await Promise.all([trail.recent(shownAtMost), trail.tally()])
  return { journeys, tally, now: clock.now() }
}

/**
 * "Yang baru terjadi": the way of the newest messages with the time spent in each stage, and the count of all of them.
 * It brings itself up to date by the events `jalan` and `semua` of the element #aliran.
 */
export function strip({ journeys, tally, now }: StripView): Html {
  return html`<section id="jalan" class="strip" aria-labelledby="jalan-judul" hx-get="/simulator/jalan" hx-trigger="jalan from:#aliran, semua from:#aliran" hx-target="this" hx-swap="outerMorph" hx-sync="this:replace">
<details open>
<summary><h2 id="jalan-judul">Yang baru terjadi</h2>${counter(tally)}${icon('chevron-down')}</summary>
${legend()}
${tally.repeated.length > 0 && repetitions(tally.repeated)}
${journeys.length ? table(journeys, now) : html`<p class="nothing">Belum ada pesan. Tulis sesuatu sebagai Sari, dan jalannya tampak di sini.</p>`}
</details>
</section>`
}

function counter({ messages, waiting, lost, repeated }: Tally): Html {
  const parts = [
    html`<span>${countWords(messages)} pesan</span>`,
    waiting > 0 && html`<span class="waiting">${countWords(waiting)} menunggu</span>`,
    html`<span${lost > 0 && html` class="lost"`}>${countWords(lost)} hilang</span>`,
    html`<span${repeated.length > 0 && html` class="repeated"`}>${countWords(repeated.length)} ganda</span>`,
  ].filter(part => part !== false)
  return html`<span class="counter figures">${parts.map((part, at) => [at > 0 && ', ', part])}</span>`
}

function repetitions(repeated: readonly Repetition[]): Html {
  return html`<details class="repetitions">
<summary>${icon('triangle-alert')} ${countWords(repeated.length)} pesan sampai dua kali: apa sebabnya</summary>
<ul>
${repeated.map(
  ({ at, to, words, admitted }) =>
    html`<li><span class="figures">${timeOf(at)}</span> ke <b>${to}</b>: ${words}. ${
      admitted
        ? 'Hasil kirim pertama tidak pasti, jadi dikirim sekali lagi; catatan mengakuinya.'
        : 'Tidak ada catatan yang mengakuinya; ini tidak boleh terjadi.'
    }</li>`,
)}
</ul>
</details>`
}

function table(journeys: readonly Journey[], now: Date): Html {
  return html`<div class="table" role="region" aria-label="Jalan tiap pesan" tabindex="0">
<table role="table">
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">Jam</th><th role="columnheader" scope="col">Arah</th>
<th role="columnheader" scope="col">Saluran</th><th role="columnheader" scope="col">Isi</th>
<th role="columnheader" scope="col" class="ways"><span class="heard-only">Waktu tiap tahap, skala logaritma</span>${scale()}</th>
<th role="columnheader" scope="col">Hasil</th><th role="columnheader" scope="col" class="total">Lama</th>
</tr></thead>
<tbody role="rowgroup">
${journeys.map(journey => row(journey, now))}
</tbody>
</table>
</div>`
}

const signs = { failed: 'circle-alert', unsure: 'triangle-alert', 'under way': 'clock', done: null } as const

function row(journey: Journey, now: Date): Html {
  const { id, at, from, to, network, words, result, state, total } = journey
  const isNew = now.getTime() - at.getTime() < newFor
  const sign = signs[state]
  return html`<tr role="row" id="jalan-${id.replaceAll(/\s/g, '-')}" class="${state.replace(' ', '-')}${isNew && ' changed'}">
<td role="cell" class="time figures">${timeOf(at)}</td>
<td role="cell" class="way-of"><b>${from} <span aria-hidden="true">→</span><span class="heard-only">ke</span> ${to}</b></td>
<td role="cell" class="network">${network}</td>
<td role="cell" class="words"><span>${words}</span></td>
<td role="cell" class="ways">${bar(journey)}</td>
<td role="cell" class="result">${sign && icon(sign)} ${result}</td>
<td role="cell" class="total figures">${total === null ? html`<span aria-hidden="true">…</span><span class="heard-only">masih berjalan</span>` : spanWords(total)}</td>
</tr>`
}

/** 10.42.07.118 */
function timeOf(at: Date): string {
  return clockTime.format(at).replace(',', '.')
}

/** The strip as a fragment. */
export function stripRoutes(host: SimulatorHost): FastifyPluginAsync {
  return async app => {
    app.get('/simulator/jalan', async (_request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(strip(await stripView(host)).markup),
    )
  }
}
