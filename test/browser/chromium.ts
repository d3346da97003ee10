import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, runShell } from '../../src/embedded/packages.ts'

/** How each system installs it, with a font for the emoji people write. */
const installs: Readonly<Record<string, string>> = {
  'apt-get': 'apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-color-emoji',
  dnf: 'dnf install -y chromium google-noto-color-emoji-fonts',
  apk: 'apk add chromium font-noto-emoji',
}

/** The browser of this machine; as root it is installed where it is missing. Rejects with the command to run. */
export async function findChromium(): Promise<string> {
  const find = (): string | null => findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
  const found = find()
  if (found) return found
  const [, command] = Object.entries(installs).find(([program]) => findProgram(program)) ?? []
  if (!command) throw new Error('the tests need Chromium: install it, so that `chromium` is on the PATH')
  if (process.getuid?.() !== 0) throw new Error(`the tests need Chromium; run: sudo sh -c '${command}'`)
  const log = join(await mkdtemp(join(tmpdir(), 'loket-chromium-')), 'install.log')
  if (!(await runShell(command, log)) || !find()) throw new Error(`this failed: ${command} (see ${log})`)
  return find()!
}
