import { createHash } from 'node:crypto'

/**
 * The network's id of one message of a send: the same on every attempt, so that a phone shows it once however often it
 * comes. `part` counts the messages of the send from 0. The form is that of WhatsApp Web's own ids.
 */
export function messageIdOf(send: string, part: number): string {
  return `3EB0${createHash('sha256').update(`${send}/${part}`).digest('hex').slice(0, 18).toUpperCase()}`
}
