import { createLog } from '../../src/log.ts'
import { createAccountKeys } from '../../src/storage/account-keys.ts'
import { openDatabase } from '../../src/storage/connection.ts'

/** What the process gets as its argument. */
export interface WriterOrder {
  readonly uri: string
  readonly key: string
  readonly account: string
  /** Names that every batch writes with the same value. */
  readonly names: readonly string[]
}

/*
 * Writes batch after batch to the keys of an account until it is killed; tells its parent before each write ('begin')
 * and after it ('done'), with the number all names have in that batch.
 */
const { uri, key, account, names } = JSON.parse(process.argv[2]!) as WriterOrder
const connection = await openDatabase(uri)
const keys = await createAccountKeys(connection, Buffer.from(key, 'base64'), createLog('silent')).open(account)
const before = Number(keys.records.get(names[0]!)?.toString() ?? 0)
for (let n = before + 1; ; n++) {
  process.send!({ begin: n })
  await keys.write(new Map(names.map(name => [name, Buffer.from(String(n))])))
  process.send!({ done: n })
}
