import type { SaidRow } from './ledger.ts'
import { idsOf, node, serverJid, type Node } from './nodes.ts'
import { newId, seconds, type LinkedDevice, type World } from './state.ts'

/** What makes a stanza the same as the one a confirmation names. */
function keyOf(kind: string, id: string, type: string | undefined): string {
  return kind === 'receipt' ? `${kind} ${id} ${type ?? ''}` : `${kind} ${id}`
}

/** Whether the bot gets stanzas now. */
function isListening(device: LinkedDevice): boolean {
  return device.isActive && device.connection?.isOpen === true
}

/**
 * Gives a stanza to the bot: at once when it is connected, else when it next logs in, and again at every login until
 * the bot confirms it. A stanza with the id of one that waits takes its place.
 */
export function deliver(world: World, stanza: Node, row?: SaidRow): void {
  const { device } = world
  if (!device) return
  const key = keyOf(stanza.tag, stanza.attrs['id'] ?? '', stanza.attrs['type'])
  const before = device.pending.get(key)
  device.pending.set(key, { stanza, row: row ?? before?.row, staleRefusals: before ? before.staleRefusals + 1 : 0 })
  if (isListening(device)) hand(world, device, stanza, row ?? before?.row)
  else if (row) world.emit('said', row)
}

function hand(world: World, device: LinkedDevice, stanza: Node, row: SaidRow | undefined): void {
  device.connection!.send(stanza)
  if (!row) return
  row.handed += 1
  world.emit('said', row)
}

/** The bot is there and wants what waited: all of it in order, marked as from when it was away. */
export function flush(world: World, device: LinkedDevice): void {
  const waiting = [...device.pending.values()]
  const count = (tag: string) => waiting.filter(({ stanza }) => stanza.tag === tag).length
  if (waiting.length > 0)
    device.connection!.send(
      node('ib', { from: serverJid }, [
        node('offline_preview', {
          count: waiting.length,
          message: count('message'),
          receipt: count('receipt'),
          notification: count('notification'),
          call: count('call'),
          appdata: 0,
        }),
      ]),
    )
  for (const { stanza, row } of waiting)
    hand(world, device, { ...stanza, attrs: { ...stanza.attrs, offline: '0' } }, row)
  device.connection!.send(node('ib', { from: serverJid }, [node('offline', { count: waiting.length })]))
  device.isActive = true
}

/** The bot's receipt for messages: they are not given again. */
export function receiptCame(world: World, device: LinkedDevice, receipt: Node): void {
  for (const id of idsOf(receipt)) settle(world, device, keyOf('message', id, undefined), undefined)
}

/** The bot's ack: of a receipt, a notification, a call, or of a message it refuses. */
export function ackCame(world: World, device: LinkedDevice, ack: Node): void {
  const { class: kind = '', id = '', type, error } = ack.attrs
  const key = keyOf(kind, id, type)
  const pending = device.pending.get(key)
  if (error !== undefined && pending && pending.staleRefusals > 0) {
    pending.staleRefusals -= 1
    return
  }
  settle(world, device, key, error)
}

function settle(world: World, device: LinkedDevice, key: string, error: string | undefined): void {
  const pending = device.pending.get(key)
  if (!pending) return
  device.pending.delete(key)
  if (!pending.row) return
  if (error === undefined) pending.row.receiptAt ??= world.now()
  else pending.row.refused = Number(error)
  world.emit('said', pending.row)
}

/** Messages of people the bot has confirmed neither by a receipt nor by a refusal. */
export function pendingMessages(device: LinkedDevice | undefined): number {
  if (!device) return 0
  return [...device.pending.values()].filter(({ stanza }) => stanza.tag === 'message').length
}

/** A receipt of somebody's phone for messages of the bot. `type` absent: delivered. */
export function sendReceipt(
  world: World,
  from: string,
  ids: readonly string[],
  attributes: Record<string, string | undefined> = {},
  extra: Node[] = [],
): void {
  const [id, ...more] = ids
  if (id === undefined) return
  const list =
    more.length > 0
      ? [
          node(
            'list',
            {},
            more.map(one => node('item', { id: one })),
          ),
        ]
      : []
  const content = [...list, ...extra]
  deliver(
    world,
    node('receipt', { id, from, t: seconds(world), ...attributes }, content.length > 0 ? content : undefined),
  )
}

/** A notification of the server or of somebody. */
export function notify(world: World, type: string, attributes: Record<string, string>, content: Node[]): void {
  deliver(
    world,
    node('notification', { id: newId(), from: serverJid, type, t: seconds(world), ...attributes }, content),
  )
}
