import { expect, test } from 'vitest'
import { createOfferElsewhere } from '../../src/app/offer-elsewhere.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, sari, wanted } from '../contracts/samples.ts'
import { at, links, openBoth, phone, saidAt, writes } from './linked.ts'

const database = useDatabase()
const onPhone = at(phone, '628120001')
const onTelegram = at(account, sari)

test('somebody who linked two places hears in the one that the other is down, once an outage', async () => {
  const house = openBoth(database())
  await house.receives(writes(onTelegram, 'Saya gagal unggah dokumen'))
  await house.settles()
  await links(house, onTelegram, onPhone)
  const [{ contact }] = (await house.tickets()) as unknown as [{ contact: string }]
  await house.records.apply([
    wanted('jawaban', { account: phone, contact, lane: contact, to: { chat: onPhone.chat }, purpose: 'reply' }),
    wanted('lain', { account: phone, contact: 'Joko', lane: 'Joko', to: { chat: '628129999' }, purpose: 'reply' }),
  ])
  const offer = () =>
    createOfferElsewhere({
      account: phone,
      others: [account],
      outbox: house.outbox,
      contacts: house.contacts,
      records: house.records,
      flows: house.drainParts.flows,
      wake: { delivery: () => undefined },
      clock: { now: house.now },
    })
  const before = (await house.sends()).length
  const one = offer()
  await one(house.now())
  await one(house.now())
  await offer()(house.now())
  expect(await saidAt(house, onTelegram)).toContainEqual(
    expect.stringMatching(/^WhatsApp kami terganggu sejak .*tulis saja di sini/),
  )
  expect(await house.sends()).toHaveLength(before + 1)
})
