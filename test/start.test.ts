import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { startTelegram } from '../src/simulator/telegram/server.ts'
import { openProgramFolder, ownDatabase, started, stopped, type ProgramFolder } from './program.ts'

const patience = { timeout: 60_000 }
const closing: (() => unknown)[] = []
let program: ProgramFolder

/** Command lines of live processes that name the folder. */
function processesOn(path: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return '' // it ended while we looked
      }
    })
    .filter(line => line.includes(path))
}

beforeEach(async () => {
  program = await openProgramFolder(closing)
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

describe('npm start with nothing configured', () => {
  test('is a simulation in which a message becomes a topic, and it stops cleanly', { timeout: 180_000 }, async () => {
    const loket = program.start()
    const screen = await started(loket)
    expect(screen).toContain('SIMULASI')
    expect(screen).toContain('TELEGRAM_BOT_TOKEN')
    expect(screen).toMatch(/Perlu dilengkapi di flows\/kebijakan\.yaml:\n {2}• /)
    const address = /berjalan di (http:\S+)/.exec(screen)![1]
    const [, control, sari] = /(http:\S+\/_control)\/say --json '\{"from":(\d+)/.exec(screen)!
    const [, phones, dewi] = /(http:\S+\/_control)\/say --json '\{"phone":"(\d+)"/.exec(screen)!
    const group = /group=(-\d+)/.exec(screen)![1]
    const says = async (root: string | undefined, body: object): Promise<void> => {
      const said = await fetch(`${root}/say`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(said.status).toBe(200)
    }

    const health = async () => (await fetch(`${address}/health`)).json()
    await expect.poll(health, patience).toEqual({ status: 'ok' })
    // A report is asked about first; 0 calls a human and makes it a ticket.
    for (const text of ['Berkas penawaran ditolak', '0']) await says(control, { from: Number(sari), content: { text } })
    const look = async (what: string) => (await fetch(`${control}/${what}`)).text()
    await expect.poll(() => look(`topics?group=${group}`), patience).toMatch(/-\d{4}-000001/)
    await expect.poll(() => look(`chat?chat=${sari}`), patience).toMatch(/-\d{4}-000001/)
    for (const text of ['Unggah penawaran gagal', '0']) await says(phones, { phone: dewi, content: { text } })
    await expect.poll(() => look(`topics?group=${group}`), patience).toMatch(/-\d{4}-000002/)
    const phone = async () => (await fetch(`${phones}/chat?chat=${dewi}`)).text()
    await expect.poll(phone, patience).toMatch(/-\d{4}-000002/)
    expect(loket.said()).not.toMatch(/penawaran|Dewi Lestari/)

    const doctor = await program.run('doctor')
    expect(doctor.said).toMatch(/^✓ Loket +berjalan/m)
    expect(doctor.said).toMatch(/^✓ Tulis ke disk +.*--sync-on-commit|^✓ Tulis ke disk +.*jurnal/m)
    expect(doctor.code, doctor.said).toBe(0)
    const backup = await program.run('backup')
    expect(backup.code, backup.said).toBe(0)
    expect(await readdir(join(program.dataDir, 'backups'))).toHaveLength(1)
    expect(await health()).toEqual({ status: 'ok' })

    await stopped(loket)
    await expect.poll(() => processesOn(program.dataDir), patience).toEqual([])
    expect(existsSync(join(program.dataDir, 'run', 'servers.json'))).toBe(false)

    const again = program.start()
    await started(again)
    expect((await program.run('doctor')).said).toMatch(/^✓ Kunci enkripsi +cocok/m)
    await stopped(again)
  })

  test('commands work after a crash, and wait for each other', { timeout: 120_000 }, async () => {
    const loket = program.start()
    await started(loket)
    loket.child.kill('SIGKILL')
    await loket.ended
    const [doctor, backup] = await Promise.all([program.run('doctor'), program.run('backup')])
    expect(doctor.said).toMatch(/^✓ Kunci enkripsi +cocok/m)
    expect([doctor.code, backup.code], doctor.said + backup.said).toEqual([0, 0])
  })

  test('production refuses to simulate', async () => {
    const loket = program.start({ NODE_ENV: 'production' })
    expect(await loket.ended).toBe(1)
    expect(loket.said()).toContain('CONFIG_SIMULATION')
    expect(loket.said()).toContain('TELEGRAM_BOT_TOKEN')
  })
})

describe('npm start with settings', () => {
  test('names all wrong ones at once, never their values', async () => {
    const loket = program.start({
      PORT: 'delapan',
      TELEGRAM_BOT_TOKEN: 'rahasia',
      ROLES: 'semua',
      ENCRYPTION_KEY: 'pendek',
    })
    expect(await loket.ended).toBe(1)
    for (const name of ['PORT', 'TELEGRAM_BOT_TOKEN', 'ROLES', 'ENCRYPTION_KEY']) expect(loket.said()).toContain(name)
    expect(loket.said()).not.toMatch(/rahasia|pendek/)
    expect(await readdir(program.dataDir)).toEqual(['embedded'])
  })

  test('prints the connection code, stops once on a doubled Ctrl-C and refuses another key', patience, async () => {
    const telegram = await startTelegram()
    closing.push(() => telegram.stop())
    const env = {
      MONGODB_URI: ownDatabase(closing),
      REDIS_URL: inject('redisUrl'),
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.root,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    }
    const loket = program.start(env)
    const screen = await started(loket)
    expect(screen).toMatch(/\/hubungkan [A-Z2-9]{8}/)
    expect(screen).not.toContain('SIMULASI')
    loket.child.kill('SIGINT')
    loket.child.kill('SIGINT')
    expect(await loket.ended, loket.said()).toBe(0)

    const stranger = program.start({ ...env, ENCRYPTION_KEY: randomBytes(32).toString('base64') })
    expect(await stranger.ended).toBe(1)
    expect(stranger.said()).toContain('KEY_MISMATCH')
    for (const words of [loket.said(), stranger.said()])
      for (const secret of [env.TELEGRAM_BOT_TOKEN, env.ENCRYPTION_KEY]) expect(words).not.toContain(secret)
  })
})
