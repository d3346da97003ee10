import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../log.ts'
import { assetPath, readAssets, type Assets } from './assets.ts'
import { failurePage, type Failure } from './failure-page.ts'
import type { Html } from './html.ts'
import { page, type PageParts } from './page.ts'
import { createStream, type Stream } from './stream.ts'
import { themeCookie, themeOf, type Theme } from './theme.ts'

export interface WebOptions {
  /** Folders of assets beside those of the design system. */
  readonly assetFolders?: readonly string[]
  /** Names under which the server may be asked for, beside this machine's own. */
  readonly hosts?: readonly string[]
  /** Of one address; more are answered 429. */
  readonly requestsPerMinute: number
  readonly log: Log
  /** Bytes of one uploaded file. */
  readonly fileLimit?: number
}

export interface Web {
  readonly assets: Assets
  readonly stream: Stream
  /** The theme the person chose. */
  theme(request: FastifyRequest): Theme
  /** A whole document in the person's theme. */
  page(request: FastifyRequest, parts: Omit<PageParts, 'theme'>): Html
}

const failureOf: Readonly<Record<number, Failure>> = {
  404: 'PAGE_NOT_FOUND',
  413: 'UPLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
}

const seconds = { year: 365 * 24 * 3600 }

/**
 * Makes a server one of pages: a strict CSP and its like, assets, cookies, forms and files, the theme, the stream, and
 * failures told in our look. A request that changes something is carried out only when it comes from our own pages; a
 * name that is not ours is not answered, so that no foreign page can come in by it. To be called before any route.
 */
export async function openWeb(app: FastifyInstance, options: WebOptions): Promise<Web> {
  const assets = readAssets(options.assetFolders)
  const stream = createStream()
  app.addHook('preClose', async () => stream.close())

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Over plain HTTP in the office a browser must not be told to come by TLS for a year; the proxy in front says so.
    strictTransportSecurity: false,
  })
  await app.register(cookie)
  await app.register(formbody)
  await app.register(multipart, { limits: { fileSize: options.fileLimit ?? 20 * 1024 * 1024, files: 10 } })
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: '1 minute',
    allowList: request => request.url.startsWith(assetPath) || request.url.startsWith('/health'),
  })

  app.addHook('onRequest', async request => {
    if (!isOurs(hostOf(request.headers.host), options.hosts)) throw refused('HOST_REFUSED')
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isFromOurPages(request))
      throw refused('ORIGIN_REFUSED')
  })

  app.get(`${assetPath}:file`, async (request, reply) => {
    const asset = assets.find((request.params as { file: string }).file)
    if (!asset) return reply.callNotFound()
    return reply
      .header('cache-control', `public, max-age=${seconds.year}, immutable`)
      .type(asset.type)
      .send(asset.bytes)
  })

  app.removeContentTypeParser('text/plain')
  app.post('/tema', async (request, reply) => {
    const { tema, dari } = Object(request.body) as { tema?: unknown; dari?: unknown }
    const theme = themeOf(tema)
    if (theme) reply.setCookie(themeCookie, theme, { path: '/', maxAge: seconds.year, httpOnly: true, sameSite: 'lax' })
    else reply.clearCookie(themeCookie, { path: '/' })
    return reply.redirect(pathOf(request.headers.referer) ?? pathOf(dari) ?? '/', 303)
  })

  const web: Web = {
    assets,
    stream,
    theme: request => themeOf(request.cookies[themeCookie]),
    page: (request, parts) => page(assets, { ...parts, theme: web.theme(request) }),
  }
  const send = (request: FastifyRequest, reply: FastifyReply, status: number, failure: Failure): FastifyReply =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(failurePage(web, request, failure).markup)
  app.setNotFoundHandler((request, reply) => send(request, reply, 404, 'PAGE_NOT_FOUND'))
  app.setErrorHandler((error, request, reply) => {
    const { statusCode = 500, code } = error as { statusCode?: number; code?: string }
    if (statusCode >= 500) options.log.error({ error, code: 'PAGE_FAILED' }, 'a page could not be made')
    if (code === 'HOST_REFUSED' || code === 'ORIGIN_REFUSED') return send(request, reply, 403, code)
    return send(
      request,
      reply,
      statusCode,
      failureOf[statusCode] ?? (statusCode < 500 ? 'REQUEST_INVALID' : 'PAGE_FAILED'),
    )
  })
  return web
}

function refused(code: 'HOST_REFUSED' | 'ORIGIN_REFUSED'): Error {
  return Object.assign(new Error(code), { code, statusCode: 403 })
}

function hostOf(host: string | undefined): string {
  return (host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
}

/** Names of this machine, or one that was configured. Another one may be a foreign page's that points here. */
function isOurs(host: string, hosts: readonly string[] = []): boolean {
  return ['localhost', '127.0.0.1', '::1', ...hosts].includes(host)
}

/** What browsers say of where a request comes from; one that says nothing comes from no page of ours. */
function isFromOurPages({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  return origin !== undefined && origin !== 'null' && URL.canParse(origin) && new URL(origin).host === host
}

/** The path of an address, for going back to where somebody was; never to another server. */
function pathOf(address: unknown): string | null {
  const ours = 'http://ours.invalid'
  if (typeof address !== 'string' || !URL.canParse(address, ours)) return null
  const { pathname, search } = new URL(address, ours)
  return pathname.startsWith('//') ? null : pathname + search
}
