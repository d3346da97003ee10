import { join } from 'node:path'
import { toHtml } from '../../../src/channels/telegram/render.ts'
import { messageIdOf } from '../../../src/channels/whatsapp/message-ids.ts'
import { nextOpening } from '../../../src/domain/office-hours.ts'
import { loadFlows } from '../../../src/flows/load.ts'
import { whatsappAccount } from '../../../src/networks/whatsapp-account.ts'
import { cast } from '../../../src/simulator/cast.ts'
import { takeSeats } from '../../../src/simulator/seating.ts'
import { createActing, type Acting, type Playground } from '../../../src/simulator/stories/acting.ts'
import type { Stagehands } from '../../../src/simulator/stories/run.ts'
import { verdictOf } from '../../../src/simulator/stories/verdict.ts'
import { createTrail } from '../../../src/simulator/trail/trail.ts'
import { createMessageWays } from '../../../src/storage/message-ways.ts'
import { createOutbox } from '../../../src/storage/outbox.ts'
import { openDesk } from '../../talk.ts'

export interface StoryStage {
  readonly playground: Playground
  readonly acting: Acting
  readonly stagehands: Stagehands
}

/**
 * A whole Loket with the simulator's cast, which answers without pacing itself; closed after the file. Its bot is in
 * this process: killed, it ends what it does first.
 */
export async function openStoryStage(): Promise<StoryStage> {
  const desk = await openDesk({ whatsapp: true, forms: true, lasting: true, members: 'nobody' })
  const { telegram, whatsapp, database } = desk
  for (const { name, phone, telegram: id } of cast.outsiders) {
    telegram.person(id, name)
    whatsapp.person(phone, name)
  }
  for (const { name, username, telegram: id, founder } of cast.staff) {
    telegram.person(id, name, username)
    telegram.join(cast.group, id, founder ? 'creator' : 'member')
  }
  await takeSeats({ telegram, cast })
  let revive: (() => Promise<void>) | null = null
  const playground: Playground = {
    telegram,
    whatsapp,
    cast,
    clock: {
      now: desk.time.now,
      ahead: 0,
      forward: async ms => desk.time.passes({ seconds: ms / 1000 }),
    },
    bot: {
      get state() {
        return revive ? 'down' : 'up'
      },
      starts: 1,
      revivesAt: null,
      kill: () =>
        new Promise(gone => {
          const back = desk.restarts(
            () =>
              new Promise<void>(again => {
                revive = async () => {
                  revive = null
                  again()
                  await back
                }
                gone()
              }),
          )
        }),
      revive: async () => revive?.(),
    },
    flushRedis: async () => undefined,
  }
  const trail = createTrail({
    telegram,
    whatsapp,
    cast,
    whatsappAccount,
    ways: createMessageWays(database),
    outbox: createOutbox(database),
    writing: { html: toHtml, messageId: messageIdOf },
  })
  const { hours } = loadFlows(join(import.meta.dirname, '../../../flows')).policy
  return {
    playground,
    acting: createActing(playground),
    stagehands: {
      settled: desk.settled,
      verdict: () => verdictOf({ trail }),
      opening: from => nextOpening(hours, from),
    },
  }
}
