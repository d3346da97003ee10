import { createHash, randomInt } from 'node:crypto'
import type { OneTimeCode } from '../app/ports.ts'
import { codeDigits, codeLetters, isLinkCode, showLinkCode } from '../domain/link-code.ts'
import { hideSecrets } from '../domain/secrets.ts'

const signs = codeLetters + codeDigits

/** A code as it is stored: it is good for ten minutes only, so a plain hash is enough. */
export function hashOfCode(code: string): string {
  return createHash('sha256').update(`hubungkan ${code}`).digest('hex')
}

/** A new one-time code. One that would be hidden as a secret when it comes back is not given out. */
export function newCode(): OneTimeCode {
  for (;;) {
    const code = Array.from({ length: 8 }, () => signs[randomInt(signs.length)]).join('')
    const isKept = [code, showLinkCode(code)].every(
      said => !hideSecrets(said).hidden && !hideSecrets(`HUBUNGKAN ${said}`).hidden,
    )
    if (isLinkCode(code) && isKept) return { code, hash: hashOfCode(code) }
  }
}
