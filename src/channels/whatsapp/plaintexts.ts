import { createHash } from 'node:crypto'
import {
  cleanMessage,
  decryptMessageNode,
  DEFAULT_CONNECTION_CONFIG,
  type BinaryNode,
  type SignalDataSet,
  type SignalKeyStoreWithTransaction,
  type SignalRepositoryWithLIDStore,
  type UserFacingSocketConfig,
  type WAMessage,
} from '@whiskeysockets/baileys'
import type { Checkpoint } from '../../app/ports.ts'
import type { Auth } from './keys.ts'
import { isOfPerson } from './persons.ts'
import { silentLogger } from './silent-logger.ts'

/**
 * What was decrypted and is not in the inbox yet. A message can be decrypted once: without this, one that the server
 * brings again after a crash between decryption and inbox would be unreadable (whatsapp-emulator.md section 4).
 */
export interface Plaintexts {
  /** For the client's configuration: decrypts as its own does, and stores the text in the batch that moves the keys. */
  readonly makeSignalRepository: NonNullable<UserFacingSocketConfig['makeSignalRepository']>
  /** To be told of every `CB:message` node as it comes: without it a text cannot be made a message again. */
  noteStanza(node: BinaryNode): void
  /**
   * These messages are in the inbox, or lead to nothing there: their texts go, durably within a second. To be called for
   * every message that the client hands on, whatever its kind.
   */
  forget(messageIds: readonly string[]): void
  /**
   * Messages that were decrypted and never forgotten, oldest first: of an earlier life of the process, or such as the
   * client did not hand on because their receipt could not be sent. Those it can make nothing of are forgotten.
   */
  leftovers(): Promise<WAMessage[]>
}

const type = 'plaintext'
/** Nodes that wait to be decrypted, and texts already in the inbox that the server may bring again: so many at most. */
const notedLimit = 20_000
const recentLimit = 500
/** A text longer than this (bytes) is not kept: no person writes it, and the database would not take one of 16 MiB. */
const longestText = 1024 * 1024
/** A text whose stanza is not known serves only when the server brings it again: so long (ms). */
const orphansKept = 24 * 3600_000

/** A text of the buffer. `enc` names by its hash the part of the stanza it came from. */
interface Buffered {
  /** When it was decrypted, for the order. */
  readonly at: number
  readonly text: string
  readonly stanza: Stanza | null
}

interface Stanza {
  readonly attrs: Record<string, string>
  readonly parts: readonly { readonly tag: string; readonly attrs: Record<string, string>; readonly content: string }[]
}

