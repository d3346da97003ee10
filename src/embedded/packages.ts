import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, closeSync, constants, openSync } from 'node:fs'
import { delimiter, join } from 'node:path'

interface PackageManager {
  readonly program: string
  /** `sudo` is '' or 'sudo '. */
  readonly redis: (sudo: string) => string
  readonly python: (sudo: string) => string
}

/**
 * Each system's own words. Debian's redis-server package may start a service on port 6379: Loket neither uses it nor
 * stops it, and runs its own process on its own port.
 */
const managers: readonly PackageManager[] = [
  {
    program: 'apt-get',
    redis: sudo => `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends redis-server`,
    python: sudo => `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends python3 python3-venv`,
  },
  {
    program: 'dnf',
    redis: sudo => `${sudo}dnf install -y valkey || ${sudo}dnf install -y redis`,
    python: sudo => `${sudo}dnf install -y python3.12 || ${sudo}dnf install -y python3`,
  },
  {
    program: 'apk',
    redis: sudo => `${sudo}apk add valkey || ${sudo}apk add redis`,
    python: sudo => `${sudo}apk add python3`,
  },
  { program: 'brew', redis: () => 'brew install redis', python: () => 'brew install python@3.13' },
]

/** What can be missing. */
export type Missing = 'redis' | 'python'

/** The exact command that installs it on this system; null when the system has no package manager that we know. */
export function installCommand(missing: Missing): string | null {
  const manager = managers.find(({ program }) => findProgram(program))
  return manager ? manager[missing](process.getuid?.() === 0 ? '' : 'sudo ') : null
}

/** Runs a shell line with its output in `logFile`; the terminal stays its input, as sudo may ask. true on success. */
export async function runShell(line: string, logFile: string): Promise<boolean> {
  const log = openSync(logFile, 'a', 0o600)
  const shell = spawn('/bin/sh', ['-c', line], {
    stdio: ['inherit', log, log],
    env: { ...withoutSecrets(process.env), DEBIAN_FRONTEND: 'noninteractive' },
  })
  closeSync(log)
  const [code] = (await once(shell, 'exit')) as [number | null]
  return code === 0
}

/** The full path of the first of these programs on PATH, or null. */
export function findProgram(...names: readonly string[]): string | null {
  for (const name of names)
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const file = join(folder, name)
      try {
        accessSync(file, constants.X_OK)
        return file
      } catch {
        continue
      }
    }
  return null
}

/** The environment less Loket's own secrets: servers and installers need its paths and proxies, not its keys. */
export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = /TOKEN|SECRET|PASSWORD|_KEY|_URI$|^REDIS_URL/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)))
}
