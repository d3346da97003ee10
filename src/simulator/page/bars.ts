import { html, type Html } from '../../web/html.ts'
import type { Journey, Stage } from '../host.ts'
import { countWords, spanWords } from '../trail/spans.ts'

/** What each stage is called, in the order of the legend. */
export const stageNames: Readonly<Record<Stage, string>> = {
  inbox: 'kotak masuk',
  lane: 'jalur dan keputusan',
  event: 'transaksi',
  outbox: 'kirim',
  delivered: 'sampai ke layar',
}

/** The scale: from 1 ms to ten seconds, each power of ten as wide as the next. */
const decades = 4
const ticks = [10, 100, 1000]
/** What takes no time is seen all the same (per cent). */
const thinnest = 0.8

/** Where on the scale a time stands, per cent. */
export function placeOf(ms: number): number {
  return ms <= 1 ? 0 : Math.min(100, (Math.log10(ms) / decades) * 100)
}

/** One stage as a stretch of the scale, per cent. */
interface Stretch {
  readonly stage: Stage
  readonly from: number
  readonly width: number
}

/** The stages one behind the other; each ends where the time until its end stands on the scale. */
export function stretchesOf(stages: Journey['stages']): Stretch[] {
  const stretches: Stretch[] = []
  let passed = 0
  let from = 0
  for (const { stage, ms } of stages) {
    passed += ms
    const end = Math.min(100, Math.max(placeOf(passed), from + thinnest))
    stretches.push({ stage, from, width: end - from })
    from = end
  }
  return stretches
}

/** What a bar says to those who do not see it. */
export function sentenceOf({ stages, state }: Pick<Journey, 'stages' | 'state'>): string {
  const parts = stages.map(({ stage, ms }) => `${stageNames[stage]} ${spanWords(ms)}`)
  if (state === 'under way') parts.push('masih berjalan')
  return parts.length ? parts.join(', ') : 'belum ada waktu yang tercatat'
}

/** The way of a message as a bar on the scale. */
export function bar(journey: Pick<Journey, 'stages' | 'state'>): Html {
  const stretches = stretchesOf(journey.stages)
  const last = stretches.at(-1)
  const end = last ? last.from + last.width : 0
  const isOpen = journey.state === 'under way' && end < 97
  return html`<svg class="way" width="100%" height="14" role="img" aria-label="${sentenceOf(journey)}">
${ticks.map(ms => html`<line class="tick" x1="${percent(placeOf(ms))}" x2="${percent(placeOf(ms))}" y1="0" y2="14"/>`)}
${stretches.map(({ stage, from, width }) => html`<rect class="${stage}" x="${percent(from)}" width="${percent(width)}" y="2" height="10"/>`)}
${isOpen && html`<rect class="open" x="${percent(end)}" width="3%" y="2.5" height="9"/>`}
</svg>`
}

/** The numbers above the bars. */
export function scale(): Html {
  return html`<svg class="scale" width="100%" height="16" aria-hidden="true">
<text x="0" y="12">1 ms</text>
${ticks.map(ms => html`<text x="${percent(placeOf(ms))}" y="12" text-anchor="middle">${countWords(ms)}</text>`)}
<text class="end" x="100%" y="12" text-anchor="end">10 dtk</text>
</svg>`
}

/** What the colours mean. */
export function legend(): Html {
  return html`<ul class="legend">
${Object.entries(stageNames).map(([stage, name]) => html`<li><svg class="way" width="10" height="10" aria-hidden="true"><rect class="${stage}" width="10" height="10"/></svg>${name}</li>`)}
</ul>`
}

function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`
}
