import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { errorTable, type ErrorCode } from './errors.ts'
import { createLog, type Log } from './log.ts'

interface Place {
  readonly DATA_DIR: string
  readonly LOG_LEVEL: string
}

/** Where a simulation logs, so that the terminal stays readable. */
export function logFileOf({ DATA_DIR }: Pick<Place, 'DATA_DIR'>): string {
  return join(DATA_DIR, 'logs', 'loket.log')
}

/** Begins a new log; the one before is kept as loket.log.1. Returns the descriptor of its file. */
export function beginLog(place: Pick<Place, 'DATA_DIR'>): number {
  const file = logFileOf(place)
  mkdirSync(join(place.DATA_DIR, 'logs'), { recursive: true, mode: 0o700 })
  if (existsSync(file)) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

/** Logs into that file, which several processes may do, and tells `erred` the code of each error. */
export function simulationLog(place: Place, erred: (code: ErrorCode) => void): Log {
  const file = openSync(logFileOf(place), 'a', 0o600)
  process.once('exit', () => closeSync(file))
  return createLog(place.LOG_LEVEL, {
    write(line) {
      writeSync(file, line)
      if (/^\{"level":"(error|fatal)"/.test(line)) erred(codeIn(line))
    },
  })
}

/** The code a line names itself or by its error. */
function codeIn(line: string): ErrorCode {
  const { code, error } = JSON.parse(line) as { code?: unknown; error?: { code?: unknown } }
  const named = String(code ?? error?.code)
  return Object.hasOwn(errorTable, named) ? (named as ErrorCode) : 'UNEXPECTED'
}
