import type { JoinAsked, Joined, JoinRefused, Parted } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { merged } from './joined-state.ts'
import { accountsOf, isSamePlace, networkOf, wayOf, withPlace } from './places.ts'
import { emptyState } from './state.ts'

/** How long messages may come by way of older beliefs in addresses (ms): longer than any process holds them. */
export const beliefsLast = 15 * 60_000

/**
 * Another conversation of the same person wants to be one with this one. Of two the one with the greater name goes into
 * the other, whoever asked, so that nobody goes in a circle; a code is spent here, where it was given, in one commit.
 */
export function hearJoinAsked(state: ConversationState, message: JoinAsked, acts: Acts): ConversationState {
  const { contact, account, chat } = acts.context
  const place = { account, chat }
  if (message.with === contact || isParted(state, message, acts)) return state
  let own = state
  if (message.hash !== null) {
    const why = refusal(state, message, acts)
    if (why) {
      const refused: JoinRefused = {
        kind: 'join refused',
        why,
        id: `${message.id}!`,
        ...message.place,
        sentAt: message.sentAt,
      }
      acts.tell(message.with, refused)
      return state
    }
    own = { ...state, linking: { ...state.linking!, code: null } }
  }
  if (contact < message.with) {
    const accounts = accountsOf(state, place)
    const asked: JoinAsked = {
      ...message,
      ...message.place,
      id: `${message.id}>`,
      with: contact,
      hash: null,
      accounts,
      place,
    }
    acts.tell(message.with, asked)
    return own
  }
  return handOver(own, message, acts)
}

/** The network says that an address of the other contact is this person's too: the two are to be one, unasked. */
export function askToJoin(other: string, acts: Acts): void {
  const { contact, account, chat, now } = acts.context
  const place = { account, chat }
  acts.tell(other, {
    kind: 'join asked',
    id: `join:${[contact, other].toSorted().join(':')}`,
    account,
    chat,
    sentAt: now,
    with: contact,
    by: 'network',
    hash: null,
    accounts: [],
    place,
    spoken: place,
    order: 0,
  })
}

/** true when the person unlinked the two: an older belief in addresses is not to undo that. */
function isParted(state: ConversationState, message: JoinAsked, { context: { now } }: Acts): boolean {
  if (message.by !== 'network') return false
  return (
    state.left.some(one => one.to === message.with) ||
    state.behind.some(one => one.contact === message.with && one.account !== null && one.until > now)
  )
}

function refusal(state: ConversationState, message: JoinAsked, { context }: Acts): JoinRefused['why'] | null {
  const code = state.linking?.code
  if (code?.hash !== message.hash || code.until <= message.sentAt) return 'lapsed'
  const own = accountsOf(state, context).map(networkOf)
  return message.accounts.map(networkOf).some(one => own.includes(one)) ? 'linked' : null
}

/** This conversation becomes part of the other; what still comes for it finds its way there. */
function handOver(state: ConversationState, message: JoinAsked, acts: Acts): ConversationState {
  const { contact, account, chat, now } = acts.context
  const place = { account, chat }
  const joined: Joined = {
    kind: 'joined',
    id: `joined:${contact}`,
    ...message.place,
    sentAt: now,
    origin: contact,
    by: message.by,
    handed: { ...state, places: withPlace(state.places, place) },
    place,
    spoken: message.spoken,
    numbered: 0,
  }
  acts.event('handed over', null, 'loket')
  acts.tell(message.with, joined, message.order)
  acts.moved({ from: contact, to: message.with, account: null })
  // What follows here, this hand-over too, is numbered as everything before it was.
  return { ...emptyState, ahead: state.ahead, places: joined.handed.places, movedTo: message.with }
}

/** Takes over what the other conversation held. Both places are told, and how to undo it, when the person asked for it. */
export function hearJoined(state: ConversationState, message: Joined, acts: Acts): ConversationState {
  const { context } = acts
  const { now } = context
  if (state.behind.some(one => one.contact === message.origin && one.account === null)) return state
  acts.event('joined', null, 'loket')
  const behind = [
    ...state.behind.filter(one => one.until > now),
    ...message.handed.behind,
    { contact: message.origin, account: null, until: new Date(now.getTime() + beliefsLast) },
  ]
  const next = merged({ ...state, behind }, message, acts)
  if (message.by === 'code') {
    const here = { account: context.account, chat: context.chat }
    const told = [here]
    const mine = { account: message.account, chat: message.chat }
    for (const there of [mine, message.place, message.spoken])
      if (there.chat && !told.some(one => isSamePlace(one, there))) told.push(there)
    for (const there of told) {
      const others = [
        ...new Set(next.places.map(one => wayOf(one.account)).filter(way => way !== wayOf(there.account))),
      ]
      acts.toPlace(there, text(context.say('hubung selesai', { sini: wayOf(there.account), sana: others.join(' / ') })))
    }
  }
  return next
}

/** The two could not be linked: the person who said yes is told why. */
export function hearJoinRefused(state: ConversationState, { why }: JoinRefused, acts: Acts): ConversationState {
  acts.say(why === 'linked' ? 'hubung sudah' : 'hubung kode salah')
  return state
}

/** A place that was unlinked begins a conversation of its own; what was on its way to it by older beliefs comes first. */
export function hearParted(state: ConversationState, message: Parted, acts: Acts): ConversationState {
  const { account, now } = acts.context
  const until = new Date(now.getTime() + beliefsLast)
  acts.event('parted', null, 'loket')
  acts.say('putus di sana', { sini: wayOf(account) })
  return {
    ...state,
    name: message.name,
    greeted: message.greeted,
    privacy: message.privacy,
    behind: [...state.behind, { contact: message.origin, account, until }],
  }
}