/** The plaintext buffer of one account, kept among its keys. `checkpoint` is passed when a text is durable. */
export function createPlaintexts(auth: Auth, checkpoint: Checkpoint = () => undefined): Plaintexts {
  const noted = new Map<string, Stanza>()
  /** As base64: small buffers would each keep a whole slab of Node's pool. */
  const recent = new Map<string, string>()
  /** Hashes by message id. */
  const held = new Map<string, Set<string>>()
  for (const buffered of bufferedOf(auth)) hold(buffered.hash, buffered)
  let order = Date.now()

  function hold(hash: string, { stanza }: Buffered): void {
    const id = stanza?.attrs['id'] ?? ''
    held.set(id, (held.get(id) ?? new Set()).add(hash))
  }

  function stored(hash: string): Buffered | null {
    const found = auth.keys.get(type as never, [hash]) as Record<string, unknown>
    return read(found[hash])
  }

  function encodedOf(hash: string): string | null {
    return stored(hash)?.text ?? recent.get(hash) ?? null
  }

  function textOf(hash: string): Buffer | null {
    const text = encodedOf(hash)
    return text === null ? null : Buffer.from(text, 'base64')
  }

  async function decrypt(
    inner: SignalRepositoryWithLIDStore,
    keys: SignalKeyStoreWithTransaction,
    options: Parameters<SignalRepositoryWithLIDStore['decryptMessage']>[0],
  ): Promise<Uint8Array> {
    const hash = hashOf(options.ciphertext)
    const known = textOf(hash)
    if (known) return known
    // The client's own transaction within this one joins it, so text and keys are one batch (Utils/auth-utils.js). The
    // lock is that of its sends (Socket/messages-send.js, relayMessage), which hand their frame over before they store
    // the session: the answer to it, decrypted meanwhile under the old session, would tear the two sides apart.
    try {
      const text = await keys.transaction(async () => {
        const plain = await inner.decryptMessage(options)
        if (plain.length > longestText) return plain
        order = Math.max(order + 1, Date.now())
        const buffered: Buffered = {
          at: order,
          text: Buffer.from(plain).toString('base64'),
          stanza: noted.get(hash) ?? null,
        }
        await keys.set({ [type]: { [hash]: JSON.stringify(buffered) } } as SignalDataSet)
        return plain
      }, auth.creds.me?.id ?? options.jid)
      const buffered = stored(hash)
      if (buffered) hold(hash, buffered)
      checkpoint('after decrypt')
      return text
    } finally {
      noted.delete(hash)
    }
  }

  return {
    makeSignalRepository(given, logger, pnToLid) {
      const inner = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(given, logger, pnToLid)
      const keys = given.keys as SignalKeyStoreWithTransaction
      return { ...inner, decryptMessage: options => decrypt(inner, keys, options) }
    },
    noteStanza(node) {
      const { from } = node.attrs
      if (!from || !isOfPerson(from) || !Array.isArray(node.content)) return
      const stanza = stanzaOf(node.attrs, node.content)
      for (const { tag, content } of stanza.parts) if (tag === 'enc') putLimited(noted, content, stanza, notedLimit)
    },
    forget(messageIds) {
      for (const id of messageIds) {
        const hashes = [...(held.get(id) ?? [])]
        for (const hash of hashes) {
          // The receipt may be lost, and the server then brings again what is in the inbox already.
          const text = encodedOf(hash)
          if (text !== null) putLimited(recent, hash, text, recentLimit)
        }
        auth.dropSoon(type, hashes)
        held.delete(id)
      }
    },
    async leftovers() {
      const { id: meId, lid: meLid } = auth.creds.me ?? { id: '', lid: undefined }
      const messages: WAMessage[] = []
      const hopeless: string[] = []
      const seen = new Set<string>()
      for (const { hash, at, stanza } of bufferedOf(auth)) {
        const one = stanza && `${stanza.attrs['from']} ${stanza.attrs['id']}`
        if (!one) {
          if (at < Date.now() - orphansKept) hopeless.push(hash)
        } else if (!seen.has(one)) {
          seen.add(one)
          const message = await rebuild(stanza, meId, meLid ?? '', textOf).catch(() => null)
          if (message) messages.push(message)
          else hopeless.push(hash)
        }
      }
      auth.dropSoon(type, hopeless)
      return messages
    },
  }
}

/** What is in the buffer, oldest first. */
function bufferedOf(auth: Auth): (Buffered & { readonly hash: string })[] {
  return auth
    .entries(type)
    .flatMap(([hash, value]) => {
      const buffered = read(value)
      return buffered ? [{ hash, ...buffered }] : []
    })
    .toSorted((a, b) => a.at - b.at)
}

/** What the client would have handed on, made from the buffer by its own decoding. */
async function rebuild(
  stanza: Stanza,
  meId: string,
  meLid: string,
  textOf: (hash: string) => Buffer | null,
): Promise<WAMessage> {
  const node: BinaryNode = {
    tag: 'message',
    attrs: stanza.attrs,
    // In place of the ciphertext stands its hash, which is all that is asked of it.
    content: stanza.parts.map(({ tag, attrs, content }) => ({
      tag,
      attrs,
      content: Buffer.from(content, tag === 'enc' ? 'hex' : 'base64'),
    })),
  }
  const repository = {
    lidMapping: { getLIDForPN: async () => null, storeLIDPNMappings: async () => undefined },
    migrateSession: async () => undefined,
    processSenderKeyDistributionMessage: async () => undefined,
    async decryptMessage({ ciphertext }: { ciphertext: Uint8Array }) {
      const text = textOf(Buffer.from(ciphertext).toString('hex'))
      if (!text) throw new Error('not in the buffer')
      return text
    },
  } as unknown as SignalRepositoryWithLIDStore
  const { fullMessage, decrypt } = decryptMessageNode(node, meId, meLid, repository, silentLogger)
  await decrypt()
  cleanMessage(fullMessage, meId, meLid)
  return fullMessage
}

function stanzaOf(attrs: Record<string, string>, content: readonly BinaryNode[]): Stanza {
  const parts = content.flatMap(({ tag, attrs: own, content: bytes }) => {
    if (!(bytes instanceof Uint8Array)) return []
    if (tag === 'enc') return [{ tag, attrs: own, content: hashOf(bytes) }]
    return tag === 'verified_name' ? [{ tag, attrs: own, content: Buffer.from(bytes).toString('base64') }] : []
  })
  return { attrs, parts }
}

function read(value: unknown): Buffered | null {
  return typeof value === 'string' ? (JSON.parse(value) as Buffered) : null
}

function hashOf(ciphertext: Uint8Array): string {
  return createHash('sha256').update(ciphertext).digest('hex')
}

function putLimited<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= limit) return
    map.delete(oldest)
  }
}
