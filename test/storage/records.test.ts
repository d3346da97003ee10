import { useDatabase } from '../contracts/database.ts'
import { recordsContract } from '../contracts/records.ts'
import { account, monday } from '../contracts/samples.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createRecords } from '../../src/storage/records.ts'
import { createRoster } from '../../src/storage/roster.ts'

const database = useDatabase()

recordsContract(() => ({
  records: createRecords(database()),
  outbox: createOutbox(database()),
  roster: (groups, clock = { now: () => monday }) =>
    createRoster(database(), { configured: new Map(groups ? [[account, groups]] : []), clock }),
  async events() {
    const rows = await database().collection<{ _id: string; what: string }>('events').find().sort({ _id: 1 }).toArray()
    return rows.map(({ _id, what }) => ({ id: _id, what }))
  },
}))
