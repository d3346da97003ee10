import { decodeBinaryNode, encodeBinaryNode, proto } from '@whiskeysockets/baileys'
import { createFrameReader, framed } from './frames.ts'
import type { ServerIdentity } from './noise-certificate.ts'
import { createResponder, type Transport } from './noise.ts'
import type { Node } from './nodes.ts'
import type { Socket } from './socket.ts'

/** The condition of the line between the bot and the server, the same for all connections. */
export interface Line {
  /** Milliseconds every stanza of the server is held back. */
  latency: number
  /** true: sockets stay open, nothing moves in either direction; what was held moves when it ends. */
  stalled: boolean
  /** Called when that changes, one for each open socket. */
  readonly changed: Set<() => void>
}

/** One connection of a client that has shaken hands. */
export interface Connection {
  /** The client's long-lived noise key: who it is. */
  readonly clientKey: Buffer
  readonly payload: proto.ClientPayload
  /** Sends a stanza; one to a closed connection is lost without a word. */
  send(stanza: Node): void
  /** Sends a last stanza and closes after it. */
  end(stanza: Node): void
  /** Cuts it without a word. */
  cut(): void
  readonly isOpen: boolean
}

/** What the server does with connections. Stanzas of one connection come one after the other. */
export interface Reception {
  arrived(connection: Connection): void
  stanza(connection: Connection, stanza: Node): Promise<void> | void
  gone(connection: Connection): void
  problem(error: unknown): void
}

/** The dictionary of the client's version 7, in its fourth byte; another one has other tokens. */
const dictionary = 3

/** Shakes hands on a fresh socket and reports what comes over it. */
export function serveSocket(socket: Socket, identity: ServerIdentity, line: Line, reception: Reception): void {
  let step: 'hello' | 'finish' | 'open' = 'hello'
  let responder = createResponder(Buffer.alloc(0), identity)
  let transport: Transport | undefined
  let connection: Connection | undefined
  let turn: Promise<void> = Promise.resolve()
  let isCut = false
  const out: { at: number; write: () => void }[] = []
  let timer: NodeJS.Timeout | undefined

  const isOpen = () => socket.readyState === socket.OPEN

  /** Writes what is due, in order; a stanza is encrypted only as it leaves, for its counter is its place. */
  function pump(): void {
    clearTimeout(timer)
    timer = undefined
    if (line.stalled || !isOpen()) return
    while (out[0] && out[0].at <= Date.now()) out.shift()!.write()
    if (out[0]) timer = setTimeout(pump, Math.max(1, out[0].at - Date.now()))
  }

  function enqueue(write: () => void): void {
    const at = line.latency > 0 ? Date.now() + line.latency : 0
    out.push({ at: Math.max(at, out.at(-1)?.at ?? 0), write })
    pump()
  }

  function write(stanza: Node): void {
    if (transport && isOpen()) socket.send(framed(transport.encrypt(encodeBinaryNode(stanza))))
  }

  function handshake(bytes: Buffer): void {
    if (step === 'hello') {
      socket.send(framed(responder.hello(bytes)))
      step = 'finish'
      return
    }
    const done = responder.finish(bytes)
    transport = done.transport
    step = 'open'
    connection = {
      clientKey: done.clientKey,
      payload: proto.ClientPayload.decode(done.payload),
      send: stanza => enqueue(() => write(stanza)),
      end: stanza =>
        enqueue(() => {
          write(stanza)
          socket.close()
        }),
      cut() {
        isCut = true
        socket.terminate()
      },
      get isOpen() {
        return isOpen()
      },
    }
    reception.arrived(connection)
  }

  async function receive(plain: Buffer): Promise<void> {
    if (isCut) return
    try {
      await reception.stanza(connection!, await decodeBinaryNode(plain))
    } catch (error) {
      reception.problem(error)
    }
  }

  const reader = createFrameReader(
    intro => {
      if (intro[3] !== dictionary) throw new Error(`no codec for dictionary ${intro[3]}`)
      responder = createResponder(intro, identity)
    },
    frame => {
      if (step !== 'open') return handshake(frame)
      const plain = transport!.decrypt(frame)
      turn = turn.then(() => receive(plain))
    },
  )

  /** Not even the end of the connection is answered on a stalled line. */
  function follow(): void {
    if (line.stalled) socket.pause()
    else {
      socket.resume()
      pump()
    }
  }

  line.changed.add(follow)
  if (line.stalled) follow()
  socket.on('message', data => {
    try {
      reader.push(data)
    } catch (error) {
      reception.problem(error)
      socket.terminate()
    }
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearTimeout(timer)
    line.changed.delete(follow)
    const closed = connection
    // What came before the end counts: the client writes its last receipts and closes.
    if (closed) turn = turn.then(() => reception.gone(closed))
  })
}
