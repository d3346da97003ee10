import type { proto } from '@whiskeysockets/baileys'
import { arrive, arriveCopy, type Reader } from './arriving.ts'
import type { Connection } from './connection.ts'
import { faultsOf, type SendingFault } from './faults.ts'
import { bare, child, children, node, userOf, bytesOf, type Node } from './nodes.ts'
import type { Sealed } from './signal-device.ts'
import { seconds, type Person, type World } from './state.ts'

/** What the LPSE's own phone does with copies of what the bot sends, and with requests to itself. */
export interface OwnPhone {
  copy(id: string, copy: proto.Message.IDeviceSentMessage): void
  request(id: string, sealed: Sealed): void
}

/** Number not known on the network, as an ack's error. */
const notFound = 404
const accountRestricted = 463

/** Takes a message the bot hands in: refuses it, or accepts it, says so and brings it to the phones. */
export function takeMessage(world: World, read: Reader, phone: OwnPhone, connection: Connection, stanza: Node): void {
  const { id = '', to = '', category } = stanza.attrs
  const acknowledge = (error?: number | string) => {
    connection.send(node('ack', { class: 'message', id, from: to, t: seconds(world), error }))
  }
  const envelopes = envelopesOf(stanza)
  if (category === 'peer') {
    acknowledge()
    for (const { sealed } of envelopes) phone.request(id, sealed)
    return
  }
  if (userOf(to) === world.own.account.phone || world.byUser.get(userOf(to)) === world.own) {
    // A copy of a message sent once more, for the own phone alone.
    acknowledge()
    const recipient = stanza.attrs['recipient'] ?? to
    for (const { sealed } of envelopes) bringCopy(world, phone, id, recipient, sealed)
    return
  }
  const person = world.byUser.get(userOf(to))
  if (!person) return acknowledge(notFound)

  const row = world.ledger.sentRow(id, person.account.phone, world.now())
  row.attempts += 1
  const fault = world.faults.take(faultsOf.sendings, person.account.phone)
  if (fault === 'drop before') {
    world.emit('sent', row)
    return connection.cut()
  }
  const refusal = refusalOf(world, person, stanza, fault)
  if (refusal !== undefined) {
    row.refused = refusal
    acknowledge(refusal)
    world.emit('sent', row)
    return
  }
  row.accepted = true
  for (const { jid, sealed } of envelopes) {
    if (world.byUser.get(userOf(jid)) === world.own) bringCopy(world, phone, id, to, sealed)
    else arrive(world, read, person, { id, to: bare(to), sealed, row })
  }
  if (fault === 'drop after') connection.cut()
  else if (fault !== 'no ack') {
    row.acked = true
    acknowledge()
  }
  world.emit('sent', row)
}

function bringCopy(world: World, phone: OwnPhone, id: string, to: string, sealed: Sealed): void {
  arriveCopy(world, { id, to: bare(to), sealed, row: undefined }, copy => phone.copy(id, copy))
}

/** Every ciphertext in the stanza and whom it is for. */
function envelopesOf(stanza: Node): { jid: string; sealed: Sealed }[] {
  const to = stanza.attrs['to'] ?? ''
  const direct = children(stanza, 'enc').map(enc => ({ jid: to, enc }))
  const addressed = children(child(stanza, 'participants'), 'to').flatMap(one =>
    children(one, 'enc').map(enc => ({ jid: one.attrs['jid'] ?? '', enc })),
  )
  return [...direct, ...addressed].map(({ jid, enc }) => ({
    jid,
    sealed: { type: enc.attrs['type'] === 'pkmsg' ? 'pkmsg' : 'msg', ciphertext: bytesOf(enc) ?? Buffer.alloc(0) },
  }))
}

function refusalOf(world: World, person: Person, stanza: Node, fault: SendingFault | undefined): number | undefined {
  if (fault === 'ack 463') return accountRestricted
  if (fault === 'ack 479') return 479
  // A resend for one phone carries no token.
  if (child(stanza, 'enc')) return undefined
  if (world.requireTokens && !bytesOf(stanza, 'tctoken')?.equals(person.token)) return accountRestricted
  if (seconds(world) < world.timeLockUntil && !hasWritten(person)) return accountRestricted
  return undefined
}

function hasWritten(person: Person): boolean {
  return person.messages.values().some(({ from }) => from === 'person')
}
