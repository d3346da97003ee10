import { getBinaryNodeChildren, type BinaryNode } from '@whiskeysockets/baileys'
import { personOf } from './persons.ts'

/** How far messages of ours have come, by word of the person's phone. */
export interface Arrival {
  readonly account: string
  readonly chat: string
  readonly messageIds: readonly string[]
  readonly state: 'delivered' | 'read'
  readonly at: Date
}

/** What a receipt says: by it the server has these messages; a phone of the person's may tell more. */
export interface Receipt {
  readonly messageIds: readonly string[]
  readonly arrival: Arrival | null
}

/** No type: delivered; inactive: delivered to a device that sleeps. */
const states: Readonly<Record<string, Arrival['state'] | null>> = {
  '': 'delivered',
  inactive: 'delivered',
  read: 'read',
  played: 'read',
}

/** Reads a raw receipt; the client's own event may come 30 s late (whatsapp-emulator.md §4.2). */
export function readReceipt(
  { attrs, content }: BinaryNode,
  account: string,
  me: readonly string[],
  now: Date,
): Receipt {
  const items = Array.isArray(content) ? content.flatMap(child => getBinaryNodeChildren(child, 'item')) : []
  const messageIds = [...new Set([attrs['id'], ...items.map(item => item.attrs['id'])])].filter(id => id !== undefined)
  // A file that must be uploaded again is spoken of under this name, by our own phone.
  if (attrs['type'] === 'server-error') return { messageIds: [], arrival: null }
  const chat = personOf(attrs['from'])
  const state = states[attrs['type'] ?? '']
  if (!chat || me.includes(chat) || !state) return { messageIds, arrival: null }
  const at = Number(attrs['t']) > 0 ? new Date(Number(attrs['t']) * 1000) : now
  return { messageIds, arrival: { account, chat, messageIds, state, at } }
}
