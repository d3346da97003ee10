import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createReceive, createSequence } from '../src/app/receive.ts'
import { createWhatsAppChannel } from '../src/channels/whatsapp/adapter.ts'
import { sessionPolicy } from '../src/channels/whatsapp/session-policy.ts'
import { startSession } from '../src/channels/whatsapp/session.ts'
import { loadFlows } from '../src/flows/load.ts'
import { createLog } from '../src/log.ts'
import { createAccountKeys } from '../src/storage/account-keys.ts'
import { createAccountStates } from '../src/storage/account-states.ts'
import { closeDatabase, openDatabase } from '../src/storage/connection.ts'
import { createContacts } from '../src/storage/contacts.ts'
import { createFiles } from '../src/storage/files.ts'
import { createInbox } from '../src/storage/inbox.ts'
import { createOutbox } from '../src/storage/outbox.ts'
import { createRoster } from '../src/storage/roster.ts'
import { createSentMessages } from '../src/storage/sent-messages.ts'
import { scanAt } from './whatsapp-scan.ts'
import { serveSubject } from './whatsapp-subject.ts'

/**
 * The subject of bench/whatsapp.ts: Loket's own way out (stored before it leaves, done at the server's word) and in
 * (inbox), with keys in MongoDB. Nobody works off the inbox.
 */
const { BENCH_WHATSAPP: root = '', MONGODB_URI: uri = '', ENCRYPTION_KEY = '' } = process.env
const account = 'whatsapp:utama'
const log = createLog('error')
const clock = { now: () => new Date() }
const nothing = (): void => undefined

await serveSubject(async intake => {
  const connection = await openDatabase(uri)
  const key = Buffer.from(ENCRYPTION_KEY, 'base64')
  const sent = createSentMessages(connection, key)
  const flows = loadFlows('flows')
  const store = createReceive({
    inbox: createInbox(connection),
    contacts: createContacts(connection, clock),
    outbox: createOutbox(connection),
    roster: createRoster(connection, { configured: new Map(), clock }),
    flows: () => flows,
    wake: { conversation: nothing, delivery: nothing, files: nothing },
    clock,
    sequence: createSequence(() => Date.now()),
    checkpoint: nothing,
  })
  const session = startSession({
    account,
    url: `${root.replace('http', 'ws')}/ws/chat`,
    phone: null,
    keys: createAccountKeys(connection, key, log),
    states: createAccountStates(connection, key),
    sent,
    async receive(messages) {
      await store(messages)
      intake.received(
        messages.flatMap(one =>
          one.kind === 'message' ? [{ id: one.messageId, chat: one.chat, text: one.text }] : [],
        ),
      )
    },
    arrived: nothing,
    opened: nothing,
    offered: offer => 'qr' in offer && scanAt(root, offer.qr),
    lost: nothing,
    clock,
    checkpoint: nothing,
    log,
    policy: { ...sessionPolicy, settle: 0 },
  })
  const channel = createWhatsAppChannel({
    account,
    session,
    files: createFiles(connection, key),
    sent,
    clock,
    policy: { answer: 20_000, typing: () => 0 },
    rehearsal: true,
  })
  while (!(await session.line())) await pause(20)
  return {
    async send(chat, text) {
      await channel.send({
        id: randomUUID(),
        chat,
        thread: null,
        replyTo: null,
        content: { kind: 'text', text: [text] },
        target: [],
        targetHasFiles: false,
        plain: false,
        upload: false,
        typing: false,
      })
    },
    kept: () => connection.collection('inbox').countDocuments(),
    async stop() {
      await session.stop()
      await connection.dropDatabase()
      await closeDatabase(connection)
    },
  }
})
