import { createHash } from 'node:crypto'
import { pino, type DestinationStream, type Logger } from 'pino'
import { LoketError } from './errors.ts'

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/**
 * What may be said of an error in a log: its code and our own words. Messages and stacks of foreign errors are left
 * out, because clients put requests (a person's text, the token in an address) into them.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof LoketError) return { code: error.code, detail: error.detail, at: ownFrames(error) }
  if (!(error instanceof Error)) return { code: 'UNEXPECTED', type: typeof error }
  const { code } = error as { code?: unknown }
  return {
    code: 'UNEXPECTED',
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { reason: code } : {}),
    at: ownFrames(error),
  }
}

/** What a log calls a message or send: the same id always the same, and no way back to the person's id within it. */
export function traceOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12)
}

function ownFrames(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .map(line => /((?:src|test|node_modules)\/[^\s)]+:\d+):\d+\)?$/.exec(line)?.[1])
    .filter(frame => frame !== undefined)
    .slice(0, 4)
}

/** A logger that writes JSON lines; `error` fields pass through describeError at every level. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: describeError, err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return destination ? pino(options, destination) : pino(options)
}
