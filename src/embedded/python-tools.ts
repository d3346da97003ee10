import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LoketError } from '../errors.ts'
import type { Log } from '../log.ts'
import { lastWords } from './child.ts'
import { waitForLock } from './folder-lock.ts'
import { findProgram, installCommand, runShell } from './packages.ts'

const requirements = join(import.meta.dirname, 'requirements.txt')

/** The server's packages are published as wheels for these only. */
const pythonVersions = ['3.11', '3.12', '3.13']

/** Where the private Python lies, whether Loket may install what it lacks, and where its builders' words go. */
export interface ToolsOptions {
  readonly toolsDir: string
  readonly install: boolean
  readonly logFile: string
  readonly log: Log
}

/**
 * The python of a finished venv that holds exactly requirements.txt; builds it when absent, half made, moved or made
 * for other requirements. Processes that share `toolsDir` wait for each other. Throws DATABASE_MISSING with what to run.
 */
export async function preparePython(options: ToolsOptions): Promise<string> {
  if (isFinished(options.toolsDir)) return pythonOf(options.toolsDir)
  mkdirSync(options.toolsDir, { recursive: true })
  const lock = await waitForLock(`${options.toolsDir}.lock`)
  try {
    if (!isFinished(options.toolsDir)) await build(options)
    return pythonOf(options.toolsDir)
  } finally {
    lock.release()
  }
}

const pythonOf = (toolsDir: string): string => join(toolsDir, 'bin', 'python')
const markerOf = (toolsDir: string): string => join(toolsDir, 'finished')

/** Names the requirements and the interpreter behind the venv: an upgraded system Python would not find the packages. */
function fingerprint(toolsDir: string): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  return `${hash}\n${realpathSync(pythonOf(toolsDir))}\n`
}

function isFinished(toolsDir: string): boolean {
  if (!existsSync(markerOf(toolsDir)) || !existsSync(pythonOf(toolsDir))) return false
  return readFileSync(markerOf(toolsDir), 'utf8') === fingerprint(toolsDir)
}

async function build({ toolsDir, install, logFile, log }: ToolsOptions): Promise<void> {
  log.info({ folder: toolsDir }, 'setting up the embedded database, once; this takes a minute')
  if (!(await makeVenv(toolsDir, logFile))) {
    const command = installCommand('python')
    const wanted = `Python ${pythonVersions.join(', ')} with venv is needed`
    if (!command || !install) throw new LoketError('DATABASE_MISSING', command ? `${wanted}; run: ${command}` : wanted)
    log.info({ command }, 'installing Python with the package manager')
    if (!(await runShell(command, logFile)) || !(await makeVenv(toolsDir, logFile)))
      throw new LoketError('DATABASE_MISSING', `${wanted}; this failed: ${command}`)
  }
  const arguments_ = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:']
  const pip = [pythonOf(toolsDir), ...arguments_, '--require-hashes', '-r', requirements]
  if (!(await runShell(pip.map(quoted).join(' '), logFile)))
    throw new LoketError('DATABASE_MISSING', `its packages could not be installed: ${lastWords(logFile)}`)
  writeFileSync(markerOf(toolsDir), fingerprint(toolsDir))
}

async function makeVenv(toolsDir: string, logFile: string): Promise<boolean> {
  const python = await findPython()
  if (!python) return false
  rmSync(toolsDir, { recursive: true, force: true })
  return runShell(`${quoted(python)} -m venv ${quoted(toolsDir)}`, logFile)
}

async function findPython(): Promise<string | null> {
  for (const name of ['python3', ...pythonVersions.map(version => `python${version}`)]) {
    const program = findProgram(name)
    if (!program) continue
    const question = 'import sys; print("%d.%d" % sys.version_info[:2])'
    const answer = await promisify(execFile)(program, ['-c', question]).catch(() => ({ stdout: '' }))
    if (pythonVersions.includes(answer.stdout.trim())) return program
  }
  return null
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
