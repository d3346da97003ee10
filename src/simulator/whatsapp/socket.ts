import type { Server } from 'node:http'
// @ts-expect-error The package brings no types; what is used of it is named below.
import { WebSocketServer } from 'ws'

/** What is used of a WebSocket of the package ws. */
export interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void
  on(event: 'close' | 'error', listener: () => void): void
  send(bytes: Uint8Array): void
  close(): void
  /** Stops reading until `resume`, also the other side's wish to close. */
  pause(): void
  resume(): void
  /** Cuts the TCP connection without a word. */
  terminate(): void
  readonly readyState: number
  readonly OPEN: number
}

/** Accepts WebSockets on that path of the server; `stop` cuts those that are open. */
export function acceptSockets(server: Server, path: string, connected: (socket: Socket) => void): { stop(): void } {
  const sockets = new WebSocketServer({ server, path, maxPayload: 16 * 1024 * 1024 })
  sockets.on('connection', connected)
  return {
    stop() {
      for (const socket of sockets.clients as Set<Socket>) socket.terminate()
      sockets.close()
    },
  }
}
