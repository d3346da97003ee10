import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** A line to a database server on which a reply can be lost. */
export interface CutLine {
  readonly uri: string
  /**
   * The next request that contains `bytes` breaks its connection. reply: the server carries it out and the answer is
   * lost, after `meanwhile`; request: the server never hears of it. Resolves when that happened.
   */
  lose(what: 'reply' | 'request', bytes: string, meanwhile?: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** A line to the server of `uri`; whoever uses it sees only this server. */
export async function startCutLine(uri: string): Promise<CutLine> {
  const target = new URL(uri)
  const sockets = new Set<Socket>()
  let trap: { what: 'reply' | 'request'; bytes: string; meanwhile: () => Promise<void>; done: () => void } | null = null

  const server = createServer(client => {
    const upstream = connect(Number(target.port || 27017), target.hostname)
    let losing: typeof trap = null
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    const cut = async (): Promise<void> => {
      const { meanwhile, done } = losing!
      await meanwhile()
      client.destroy()
      done()
    }
    client.on('data', data => {
      if (trap && data.includes(trap.bytes)) {
        losing = trap
        trap = null
        if (losing.what === 'request') return void cut()
      }
      upstream.write(data)
    })
    upstream.on('data', data => {
      if (losing) void cut()
      else client.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const here = new URL(uri)
  here.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  here.searchParams.delete('replicaSet')
  here.searchParams.set('directConnection', 'true')
  return {
    uri: here.href,
    lose: (what, bytes, meanwhile = async () => undefined) =>
      new Promise(resolve => (trap = { what, bytes, meanwhile, done: resolve })),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
