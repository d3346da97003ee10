import { existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { errorTable, type ErrorCode } from './errors.ts'
import { createLog, type Log } from './log.ts'

interface Place {
  readonly DATA_DIR: string
  readonly LOG_LEVEL: string
}

/** Where both processes of a simulation put what is not for the terminal. */
export interface SimulationLog {
  readonly log: Log
  readonly file: string
  /** The file's descriptor, for what the bot's process writes beside its log. */
  readonly output: number
  /** An error was logged here or by the bot. */
  erred(code: ErrorCode): void
}

/** The same error is told once in this time (ms). */
const sameAgain = 60_000

/**
 * Begins a new log, <DATA_DIR>/logs/loket.log; the one before is kept as loket.log.1. `failed` is told of errors, but not
 * again and again of the same.
 */
export function beginSimulationLog(place: Place, failed: (code: ErrorCode, file: string) => void): SimulationLog {
  const file = fileOf(place)
  mkdirSync(join(place.DATA_DIR, 'logs'), { recursive: true, mode: 0o700 })
  if (existsSync(file)) renameSync(file, `${file}.1`)
  const told = new Map<ErrorCode, number>()
  const erred = (code: ErrorCode): void => {
    if (performance.now() - (told.get(code) ?? -sameAgain) < sameAgain) return
    told.set(code, performance.now())
    failed(code, file)
  }
  return { ...joinSimulationLog(place, erred), file, erred }
}

/** Writes on in that log, as several processes may; `erred` is told the code of each error. */
export function joinSimulationLog(
  place: Place,
  erred: (code: ErrorCode) => void,
): Pick<SimulationLog, 'log' | 'output'> {
  const output = openSync(fileOf(place), 'a', 0o600)
  const log = createLog(place.LOG_LEVEL, {
    write(line) {
      writeSync(output, line)
      if (/^\{"level":"(error|fatal)"/.test(line)) erred(codeIn(line))
    },
  })
  return { log, output }
}

function fileOf({ DATA_DIR }: Pick<Place, 'DATA_DIR'>): string {
  return join(DATA_DIR, 'logs', 'loket.log')
}

/** The code a line names itself or by its error. */
function codeIn(line: string): ErrorCode {
  const { code, error } = JSON.parse(line) as { code?: unknown; error?: { code?: unknown } }
  const named = String(code ?? error?.code)
  return Object.hasOwn(errorTable, named) ? (named as ErrorCode) : 'UNEXPECTED'
}
