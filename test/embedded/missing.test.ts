import { mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { preparePython } from '../../src/embedded/python-tools.ts'
import { startEmbedded, type EmbeddedOptions } from '../../src/embedded/start.ts'
import { createLog } from '../../src/log.ts'

const log = createLog('silent')

/** A machine with a package manager and nothing else: PATH is one folder with one program. */
describe('on a machine that lacks the servers', () => {
  let folder: string
  let options: EmbeddedOptions

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loket-missing-'))
    await mkdir(join(folder, 'bin'))
    await symlink('/bin/false', join(folder, 'bin', 'apt-get'))
    vi.stubEnv('PATH', join(folder, 'bin'))
    options = { dataDir: join(folder, 'data'), databaseName: 'loket_test', install: false, log }
  })

  afterEach(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  })

  test('without Redis the exact command is said', async () => {
    await expect(startEmbedded(options)).rejects.toMatchObject({
      code: 'REDIS_MISSING',
      detail: expect.stringMatching(/^run: (sudo )?apt-get update && (sudo )?apt-get install -y .*redis-server$/),
    })
  })

  test('a failing installation is said, and the folder is free again', async () => {
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(startEmbedded({ ...options, install: true })).rejects.toMatchObject({
        code: 'REDIS_MISSING',
        detail: expect.stringMatching(/^this failed: /),
      })
  })

  test('without Python the exact command is said', async () => {
    await expect(startEmbedded({ ...options, redisUrl: 'redis://redis.example:6379' })).rejects.toMatchObject({
      code: 'DATABASE_MISSING',
      detail: expect.stringMatching(/run: .*apt-get install -y .*python3 python3-venv$/),
    })
  })

  test('data written by mongod is never left aside for another server', async () => {
    await mkdir(join(options.dataDir, 'mongodb'), { recursive: true })
    await expect(startEmbedded({ ...options, redisUrl: 'redis://redis.example:6379' })).rejects.toMatchObject({
      code: 'DATABASE_MISSING',
      detail: expect.stringContaining('mongod'),
    })
  })
})

describe('the private Python', () => {
  test(
    'one half made or made for other packages is built anew, once; a finished one is used as it is',
    { timeout: 300_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'loket-tools-'))
      try {
        const toolsDir = join(folder, 'tools')
        const options = { toolsDir, install: false, logFile: join(folder, 'install.log'), log }
        const marker = join(toolsDir, 'finished')
        await mkdir(toolsDir)
        await writeFile(marker, 'made for other requirements')
        const [python, same] = await Promise.all([preparePython(options), preparePython(options)])
        expect(same).toBe(python)
        expect(await readFile(marker, 'utf8')).toMatch(/^[0-9a-f]{64}\n/)
        await utimes(marker, 1, 1)
        expect(await preparePython(options)).toBe(python)
        expect((await stat(marker)).mtimeMs).toBe(1000)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})
