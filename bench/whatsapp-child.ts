import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

type Calls = Readonly<Record<string, (given: never) => unknown>>

/** A program of the bench in a process of its own. */
export interface Child<Served extends Calls> {
  /** Has it do something; rejects when that fails there, or when the process ends first. */
  ask<Name extends keyof Served & string>(
    name: Name,
    ...given: Parameters<Served[Name]>
  ): Promise<Awaited<ReturnType<Served[Name]>>>
  /** Resolves when the process is gone. */
  stop(): Promise<void>
}

interface Question {
  readonly id: number
  readonly name: string
  readonly given: unknown
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

/** In the child: what the parent may ask for; `stop` does the rest before the process ends. */
export function answer(calls: Calls, stop: () => Promise<void>): void {
  process.on('message', async ({ id, name, given }: Question) => {
    const reply = await Promise.resolve()
      .then(() => (name === 'stop' ? stop() : calls[name]!(given as never)))
      .then(
        (result): Answer => ({ id, result }),
        (error: unknown): Answer => ({ id, error: String(error) }),
      )
    process.send?.(reply, () => name === 'stop' && process.exit('error' in reply ? 1 : 0))
  })
  // A parent that is gone leaves no orphan behind.
  process.on('disconnect', () => process.exit(1))
}

/** Starts a program beside this file with these variables over our own. */
export function startChild<Served extends Calls>(
  program: string,
  env: Readonly<Record<string, string>>,
  execArgv: readonly string[] = [],
): Child<Served> {
  const child: ChildProcess = fork(join(import.meta.dirname, program), {
    env: { ...process.env, ...env },
    execArgv: [...execArgv],
  })
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  let count = 0
  child.on('message', ({ id, result, error }: Answer) => {
    if (error === undefined) open.get(id)?.resolve(result)
    else open.get(id)?.reject(new Error(`${program}: ${error}`))
    open.delete(id)
  })
  child.once('exit', code => {
    for (const { reject } of open.values()) reject(new Error(`${program} ended with ${code}`))
  })
  function put(name: string, given: unknown): Promise<unknown> {
    const id = ++count
    const asked = Promise.withResolvers<unknown>()
    open.set(id, asked)
    child.send({ id, name, given } satisfies Question, error => error && asked.reject(error))
    return asked.promise
  }
  return {
    ask: (name, ...[given]) => put(name, given) as never,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      await Promise.race([put('stop', null).catch(() => undefined), gone])
      await gone
    },
  }
}
