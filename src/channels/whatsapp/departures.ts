import type { proto } from '@whiskeysockets/baileys'

/** How far messages came inside the client, which tells nobody whether a message that hangs has left. */
export interface Departures {
  /** For `patchMessageBeforeSending`: counts, and lets nothing out that was given up. */
  pass(message: proto.IMessage): proto.IMessage
  /** true once it was encrypted for a device of the person: from then on it may have left. */
  mayHaveLeft(message: proto.IMessage): boolean
  /** The message must not leave any more. Resolves to whether it may have left before. */
  giveUp(message: proto.IMessage): boolean
}

/**
 * Baileys 7.0.0-rc14 passes each message to a person through the hook twice: for the reporting token, before anything
 * is asked of the server, and before it is encrypted for the person's devices (relayMessage, createParticipantNodes).
 */
export function createDepartures(): Departures {
  const passed = new WeakMap<proto.IMessage, number>()
  const givenUp = new WeakSet<proto.IMessage>()
  const mayHaveLeft = (message: proto.IMessage): boolean => (passed.get(message) ?? 0) > 1
  return {
    pass(message) {
      if (givenUp.has(message)) throw new Error('given up')
      passed.set(message, (passed.get(message) ?? 0) + 1)
      return message
    },
    mayHaveLeft,
    giveUp(message) {
      givenUp.add(message)
      return mayHaveLeft(message)
    },
  }
}
