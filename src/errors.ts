/** What a code means, whether trying again can help, and what to do about it. */
interface ErrorEntry {
  readonly text: string
  /** true: the same attempt may succeed later without anybody's help. */
  readonly retry: boolean
  readonly mend: string
}

/** Every error Loket can raise. docs/galat.md is this table in words; a test keeps the two equal. */
export const errorTable = {
  CONFIG_INVALID: { text: 'settings are wrong', retry: false, mend: 'correct the named settings in .env' },
  CONFIG_SIMULATION: {
    text: 'a simulated and a real network may not stand side by side',
    retry: false,
    mend: 'use a real network for all channels or simulate all of them, each with its own database',
  },
  KEY_MISMATCH: {
    text: 'ENCRYPTION_KEY is not the key this database was made with',
    retry: false,
    mend: 'restore the key that was backed up with this database',
  },
  KEY_INVALID: {
    text: 'the stored encryption key cannot be read',
    retry: false,
    mend: 'restore the file encryption.key under DATA_DIR from its backup',
  },
  REDIS_MISSING: {
    text: 'no redis-server or valkey-server on this machine',
    retry: false,
    mend: 'install it with the printed command, or set REDIS_URL',
  },
  REDIS_UNREACHABLE: { text: 'Redis does not answer', retry: true, mend: 'check REDIS_URL and that Redis runs' },
  REDIS_EVICTION: {
    text: 'Redis may evict keys',
    retry: false,
    mend: 'set maxmemory-policy noeviction',
  },
  DATABASE_MISSING: {
    text: 'no MongoDB server and the embedded one cannot be set up',
    retry: false,
    mend: 'install Python 3.11 or newer with its venv module, or set MONGODB_URI',
  },
  DATABASE_UNREACHABLE: {
    text: 'the database does not answer',
    retry: true,
    mend: 'check MONGODB_URI and that MongoDB runs',
  },
  DATABASE_UNSUITABLE: {
    text: 'the database lacks transactions',
    retry: false,
    mend: 'run MongoDB 6 or newer as a replica set (one node is enough)',
  },
  DATABASE_NOT_EMPTY: {
    text: 'restore needs an empty database',
    retry: false,
    mend: 'point MONGODB_URI at a new database',
  },
  EMBEDDED_FAILED: {
    text: 'an embedded server did not start',
    retry: true,
    mend: 'read its log under DATA_DIR; free its port or disk',
  },
  BACKUP_INVALID: {
    text: 'the backup file is damaged, cut short or made with another key',
    retry: false,
    mend: 'use another backup, with the ENCRYPTION_KEY it was made with',
  },
  FLOWS_INVALID: { text: 'a file under flows/ is wrong', retry: false, mend: 'correct the named file and line' },
  CHANNEL_UNREACHABLE: {
    text: 'the network did not take the request',
    retry: true,
    mend: 'nothing: Loket tries again by itself',
  },
  CHANNEL_LIMITED: {
    text: 'the network asks to wait',
    retry: true,
    mend: 'nothing: Loket waits as long as asked',
  },
  CHANNEL_UNKNOWN: {
    text: 'the request left but its outcome is unknown',
    retry: true,
    mend: 'nothing: a reply is repeated once and marked',
  },
  CHANNEL_REFUSED: {
    text: 'the network refuses this request',
    retry: false,
    mend: 'read the description in the log; the ticket shows it too',
  },
  CHANNEL_FORMAT: {
    text: 'the network cannot parse the formatting',
    retry: false,
    mend: 'nothing: Loket sends it as plain text',
  },
  CHANNEL_MIGRATED: {
    text: 'the group became a supergroup',
    retry: true,
    mend: 'nothing: Loket takes the new id; put it into TELEGRAM_STAFF_GROUP',
  },
  CHANNEL_FORBIDDEN: {
    text: 'the token is wrong or revoked',
    retry: false,
    mend: 'put the token from @BotFather into TELEGRAM_BOT_TOKEN',
  },
  CHANNEL_CONFLICT: {
    text: 'another program reads the updates of this bot',
    retry: true,
    mend: 'stop the other program or use another bot',
  },
  RECIPIENT_UNREACHABLE: {
    text: 'the person blocked the bot or is gone',
    retry: false,
    mend: 'reach the person another way',
  },
  TOPIC_MISSING: {
    text: 'the topic was deleted',
    retry: true,
    mend: 'nothing: Loket makes it anew',
  },
  FILE_TOO_LARGE: { text: 'the file is over the limit', retry: false, mend: 'ask for a smaller file' },
  FILE_DANGEROUS: { text: 'files of this type are not accepted', retry: false, mend: 'ask for a picture or PDF' },
  FILE_UNAVAILABLE: { text: 'the file could not be fetched', retry: true, mend: 'ask the person to send it again' },
  FILE_DAMAGED: {
    text: 'a stored file does not decrypt',
    retry: false,
    mend: 'restore the database and its key from the same backup',
  },
  TICKET_TRANSITION: { text: 'the ticket cannot do that now', retry: false, mend: 'look at its state first' },
  COMMIT_CONFLICT: {
    text: 'another process decided for this contact first',
    retry: true,
    mend: 'nothing: the message is decided anew',
  },
  MESSAGE_POISON: {
    text: 'a message could not be decided and was parked',
    retry: false,
    mend: 'see the log for the cause, then: npm run doctor -- --retry-parked',
  },
  LEASE_LOST: {
    text: 'another process took over this work',
    retry: true,
    mend: 'nothing, unless it repeats: then check the clocks',
  },
  WEBHOOK_REFUSED: {
    text: 'a webhook call without the right secret',
    retry: false,
    mend: 'check TELEGRAM_WEBHOOK_SECRET; otherwise somebody is probing',
  },
  ACCESS_DENIED: { text: 'somebody who is not staff tried a staff action', retry: false, mend: 'nothing' },
  STOP_FORCED: {
    text: 'work did not finish within the time to stop',
    retry: true,
    mend: 'nothing: it goes on at the next start',
  },
  UNEXPECTED: { text: 'an error nobody foresaw', retry: true, mend: 'report it with the log line' },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorTable

/**
 * The one error class. `detail` names what was wrong without a person's text, name or number, and without secrets:
 * it goes to logs as it is.
 */
export class LoketError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  /** Milliseconds the network asked to wait, for CHANNEL_LIMITED. */
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, detail = '', options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(
      `${code}: ${errorTable[code].text}${detail ? ` (${detail})` : ''}`,
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.name = 'LoketError'
    this.code = code
    this.detail = detail
    this.retryAfterMs = options.retryAfterMs
  }

  /** true when the same attempt may succeed later. */
  get retry(): boolean {
    return errorTable[this.code].retry
  }
}

/** The code of any thrown value; UNEXPECTED for what is not ours. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof LoketError ? error.code : 'UNEXPECTED'
}
