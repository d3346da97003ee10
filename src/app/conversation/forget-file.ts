import type { Ticket } from '../../domain/ticket.ts'
import { removedAttachment, type Attachment } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import type { Acts } from './context.ts'

const why = 'data pribadi'

/**
 * An anggota found personal data in a stored file of the ticket: it goes from the store, the record and this conversation
 * at once, and from the chats of the staff while the network allows. That it was there, and who removed it, stays.
 */
export function forgetFile(
  state: ConversationState,
  ticket: Ticket,
  file: Attachment & { readonly stored: string },
  who: string,
  acts: Acts,
): ConversationState {
  acts.event('file removed', ticket.number, who, { kind: file.kind, why })
  acts.forgetFile(ticket, file.stored, why)
  const without = <Words extends { readonly attachments: readonly Attachment[] }>(words: Words): Words =>
    words.attachments.some(one => one.stored === file.stored)
      ? {
          ...words,
          attachments: words.attachments.map(one => (one.stored === file.stored ? removedAttachment(one, why) : one)),
        }
      : words
  const { form, choosing, burst } = state
  return {
    ...state,
    waiting: state.waiting.map(without),
    asks: state.asks.map(without),
    form: form && { ...form, words: form.words.map(without) },
    choosing: choosing && { ...choosing, words: choosing.words.map(without) },
    burst: burst && { ...burst, words: burst.words.map(without) },
  }
}
