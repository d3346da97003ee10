import type { Way } from '../../domain/ticket.ts'
import type { Address, ConversationState } from '../ports.ts'

/** The places with one more, which was used last and so comes last; each is named once. */
export function withPlace(places: readonly Address[], { account, chat }: Address): readonly Address[] {
  const last = places.at(-1)
  if (last && isSamePlace(last, { account, chat })) return places
  return [...places.filter(one => !isSamePlace(one, { account, chat })), { account, chat }]
}

/** true when both are the same chat of the same account. */
export function isSamePlace(one: Address, other: Address): boolean {
  return one.account === other.account && one.chat === other.chat
}

/** The accounts on which somebody is spoken to, given where they are now. */
export function accountsOf({ places }: Pick<ConversationState, 'places'>, here: Address): string[] {
  return [...new Set([...places.map(one => one.account), here.account])]
}

/** The network an account is on. */
export function networkOf(account: string): string {
  return account.split(':', 1)[0] ?? ''
}

/** The networks of somebody who is spoken to on several; empty: on one only. */
export function waysOf({ places }: Pick<ConversationState, 'places'>): readonly Way[] {
  const ways = [...new Set(places.map(one => wayOf(one.account)))]
  return ways.length > 1 ? ways : []
}

/** Networks that people write with more than one capital. */
const spelled: ReadonlyMap<string, Way> = new Map([['whatsapp', 'WhatsApp']])

/** The network of an account, as the way a matter came: telegram:123456 is Telegram. */
export function wayOf(account: string): Way {
  const network = networkOf(account)
  return spelled.get(network) ?? `${network.charAt(0).toUpperCase()}${network.slice(1)}`
}
