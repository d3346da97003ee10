import { inboxId, type Incoming } from '../../src/app/message.ts'
import { hideSecrets } from '../../src/domain/secrets.ts'
import { LoketError } from '../../src/errors.ts'

/** What Loket reads of a letter. Numbers grow over all boxes and are never used twice. */
export interface Letter {
  readonly no: number
  readonly box: string
  readonly name: string
  /** 'text', or what lies in the envelope besides words. */
  readonly kind: string
  readonly text: string
  /** ISO 8601. */
  readonly at: string
  /** The letter of the office that this one answers. */
  readonly answers?: number
}

/**
 * A letter in our words, secrets hidden; of what we do not know only the kind is named. Pure. Throws MESSAGE_POISON for
 * what is no letter at all.
 */
export function translate({ no, box, name, kind, text, at, answers }: Letter, account: string): Incoming {
  if (!Number.isSafeInteger(no) || !box || !kind || typeof text !== 'string' || Number.isNaN(Date.parse(at)))
    throw new LoketError('MESSAGE_POISON', 'not a letter')
  const words = hideSecrets(kind === 'text' ? text : '')
  return {
    kind: 'message',
    id: inboxId(account, box, no),
    account,
    chat: box,
    where: 'private',
    messageId: String(no),
    sentAt: new Date(at),
    from: { id: box, name: name || 'Tanpa nama' },
    text: words.text,
    attachments: [],
    secretHidden: words.hidden,
    ...(kind === 'text' ? {} : { other: kind, unshown: 'unknown' as const }),
    // A letter can only answer one of ours: who wrote that is our account, as it ends.
    ...(answers === undefined
      ? {}
      : { replyTo: String(answers), replyToFrom: account.slice(account.indexOf(':') + 1) }),
  }
}
