import { useDatabase } from '../contracts/database.ts'
import { retentionContract } from '../contracts/retention.ts'
import { account } from '../contracts/samples.ts'
import { createContacts } from '../../src/storage/contacts.ts'
import { createInbox } from '../../src/storage/inbox.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createRecords } from '../../src/storage/records.ts'
import { createRetentionStore } from '../../src/storage/retention.ts'

const database = useDatabase()
const rows = <Row extends object>(name: string) => database().collection<Row & { _id: string }>(name)

retentionContract(() => ({
  store: createRetentionStore(database()),
  records: createRecords(database()),
  outbox: createOutbox(database()),
  contacts: createContacts(database()),
  inbox: createInbox(database()),
  async events() {
    const found = await rows<{ what: string; ticket: string | null; data: Record<string, unknown> }>('events')
      .find()
      .toArray()
    return Object.fromEntries(found.map(row => [row._id, row]))
  },
  ticketRow: number => rows<Record<string, unknown>>('tickets').findOne({ _id: number }),
  addressRow: chat => rows<{ contact: string }>('addresses').findOne({ _id: `${account}/${chat}` }),
}))
