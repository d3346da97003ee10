import { sourceOf, type Heard } from '../message.ts'
import type { Acts } from './context.ts'

/** Keeps what an anggota wrote in a topic as a note: in the record, never at the person's. */
export function note(acts: Acts, ticket: string, who: string, message: Heard): void {
  acts.event('note', ticket, who, {
    text: message.text,
    ...(message.attachments.length ? { attachments: message.attachments } : {}),
    source: sourceOf(message),
  })
}
