import type { FastifyReply, FastifyRequest } from 'fastify'

/** News for open pages: names only; each page then asks for what it shows. */
export interface Stream {
  /** Tells every open page; the same name within `coalesce` ms is told once. */
  publish(event: string): void
  /** Answers a request with the stream; it begins with `semua`, since nobody knows what the page has missed. */
  connect(request: FastifyRequest, reply: FastifyReply): void
  /** Browsers that listen now. */
  readonly listeners: number
  /** Ends every stream. */
  close(): void
}

/** ms in which equal news are one. */
const coalesce = 60
/** ms after which a silent line shows that it lives. */
const heartbeat = 15_000
/** Bytes a browser that does not read may leave unread before it is cut off; it comes again by itself. */
const backlog = 256 * 1024

export function createStream(): Stream {
  const open = new Set<FastifyReply['raw']>()
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const write = (response: FastifyReply['raw'], text: string): void => {
    if (response.writableLength <= backlog) return void response.write(text)
    open.delete(response)
    response.destroy()
  }
  const flush = (): void => {
    timer = undefined
    const text = [...waiting].map(said).join('')
    waiting.clear()
    for (const response of open) write(response, text)
  }
  const beat = setInterval(() => {
    for (const response of open) write(response, ': ada\n\n')
  }, heartbeat)
  beat.unref()

  return {
    publish(event) {
      waiting.add(event)
      timer ??= setTimeout(flush, coalesce)
    },
    connect(_request, reply) {
      reply.hijack()
      const response = reply.raw
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) response.setHeader(name, value)
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      response.on('close', () => open.delete(response))
      open.add(response)
      response.write(said('semua'))
    },
    get listeners() {
      return open.size
    },
    close() {
      clearInterval(beat)
      clearTimeout(timer)
      for (const response of open) response.end()
      open.clear()
    },
  }
}

function said(event: string): string {
  return `event: ${event}\ndata: -\n\n`
}
