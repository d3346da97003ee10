import type { SendWanted } from '../app/ports.ts'

/** A wanted send as it enters the outbox. */
export function sendRow({ kind: _kind, id, ...draft }: SendWanted): { _id: string } & Record<string, unknown> {
  return {
    _id: id,
    id,
    notBefore: null,
    ...draft,
    state: 'due',
    attempts: 0,
    repeated: false,
    messageIds: [],
    chat: null,
    reason: null,
  }
}
