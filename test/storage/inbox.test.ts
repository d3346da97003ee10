import { inboxContract } from '../contracts/inbox.ts'
import { useDatabase } from '../contracts/database.ts'
import { createInbox } from '../../src/storage/inbox.ts'

const database = useDatabase()

inboxContract(() => createInbox(database()))
