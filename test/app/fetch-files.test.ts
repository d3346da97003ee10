import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { createFetchFiles } from '../../src/app/fetch-files.ts'
import type { Attachment, Heard } from '../../src/app/message.ts'
import type { Channel, Files } from '../../src/app/ports.ts'
import { LoketError, type ErrorCode } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import { createFiles } from '../../src/storage/files.ts'
import { sniff } from '../../src/storage/sniff.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, dewi, photo, sari, says } from '../contracts/samples.ts'
import { picture } from '../channels/telegram/stage.ts'
import { openHouse, type House } from './house.ts'

const database = useDatabase()
const program = Buffer.from(`MZ${'\0'.repeat(200)}`)

interface Fetching {
  readonly house: House
  readonly files: Files
  readonly run: () => Promise<number | null>
  /** Network files that were asked for. */
  readonly asked: string[]
}

/** A network that has these files; a code instead of bytes is how it fails. */
function fetching(contents: Record<string, Buffer | ErrorCode>): Fetching {
  const house = openHouse(database())
  const files = createFiles(database(), Buffer.alloc(32, 7))
  const asked: string[] = []
  const channel: Channel = {
    ...house.channel,
    async fetchFile(networkFile) {
      asked.push(networkFile)
      const content = contents[networkFile]
      if (!Buffer.isBuffer(content)) throw new LoketError(content ?? 'FILE_UNAVAILABLE')
      return Readable.from([content])
    },
  }
  const run = createFetchFiles({
    inbox: house.inbox,
    files,
    account,
    channel,
    wake: {
      conversation: lanes => [...lanes].forEach(lane => house.woken.add(`conversation ${lane}`)),
      delivery: () => undefined,
      files: () => undefined,
    },
    clock: { now: () => house.now() },
    log: createLog('silent'),
    sniff,
    limitBytes: 100_000,
  })
  return { house, files, run, asked }
}

async function attachmentsOf(house: House): Promise<readonly Attachment[]> {
  const rows = await house.rows()
  return rows.flatMap(row => (row.message as Heard).attachments)
}

describe('a file', () => {
  test('is stored before its message is decided, and comes back as it was', async () => {
    const { house, files, run } = fetching({ p: picture })
    await house.receives(says(sari, 'lihat', { attachments: [photo('p')] }))
    expect(await run()).toBeNull()
    const [attachment] = await attachmentsOf(house)
    expect(attachment).toMatchObject({ networkFile: 'p', type: 'image/png', size: picture.length })
    expect(await buffer(await files.read(attachment!.stored!))).toEqual(picture)
    expect((await house.rows())[0]?.awaits).toBe(false)
  })

  test.each<[string, Record<string, Buffer | ErrorCode>, Partial<Attachment>]>([
    ['dangerous', { f: program }, { refused: 'dangerous' }],
    ['larger than told', { f: Buffer.concat([picture, Buffer.alloc(200_000)]) }, { refused: 'large' }],
    ['too large for the network', { f: 'FILE_TOO_LARGE' }, { refused: 'large' }],
    ['gone', { f: 'FILE_UNAVAILABLE' }, { refused: 'unavailable' }],
  ])('that is %s is refused, and its message goes on', async (_, contents, expected) => {
    const { house, run } = fetching(contents)
    await house.receives(says(sari, 'lihat', { attachments: [photo('f')] }))
    expect(await run()).toBeNull()
    expect(await attachmentsOf(house)).toMatchObject([expected])
    await house.settles()
    expect(await house.tickets()).toHaveLength(1)
  })

  test('that says it is too large is not even asked for', async () => {
    const { house, run, asked } = fetching({})
    await house.receives(says(sari, '', { attachments: [{ ...photo('f'), size: 100_001 }] }))
    await run()
    expect(asked).toEqual([])
    expect(await attachmentsOf(house)).toMatchObject([{ refused: 'large' }])
  })

  test('that is not there yet is asked for again, for ten minutes; others go on', async () => {
    const { house, run } = fetching({ late: 'CHANNEL_UNREACHABLE', p: picture })
    await house.receives(
      says(sari, 'lihat', { attachments: [photo('late')] }),
      says(dewi, 'lihat', { attachments: [photo('p')] }),
    )
    expect(await run()).toBe(2000)
    expect((await house.rows()).map(row => row.awaits)).toEqual([true, false])
    house.passes(10 * 60_000 + 1)
    expect(await run()).toBeNull()
    expect(await attachmentsOf(house)).toMatchObject([{ refused: 'unavailable' }, { type: 'image/png' }])
  })

  test('that came long before Loket was started again is not given up at the first try', async () => {
    const contents: Record<string, Buffer | ErrorCode> = { late: 'CHANNEL_UNREACHABLE' }
    const { house, run } = fetching(contents)
    await house.receives(says(sari, 'lihat', { attachments: [photo('late')] }))
    house.passes(3600_000)
    expect(await run()).toBe(2000)
    contents['late'] = picture
    expect(await run()).toBeNull()
    expect(await attachmentsOf(house)).toMatchObject([{ type: 'image/png' }])
  })

  test('fetched twice, after a crash, is stored once', async () => {
    const { house, run, asked } = fetching({ p: picture })
    const message = says(sari, 'lihat', { attachments: [photo('p')] })
    await house.receives(message)
    await run()
    await database()
      .collection<{ _id: string }>('inbox')
      .updateOne({ _id: message.id }, { $set: { awaits: true, 'message.attachments': message.attachments } })
    await run()
    expect(asked).toEqual(['p', 'p'])
    expect(
      await database()
        .collection('files.files')
        .countDocuments({ _id: { $regex: `${message.id}` } as never }),
    ).toBeLessThanOrEqual(1)
    expect(await attachmentsOf(house)).toMatchObject([{ type: 'image/png' }])
  })
})
