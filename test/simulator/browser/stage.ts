import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { inject } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import { startSimulation, type Simulation } from '../../../src/simulation.ts'
import { look, type Sight, type Window } from '../../browser/browser.ts'
import { databaseServer } from '../../database-server.ts'

/** A whole simulation with its page, as `npm start` runs it. */
export interface PageStage {
  readonly simulation: Simulation
  /** Address of the page for those people. */
  at(query?: string): string
  /** Fills in a form of the page without looking at it. */
  posts(path: string, fields: Readonly<Record<string, string>>, query?: string): Promise<void>
  /** Opens the page in a window of its own and leaves the guide. */
  enters(query?: string, window?: Window): Promise<Sight>
  /** Ends it and starts it again under the same address; `meanwhile` is done while it is gone. */
  restarts(meanwhile: () => Promise<void>): Promise<void>
  /** Path of a file of that size. */
  file(name: string, bytes: number): Promise<string>
  close(): Promise<void>
}

const usual = 'wa=sari&tg=sari&staf=budi'

/** Starts a simulation on a database of its own. */
export async function openPageStage(): Promise<PageStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-page-'))
  const uri = new URL(databaseServer())
  uri.pathname = `/page_${randomBytes(6).toString('hex')}`
  const start = (port: string): Promise<Simulation> =>
    startSimulation(
      readConfig({ DATA_DIR: dataDir, PORT: port, MONGODB_URI: uri.href, REDIS_URL: inject('redisUrl') }),
      { say: () => undefined },
    )
  let simulation = await start('0')
  const { origin, port } = new URL(simulation.address)
  const at = (query = usual): string => `${origin}/simulator?${query}`
  return {
    get simulation() {
      return simulation
    },
    at,
    async posts(path, fields, query = usual) {
      const answer = await fetch(`${origin}/simulator/${path}?${query}`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      })
      if (answer.status !== 303) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    },
    async enters(query, window) {
      const sight = await look(at(query), window)
      await sight.page.getByRole('button', { name: 'Lewati panduan' }).click()
      await sight.page.locator('#coach').waitFor({ state: 'detached' })
      // The guide showed its first view; back to what was asked for.
      await sight.page.goto(at(query))
      return sight
    },
    async restarts(meanwhile) {
      await simulation.stop()
      await meanwhile()
      simulation = await start(port)
    },
    async file(name, bytes) {
      const path = join(dataDir, name)
      await writeFile(path, Buffer.alloc(bytes))
      return path
    },
    async close() {
      await simulation.stop()
      const database = await mongoose.createConnection(uri.href).asPromise()
      await database.dropDatabase()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
