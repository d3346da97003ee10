import type { Send } from '../ports.ts'
import { placeOf } from './chats.ts'

/** Sends that go in order, one at a time: the first may be on its way. */
export interface Lane {
  readonly sends: Send[]
  busy: boolean
  /** When this lane was last served: equal priorities take turns. */
  served: number
}

/** The due sends kept in memory, each in its lane. */
export interface Lanes {
  /** Ids of the sends kept, each with the chat or group it was meant for. */
  readonly held: ReadonlyMap<string, string>
  all(): Iterable<Lane>
  /** How many of the sends kept were meant for each chat or group. */
  countByPlace(): Map<string, number>
  /** Keeps a send; returns those it makes needless, which leave their lane and stay held until they are finished. */
  add(send: Send): Send[]
  /** The first send of a lane is on its way. */
  begin(lane: Lane): void
  /** The send is on its way no more, and what is left of its lane may go on. */
  end(lane: Lane, send: Send): void
  /** From now on the send is as given. */
  replace(send: Send): void
  /** Forgets a send that has its outcome. */
  finish(send: Send): void
  /** Forgets a send that became another process's. */
  letGo(send: Send): void
  /** Ids of sends finished from now on: those a read of the outbox begun now may still show as due. */
  listFinished(): ReadonlySet<string>
  clear(): void
}

/** Keeps sends in memory; what is in the outbox stays as it is. */
export function createLanes(): Lanes {
  const lanes = new Map<string, Lane>()
  const held = new Map<string, string>()
  let finished = new Set<string>()
  let turn = 0

  function letGo(send: Send): void {
    held.delete(send._id)
    const lane = lanes.get(send.lane)
    const at = indexIn(lane, send)
    if (lane && at >= 0) lane.sends.splice(at, 1)
  }

  return {
    held,
    all: () => lanes.values(),
    countByPlace() {
      const counts = new Map<string, number>()
      for (const place of held.values()) counts.set(place, (counts.get(place) ?? 0) + 1)
      return counts
    },
    add(send) {
      held.set(send._id, placeOf(send))
      // A new lane joins behind those that wait: otherwise a lane with a second send would never be served again.
      const lane = lanes.get(send.lane) ?? { sends: [], busy: false, served: turn }
      lanes.set(send.lane, lane)
      const needless = lane.sends.slice(lane.busy ? 1 : 0).filter(older => isOutdated(older, send))
      for (const older of needless) lane.sends.splice(lane.sends.indexOf(older), 1)
      insertInOrder(lane.sends, send)
      return needless
    },
    begin(lane) {
      lane.busy = true
      lane.served = ++turn
    },
    end(lane, send) {
      lane.busy = false
      if (!lane.sends.length) lanes.delete(send.lane)
    },
    replace(send) {
      const lane = lanes.get(send.lane)
      const at = indexIn(lane, send)
      if (lane && at >= 0) lane.sends[at] = send
    },
    finish(send) {
      finished.add(send._id)
      letGo(send)
    },
    letGo,
    listFinished: () => (finished = new Set()),
    clear() {
      held.clear()
      lanes.clear()
    },
  }
}

/**
 * Of several states of one card only the last is worth sending; and a line on the state of a ticket is not, once
 * something newer is said about that ticket.
 */
function isOutdated(older: Send, newer: Send): boolean {
  if (newer.purpose === 'card state') return true
  return (
    older.purpose === 'status' && newer.ticket !== null && older.ticket === newer.ticket && older.order < newer.order
  )
}

function indexIn(lane: Lane | undefined, send: Send): number {
  return lane?.sends.findIndex(one => one._id === send._id) ?? -1
}

function insertInOrder(sends: Send[], send: Send): void {
  let at = sends.length
  while (at > 0 && sends[at - 1]!.order > send.order && sends[at - 1]!.contact === send.contact) at--
  sends.splice(at, 0, send)
}
