import { expect, test } from 'vitest'
import { messageIdOf } from '../../src/channels/whatsapp/message-ids.ts'
import { toHtml } from '../../src/channels/telegram/render.ts'
import { cast } from '../../src/simulator/cast.ts'
import type { Journey, Trail } from '../../src/simulator/host.ts'
import { createTrail } from '../../src/simulator/trail/trail.ts'
import { createMessageWays } from '../../src/storage/message-ways.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { openDesk, type Stage } from '../talk.ts'

function follow({ telegram, whatsapp, database, group }: Stage): Trail {
  return createTrail({
    telegram,
    whatsapp,
    cast: { ...cast, group: group.id },
    whatsappAccount: 'whatsapp:utama',
    ways: createMessageWays(database),
    outbox: createOutbox(database),
    writing: { html: toHtml, messageId: messageIdOf },
  })
}

test('every message has a way', async () => {
  const desk = await openDesk({ whatsapp: true })
  const trail = follow(desk)
  const { phones, dewi, budi } = desk
  await phones.sari.says('Apendo gagal kirim dokumen')
  await phones.sari.sees(/nomor tiket/)
  await dewi.says('/status')
  await desk.settled()
  phones.sari.reads()
  for (const j of (await trail.recent(20))) process.stderr.write(JSON.stringify(j)+"\n")
  process.stderr.write(JSON.stringify(await trail.tally())+"\n")
})
