import {
  BufferJSON,
  initAuthCreds,
  proto,
  type AuthenticationCreds,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys'
import type { OpenKeys } from '../../app/ports.ts'
import { codeOf } from '../../errors.ts'

/** Credentials and session keys of an account, as the client wants them. */
export interface Auth {
  /** The client changes this very object; saveCreds stores it as it is then. */
  readonly creds: AuthenticationCreds
  /** Resolves when the credentials as of this call, or newer ones, are durable. */
  saveCreds(): Promise<void>
  /**
   * All keys, from memory; what is set is durable before it is believed. A set of several types is one batch. The client
   * adds transactions by itself; its own repetitions of a failed commit are not needed (transactionOpts).
   */
  readonly keys: SignalKeyStore
  /** All of a type, by id. */
  entries(type: string): [id: string, value: unknown][]
  /** Deletes without waiting: from memory at once, durably with the next write or within a second. */
  dropSoon(type: string, ids: readonly string[]): void
  /** Resolves when what is to be dropped is dropped; nothing may be set any more. Leaves the OpenKeys open. */
  close(): Promise<void>
}

const credsName = 'creds'
const dropAfter = 1000

/**
 * Keys of an account for the client. `lost` is called once when another process has taken the account over: the socket
 * must be closed then, since nothing can be stored any more.
 */
export function openAuth(open: OpenKeys, lost: () => void = () => undefined): Auth {
  // Bytes, parsed at each read: the client changes what it is given (Signal/libsignal.js, migrateSession).
  const believed = new Map(open.records)
  const creds = parse(believed.get(credsName)) as AuthenticationCreds | undefined
  const current = creds ?? initAuthCreds()
  const dropped = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let toldLost = false

  async function write(changes: Map<string, Uint8Array | null>): Promise<void> {
    const also = [...dropped].filter(name => !changes.has(name))
    dropped.clear()
    clearTimeout(timer)
    timer = undefined
    try {
      await open.write(new Map([...also.map(name => [name, null] as const), ...changes]))
    } catch (error) {
      if (codeOf(error) === 'LEASE_LOST' && !toldLost) {
        toldLost = true
        lost()
      }
      // What was set again meanwhile stays.
      for (const name of also) if (!believed.has(name)) dropped.add(name)
      throw error
    }
    for (const [name, value] of changes) {
      if (value) believed.set(name, value)
      else believed.delete(name)
    }
  }

  function dropNow(): void {
    timer = undefined
    // Failing changes nothing: they stay on the list for the next write.
    write(new Map()).catch(() => {
      if (!toldLost) dropLater()
    })
  }

  function dropLater(): void {
    timer ??= setTimeout(dropNow, dropAfter).unref()
  }

  const keys: SignalKeyStore = {
    get<Type extends keyof SignalDataTypeMap>(type: Type, ids: string[]) {
      const found: { [id: string]: SignalDataTypeMap[Type] } = {}
      for (const id of ids) {
        const value = parse(believed.get(nameOf(type, id)))
        if (value === undefined) continue
        const asIs = type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value) : value
        found[id] = asIs as SignalDataTypeMap[Type]
      }
      return found
    },
    set(data: SignalDataSet) {
      const changes = new Map<string, Uint8Array | null>()
      for (const [type, byId] of Object.entries(data))
        for (const [id, value] of Object.entries(byId ?? {}))
          changes.set(nameOf(type, id), value === null || value === undefined ? null : bytes(value))
      return write(changes)
    },
    clear() {
      return write(
        new Map(Array.from(believed.keys(), name => [name, null] as const).filter(([name]) => name !== credsName)),
      )
    },
  }

  return {
    creds: current,
    saveCreds: () => write(new Map([[credsName, bytes(current)]])),
    keys,
    entries(type) {
      const prefix = nameOf(type, '')
      return [...believed]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), parse(value)])
    },
    dropSoon(type, ids) {
      for (const id of ids) {
        if (!believed.delete(nameOf(type, id))) continue
        dropped.add(nameOf(type, id))
        dropLater()
      }
    },
    async close() {
      clearTimeout(timer)
      if (dropped.size && !toldLost) await write(new Map())
    },
  }
}

function nameOf(type: string, id: string): string {
  return `${type}/${id}`
}

function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, BufferJSON.replacer))
}

function parse(value: Uint8Array | undefined): Record<string, unknown> | undefined {
  return value && JSON.parse(Buffer.from(value).toString(), BufferJSON.reviver)
}
