import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { startTelegram } from '../src/simulator/telegram/server.ts'
import { botsOf, isAlive, openProgramFolder, ownDatabase, started, stopped, type ProgramFolder } from './program.ts'

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
  test('is a simulation with a page, says so calmly, and stops cleanly', { timeout: 180_000 }, async () => {
    const loket = program.start()
    const screen = await started(loket)
    expect(screen).toMatch(/simulasi/)
    expect(screen).toContain('docs/pasang.md')
    expect(screen).toMatch(/Perlu dilengkapi kelak: \d+ hal di flows\/kebijakan\.yaml/)
    expect(screen.trim().split('\n').length).toBeLessThan(14)
    const address = /Buka: (http:\S+)\/simulator/.exec(screen)![1]
    expect((await fetch(`${address}/simulator`)).headers.get('content-type')).toContain('text/html')
    expect((await fetch(address!)).url).toBe(`${address}/simulator`)
    const health = async () => (await fetch(`${address}/health`)).json()
    await expect.poll(health, patience).toEqual({ status: 'ok' })
    expect(await (await fetch(`${address}/health/live`)).json()).toEqual({ status: 'ok' })
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('loket_parked_messages 0')

    const doctor = await program.run('doctor')
    expect(doctor.said).toMatch(/^✓ Loket +berjalan/m)
    expect(doctor.said).toMatch(/^✓ Tulis ke disk +.*--sync-on-commit|^✓ Tulis ke disk +.*jurnal/m)
    expect(doctor.said).toMatch(/^✓ Petugas +3 orang, semua dapat dihubungi/m)
    expect(doctor.code, doctor.said).toBe(0)
    const backup = await program.run('backup')
    expect(backup.code, backup.said).toBe(0)
    expect(await readdir(join(program.dataDir, 'backups'))).toHaveLength(1)
    expect(await health()).toEqual({ status: 'ok' })
    expect(loket.said()).toBe(screen)

    const [bot] = botsOf(loket.child.pid)
    await stopped(loket)
    await expect.poll(() => processesOn(program.dataDir), patience).toEqual([])
    expect(isAlive(bot)).toBe(false)
    expect(existsSync(join(program.dataDir, 'run', 'servers.json'))).toBe(false)

    const again = program.start()
    await started(again)
    expect((await program.run('doctor')).said).toMatch(/^✓ Kunci enkripsi +cocok/m)
    // Ctrl-C under npm: twice to the program, and to its bot as well.
    const [other] = botsOf(again.child.pid)
    for (const pid of [other!, again.child.pid!, again.child.pid!]) process.kill(pid, 'SIGINT')
    expect(await again.ended, again.said()).toBe(0)
  })

  test('commands work after a crash, and wait for each other', { timeout: 120_000 }, async () => {
    const loket = program.start()
    await started(loket)
    const [bot] = botsOf(loket.child.pid)
    expect(isAlive(bot)).toBe(true)
    loket.child.kill('SIGKILL')
    await loket.ended
    await expect.poll(() => isAlive(bot) || processesOn(program.dataDir), patience).toEqual([])
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

  test(
    'has no simulator, prints the connection code, stops once on a doubled Ctrl-C and refuses another key',
    patience,
    async () => {
      const telegram = await startTelegram()
      closing.push(() => telegram.stop())
      const env = {
        MONGODB_URI: ownDatabase(closing),
        REDIS_URL: inject('redisUrl'),
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.root,
        ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        NODE_ENV: 'production',
      }
      const loket = program.start(env)
      const screen = await started(loket)
      expect(screen).toMatch(/\/hubungkan [A-Z2-9]{8}/)
      expect(screen).not.toMatch(/simulasi/i)
      const address = /berjalan di (http:\S+)/.exec(screen)![1]
      for (const path of ['/', '/simulator', '/simulator/', '/simulator/aliran'])
        for (const method of ['GET', 'POST'])
          expect([method, path, (await fetch(address + path, { method })).status]).toEqual([method, path, 404])
      loket.child.kill('SIGINT')
      loket.child.kill('SIGINT')
      expect(await loket.ended, loket.said()).toBe(0)

      const stranger = program.start({ ...env, ENCRYPTION_KEY: randomBytes(32).toString('base64') })
      expect(await stranger.ended).toBe(1)
      expect(stranger.said()).toContain('KEY_MISMATCH')
      for (const words of [loket.said(), stranger.said()])
        for (const secret of [env.TELEGRAM_BOT_TOKEN, env.ENCRYPTION_KEY]) expect(words).not.toContain(secret)
    },
  )
})
