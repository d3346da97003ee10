import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRoutine } from '../../src/app/routine.ts'
import { createLog } from '../../src/log.ts'
import { createFiles } from '../../src/storage/files.ts'
import { createInbox } from '../../src/storage/inbox.ts'
import { createReferencedFiles } from '../../src/storage/references.ts'
import { createSentMessages } from '../../src/storage/sent-messages.ts'
import { useDatabase } from '../contracts/database.ts'

const database = useDatabase()
const day = 24 * 3600_000

test('what was sent is kept for fourteen days, for phones that could not read it, and looked at hourly', async () => {
  const key = randomBytes(32)
  const sentMessages = createSentMessages(database(), key)
  let now = new Date('2026-03-02T01:00:00Z')
  const run = createRoutine({
    inbox: createInbox(database()),
    files: createFiles(database(), key),
    sentKeptDays: () => 14,
    sentMessages,
    referencedFiles: createReferencedFiles(database()),
    eachTime: [],
    nightly: async () => null,
    clock: { now: () => now },
    log: createLog('silent'),
  })
  await sentMessages.put('whatsapp:utama', '3EB01', Buffer.from('halo'), now)
  now = new Date(now.getTime() + 14 * day)
  await run()
  expect(await sentMessages.get('whatsapp:utama', '3EB01')).not.toBeNull()
  now = new Date(now.getTime() + 3_599_000)
  await run()
  expect(await sentMessages.get('whatsapp:utama', '3EB01')).not.toBeNull()
  now = new Date(now.getTime() + 1000)
  await run()
  expect(await sentMessages.get('whatsapp:utama', '3EB01')).toBeNull()
})
