import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { describe, expect, test, vi } from 'vitest'
import type { AccountKeys } from '../../../src/app/ports.ts'
import { keepChatOrder } from '../../../src/channels/whatsapp/chat-order.ts'
import { sari, soon, textsOf, useStage, type Life } from './stage.ts'

const { network: start, live, linked } = useStage()

/** A store of keys that takes so long for each write (ms). */
function slow(keys: AccountKeys, ms: number): AccountKeys {
  return {
    ...keys,
    async open(account) {
      const open = await keys.open(account)
      return { ...open, write: changes => sleep(ms).then(() => open.write(changes)) }
    },
  }
}

/** The numbers at the ends of what people wrote, by the words before them. */
function numbersOf(life: Life): Record<string, number[]> {
  const found: Record<string, number[]> = {}
  for (const text of textsOf(life)) {
    const [who = '', number] = text.split(' ')
    ;(found[who] ??= []).push(Number(number))
  }
  return found
}

test('the first messages of new people keep their order though keys are stored slowly', async () => {
  const network = await start()
  const stores = live(network)
  await stores.stop()
  const life = await linked(network, { keys: slow(stores.keys, 15) })
  const people = ['6281300000001', '6281300000002', '6281300000003', '6281300000004']
  for (let number = 0; number < 25; number++)
    for (const who of people) await network.say(who, { text: `${who} ${number}` })
  await soon(() => life.received.length === 100, 20_000)
  const inOrder = Array.from({ length: 25 }, (_, number) => number)
  expect(numbersOf(life)).toEqual(Object.fromEntries(people.map(who => [who, inOrder])))
})

test('what somebody writes now does not overtake what they wrote while Loket was away', async () => {
  const network = await start()
  const stores = await linked(network)
  await stores.stop()
  for (let number = 0; number < 30; number++) await network.say(sari, { text: `sari ${number}` })
  const life = live(network, { keys: slow(stores.keys, 20) })
  await soon(() => network.connected())
  for (let number = 30; number < 40; number++)
    await network.say(sari, { text: `sari ${number}` }, number % 2 ? { as: 'pn' } : {})
  await soon(() => life.received.length === 40, 20_000)
  expect(numbersOf(life)).toEqual({ sari: Array.from({ length: 40 }, (_, number) => number) })
})

describe('keepChatOrder', () => {
  /** A socket whose client is busy with each message until it is let go. */
  function busyClient() {
    const source = Object.assign(new EventEmitter(), { isOpen: true })
    const given: string[] = []
    const letGo = new Map<string, () => void>()
    source.on('CB:message', ({ attrs: { id = '' } }: BinaryNode) => {
      given.push(id)
      return new Promise<void>(resolve => letGo.set(id, resolve))
    })
    const come = (id: string, from: string, attrs: Record<string, string> = {}): void =>
      void source.emit('CB:message', { tag: 'message', attrs: { id, from, ...attrs } })
    return { source, given, letGo, come }
  }

  test('gives a message when the one before it in the chat is done, whichever address each bears', async () => {
    const { source, given, letGo, come } = busyClient()
    const told: string[] = []
    keepChatOrder(source as never, ({ attrs }) => void told.push(attrs['id']!))
    come('satu', '1@lid', { offline: '0', sender_pn: '62@s.whatsapp.net' })
    come('dua', '62@s.whatsapp.net', { sender_lid: '1@lid' })
    come('tiga', 'kami@lid', { recipient: '1@lid' })
    come('lain', '2@lid')
    await vi.waitFor(() => expect(given).toEqual(['satu', 'lain']))
    letGo.get('satu')!()
    await vi.waitFor(() => expect(given).toEqual(['satu', 'lain', 'dua']))
    letGo.get('dua')!()
    await vi.waitFor(() => expect(given).toEqual(['satu', 'lain', 'dua', 'tiga']))
    expect(told).toEqual(given)
  })

  test('goes on without a message on which the client stays busy', async () => {
    const { source, given, come } = busyClient()
    keepChatOrder(source as never, () => undefined, 20)
    come('satu', '1@lid')
    come('dua', '1@lid')
    await vi.waitFor(() => expect(given).toEqual(['satu', 'dua']))
  })

  test('gives nothing more once the socket is closed: it comes again', async () => {
    const { source, given, letGo, come } = busyClient()
    keepChatOrder(source as never, () => undefined)
    come('satu', '1@lid')
    come('dua', '1@lid')
    await vi.waitFor(() => expect(given).toEqual(['satu']))
    source.isOpen = false
    letGo.get('satu')!()
    await new Promise(resolve => setImmediate(resolve))
    expect(given).toEqual(['satu'])
  })
})
