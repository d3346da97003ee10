import { createCodeLinking, type CodeLinking } from './code-linking.ts'
import type { Connection } from './connection.ts'
import { flush } from './delivery.ts'
import { faultsOf, type Ending } from './faults.ts'
import { child, node, serverJid, type Node } from './nodes.ts'
import { openCandidate, readQr, takeIn, type Candidate } from './pairing.ts'
import { resultOf } from './queries.ts'
import { seconds, type LinkedDevice, type World } from './state.ts'

/** Who comes in, who is linked, and how connections end. */
export interface Logins {
  arrived(connection: Connection): void
  gone(connection: Connection): void
  /** The client that waits to be linked over this connection. */
  candidate(connection: Connection): Candidate | undefined
  /** A stanza of a client that waits to be linked. */
  candidateStanza(candidate: Candidate, stanza: Node): void
  /** The device logged in over this connection. */
  deviceOf(connection: Connection): LinkedDevice | undefined
  /** The device asks for what waits: from now on it gets everything at once. */
  activate(device: LinkedDevice): void
  /** The LPSE's phone scans the QR code a client shows; resolves when the client is linked. */
  scan(qr: string): Promise<void>
  showsCode: CodeLinking['showsCode']
  typeCode: CodeLinking['typeCode']
  /** The device is linked no more and told so. */
  unlink(): void
  /** Ends the connection of the device; false when there is none. */
  end(how: Ending): boolean
}

/** `welcome` is called once for every newly linked device, when it has first logged in. */
export function createLogins(world: World, welcome: () => void): Logins {
  const candidates = new Map<Connection, Candidate>()
  const codes = createCodeLinking(world)

  function login(connection: Connection): void {
    const { device } = world
    const { username, device: number } = connection.payload
    const isKnown =
      device !== undefined &&
      String(username) === world.own.account.phone &&
      number === device.id &&
      connection.clientKey.equals(device.noiseKey)
    const fault = world.faults.take(faultsOf.refusals)
    if (!isKnown || fault) {
      const reason = fault ? fault.slice('failure '.length) : '401'
      return connection.end(node('failure', { reason, location: 'sim' }))
    }
    device.connection?.end(streamError({}, [node('conflict', { type: 'replaced' })]))
    device.connection = connection
    device.isActive = false
    connection.send(
      node('success', {
        t: seconds(world),
        lid: device.lid,
        props: '27',
        creation: seconds(world),
        location: 'sim',
        companion_enc_static: Buffer.from(connection.clientKey).toString('base64'),
      }),
    )
    world.emit('link')
  }

  function end(how: Ending): boolean {
    const connection = world.device?.connection
    if (!connection?.isOpen) return false
    if (how === 'drop') connection.cut()
    else if (how === '440') connection.end(streamError({}, [node('conflict', { type: 'replaced' })]))
    else connection.end(streamError({ code: how }))
    return true
  }

  function unlink(): void {
    const { device } = world
    if (!device) return
    world.device = undefined
    device.connection?.end(streamError({ code: '401' }, [node('conflict', { type: 'device_removed' })]))
    world.emit('link')
  }

  return {
    end,
    unlink,
    arrived(connection) {
      if (!connection.payload.devicePairingData) return login(connection)
      candidates.set(connection, openCandidate(connection))
      world.emit('link')
    },
    gone(connection) {
      const candidate = candidates.get(connection)
      if (candidate) codes.gone(candidate)
      candidate?.offer?.failed(new Error('the client went away before it was linked'))
      candidates.delete(connection)
      const { device } = world
      if (device?.connection === connection) {
        device.connection = undefined
        device.isActive = false
      }
      world.emit('link')
    },
    candidate: connection => candidates.get(connection),
    candidateStanza(candidate, stanza) {
      if (codes.heard(candidate, stanza)) return
      const { connection, offer } = candidate
      if (stanza.tag === 'iq' && stanza.attrs['type'] !== 'result') return connection.send(resultOf(stanza, []))
      if (!offer || !child(stanza, 'pair-device-sign')) return
      candidate.offer = undefined
      unlink()
      world.device = offer.device
      // A new device has none of the tokens the old one was given.
      for (const person of world.people.values()) person.gaveToken = false
      connection.end(streamError({ code: '515' }))
      offer.accepted()
      world.emit('link')
    },
    deviceOf: connection => (world.device?.connection === connection ? world.device : undefined),
    activate(device) {
      flush(world, device)
      world.emit('link')
      const ending = world.faults.take(faultsOf.endings)
      if (ending) return void end(ending)
      if (device.isWelcomed) return
      device.isWelcomed = true
      welcome()
    },
    showsCode: codes.showsCode,
    typeCode: codes.typeCode,
    async scan(text) {
      const qr = readQr(text)
      const candidate = [...candidates.values()].find(({ refs }) => refs.includes(qr.ref))
      if (!candidate || !candidate.connection.clientKey.equals(qr.noiseKey))
        throw new Error('the QR code is not one of a client that waits now')
      await takeIn(world, candidate, qr.identity, qr.advSecret)
    },
  }
}

function streamError(attrs: Record<string, string>, content?: Node[]): Node {
  return node('stream:error', { from: serverJid, ...attrs }, content)
}
