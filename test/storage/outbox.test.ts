import { useDatabase } from '../contracts/database.ts'
import { outboxContract } from '../contracts/outbox.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createRecords } from '../../src/storage/records.ts'

const database = useDatabase()

outboxContract(() => ({ outbox: createOutbox(database()), records: createRecords(database()) }))
