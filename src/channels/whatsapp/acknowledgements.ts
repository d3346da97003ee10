import type { LoketError } from '../../errors.ts'

/** The server's word on a message: taken, refused for a reason, or none before the connection or our patience ended. */
export type Answer = 'taken' | 'unanswered' | LoketError

/** The server's words on messages that leave, by their ids. */
export interface Acknowledgements {
  /** Resolves to the server's word. */
  expect(id: string): Promise<Answer>
  /** What is known now; of no effect on a message that has its answer. */
  answer(id: string, answer: Answer): void
  /** The connection is gone. */
  abandon(): void
}

/**
 * The client calls a message sent when it is written to the socket, and tells nothing of the server's answer
 * (whatsapp-emulator.md §4.1).
 */
export function createAcknowledgements(): Acknowledgements {
  const open = new Map<string, (answer: Answer) => void>()
  const answer = (id: string, word: Answer): void => {
    open.get(id)?.(word)
    open.delete(id)
  }
  return {
    expect(id) {
      // An earlier attempt that still waits would wait for ever.
      answer(id, 'unanswered')
      return new Promise(resolve => open.set(id, resolve))
    },
    answer,
    abandon() {
      for (const id of open.keys()) answer(id, 'unanswered')
    },
  }
}
