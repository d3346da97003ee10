import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Html } from '../../web/html.ts'
import { ActionRefused } from '../stories/acting.ts'
import type { Refused } from './composer.ts'
import { deeds, newsOf, panelOf } from './deeds.ts'
import { body, stage, tabs, type OtherRegions } from './document.ts'
import { FormRefused, readForm, writtenIn } from './forms.ts'
import { topicRows } from './group.ts'
import { headersOf, telegramFile, whatsAppFile, type KeptFile } from './kept-files.ts'
import { tellPages } from './live.ts'
import { telegramPhone, whatsAppPhone } from './phones.ts'
import { createReadMarks } from './read-marks.ts'
import type { Drawing, PageParts } from './shop.ts'
import { staffGroup } from './staff-group.ts'
import { topBar } from './top-bar.ts'
import { pageOf, readView, type View } from './view.ts'

/** Where the page's own style sheets and scripts lie. */
export const pageAssets = `${import.meta.dirname}/assets`

/** Nobody waits longer for the page after a deed; what it set off goes on (ms). */
const patience = 2500

const regions = { wa: whatsAppPhone, tg: telegramPhone, grup: staffGroup, mesin: topBar, tab: tabs } as const

/**
 * The page /simulator: three chats, switches, a clock. Everything people do on it goes through `acting`; what it shows
 * it asks the networks each time. It lives as long as the networks; ends what it listens to when the server closes.
 */
export function simulatorPage(parts: PageParts, others: OtherRegions = {}): FastifyPluginAsync {
  const { host, acting, web } = parts
  const marks = createReadMarks()

  /** What is asked for, of those who are here: after a restart a page may still name somebody who came before it. */
  function viewOf(request: FastifyRequest): View {
    const asked = readView(request.query as Record<string, unknown>)
    const known = (key: string, keys: readonly { readonly key: string }[], usual: string): string =>
      keys.some(one => one.key === key) ? key : usual
    const outsiders = acting.outsiders()
    const { staff } = host.cast
    const view: View = {
      ...asked,
      wa: known(asked.wa, outsiders, outsiders[0]!.key),
      tg: known(asked.tg, [...outsiders, ...staff], outsiders[0]!.key),
      staf: known(asked.staf, staff, staff[0]!.key),
    }
    if (view.topik !== null) return view
    // Where a browser is already reading a topic, it stays there.
    const here = request.headers['hx-current-url']
    const open = typeof here === 'string' && URL.canParse(here) ? new URL(here).searchParams.get('topik') : null
    const topik = readView({ topik: open ?? undefined }).topik ?? topicRows(host, marks, view.staf)[0]!.thread
    return { ...view, topik: topik === 'umum' ? null : topik }
  }

  const drawingOf = (view: View, refused: Refused | null = null): Drawing => ({ ...parts, marks, view, refused })

  const send = (reply: FastifyReply, shown: Html): FastifyReply =>
    reply
      .header('cache-control', 'no-store')
      .header('vary', 'hx-request')
      .type('text/html; charset=utf-8')
      .send(shown.markup)

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    view: View,
    { refused = null, news = null }: { refused?: Refused | null; news?: string | null } = {},
  ): Promise<FastifyReply> {
    if (refused) reply.code(422)
    const shown = await stage(
      drawingOf(view, refused),
      others,
      news ?? (refused && !refused.panel ? refused.why : null),
    )
    if (request.headers['hx-request']) return send(reply.header('hx-replace-url', pageOf(view)), shown)
    return send(
      reply,
      web.page(request, {
        title: 'Simulator · Loket LPSE',
        body: body(shown, others),
        styles: ['simulator.css', 'chats.css', 'strip.css', 'guide.css'],
        scripts: ['simulator.js', 'guide.js'],
      }),
    )
  }

  return async app => {
    const end = tellPages(host, acting, web.stream)
    app.addHook('onClose', async () => end())

    app.get('/simulator', (request, reply) => show(request, reply, viewOf(request)))
    app.get('/simulator/aliran', (request, reply) => web.stream.connect(request, reply))
    for (const [name, draw] of Object.entries(regions))
      app.get(`/simulator/${name}`, (request, reply) => {
        const view = viewOf(request)
        const isPinned =
          name === 'grup' && request.headers['hx-request'] && !(request.query as View).topik && view.topik
        if (isPinned) reply.header('hx-replace-url', pageOf(view))
        return send(reply, draw(drawingOf(view)))
      })

    const give = (reply: FastifyReply, file: KeptFile | undefined): FastifyReply | void => {
      if (!file) return reply.callNotFound()
      return reply.headers(headersOf(file)).send(file.bytes)
    }
    app.get<{ Params: { key: string; id: string } }>('/simulator/berkas/wa/:key/:id', async ({ params }, reply) =>
      give(reply, whatsAppFile(host, acting, params.key, params.id)),
    )
    app.get<{ Params: { id: string } }>('/simulator/berkas/tg/:id', async ({ params }, reply) =>
      give(reply, telegramFile(host, params.id)),
    )

    app.post<{ Querystring: { sampai?: string } }>('/simulator/grup-baca', async (request, reply) => {
      const { staf, topik } = viewOf(request)
      if (marks.read(staf, topik ?? 'umum', Number(request.query.sampai) || 0)) web.stream.publish('grup')
      return reply.code(204).send()
    })

    for (const [name, deedOf] of Object.entries(deeds))
      app.post(`/simulator/${name}`, async (request, reply) => {
        const view = viewOf(request)
        let panel: Refused['panel'] = null
        let words = ''
        try {
          const form = await readForm(request)
          words = form.field('isi')
          if (form.field('panel')) panel = panelOf(form.field)
          const deed = deedOf(view, form, parts)
          const outcome = await Promise.race([acting.act(deed.action), delay(patience, null)])
          if (name === 'baca') return reply.code(204).send()
          const next: View = {
            ...view,
            ...deed.view,
            ...(outcome?.who ? { [panel ?? 'wa']: outcome.who, mode: null } : {}),
          }
          if (!request.headers['hx-request']) return reply.redirect(pageOf(next), 303)
          const isSlow = outcome === null && deed.action.do === 'tap'
          return await show(request, reply, next, {
            news: isSlow ? 'Bot belum menjawab; ketukannya menunggu.' : newsOf(deed, outcome?.shown),
          })
        } catch (error) {
          if (!(error instanceof ActionRefused) && !(error instanceof FormRefused)) throw error
          const why = {
            panel: name === 'tulis' || name === 'ubah' ? (panel ?? 'wa') : null,
            words: words || writtenIn(error),
            why: error.message,
          }
          return await show(request, reply, view, { refused: why })
        }
      })
  }
}
