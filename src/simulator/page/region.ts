import { html, type Fragment, type Html } from '../../web/html.ts'
import { queryOf, type View } from './view.ts'

/** A part of the page that asks for itself again when the stream says its name. */
export function region(
  name: string,
  {
    view,
    classes,
    label,
    body,
    news = [name],
  }: { view: View; classes: string; label: string; body: Fragment; news?: readonly string[] },
): Html {
  return html`<section id="${name}" class="${classes}" aria-label="${label}" hx-get="/simulator/${name}?${queryOf(view)}" hx-trigger="${[...news, 'semua'].map(one => `${one} from:#aliran`).join(', ')}" hx-target="this" hx-swap="outerMorph" hx-sync="this:replace">
${body}
</section>
`
}
