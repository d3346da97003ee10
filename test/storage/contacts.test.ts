import { contactsContract } from '../contracts/contacts.ts'
import { useDatabase } from '../contracts/database.ts'
import { createContacts } from '../../src/storage/contacts.ts'

const database = useDatabase()

contactsContract(() => createContacts(database()))
