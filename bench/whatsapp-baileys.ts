import {
  generateMessageIDV2,
  makeWASocket,
  type BinaryNode,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys'
import { captureConsole } from '../src/channels/whatsapp/console-capture.ts'
import { link } from '../src/channels/whatsapp/linking.ts'
import { silentLogger } from '../src/channels/whatsapp/silent-logger.ts'
import { createLog } from '../src/log.ts'
import { scanAt } from './whatsapp-scan.ts'
import { serveSubject } from './whatsapp-subject.ts'

/** The baseline of bench/whatsapp.ts: Baileys alone, its keys in a map, nothing stored; a send is done at the server's word. */
const root = process.env['BENCH_WHATSAPP'] ?? ''
const url = `${root.replace('http', 'ws')}/ws/chat`
captureConsole(createLog('silent'))

await serveSubject(async intake => {
  const creds = await link({
    url,
    phone: null,
    offer: offer => 'qr' in offer && scanAt(root, offer.qr),
    trouble: () => undefined,
    signal: AbortSignal.timeout(60_000),
  })
  if (!creds) throw new Error('not linked')
  const socket = makeWASocket({
    auth: { creds, keys: keysInMemory() },
    waWebSocketUrl: url,
    logger: silentLogger,
    emitOwnEvents: false,
    shouldSyncHistoryMessage: () => false,
  })
  const open = Promise.withResolvers<void>()
  socket.ev.on('connection.update', ({ connection }) => {
    if (connection === 'open') open.resolve()
    if (connection === 'close') open.reject(new Error('closed'))
  })
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  socket.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    const one = waiting.get(attrs['id'] ?? '')
    if (attrs['error']) one?.reject(new Error(attrs['error']))
    else one?.resolve()
    waiting.delete(attrs['id'] ?? '')
  })
  const known = new Set<string>()
  socket.ev.on('messages.upsert', ({ messages }) => {
    const received = messages.flatMap(({ key, message }) => {
      const text = message?.conversation ?? message?.extendedTextMessage?.text
      return key.fromMe || !key.id || !key.remoteJid || !text ? [] : [{ id: key.id, chat: key.remoteJid, text }]
    })
    for (const { id } of received) known.add(id)
    intake.received(received)
  })
  await open.promise
  return {
    async send(chat, text) {
      const messageId = generateMessageIDV2(socket.user?.id)
      const taken = Promise.withResolvers<void>()
      waiting.set(messageId, taken)
      await socket.sendMessage(chat, { text }, { messageId })
      await taken.promise
    },
    kept: async () => known.size,
    stop: async () => void socket.end(undefined),
  }
})

function keysInMemory(): SignalKeyStore {
  const kept = new Map<string, unknown>()
  return {
    get<Type extends keyof SignalDataTypeMap>(type: Type, ids: string[]) {
      const found = ids.map(id => [id, kept.get(`${type}/${id}`)] as const).filter(([, value]) => value !== undefined)
      return Object.fromEntries(found) as Record<string, SignalDataTypeMap[Type]>
    },
    set(data: SignalDataSet) {
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values ?? {})) {
          if (value === null || value === undefined) kept.delete(`${type}/${id}`)
          else kept.set(`${type}/${id}`, value)
        }
    },
  }
}
