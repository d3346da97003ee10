import { bad, good, note, type Finding } from './finding.ts'

const about = 'Jam komputer'
/** How long the other side may take to answer, and how far this clock may be off (ms). */
const waitMs = 10_000
const tolerated = 5_000

/** Compares this clock with the Date of a server's answer to a bare request, without credentials. */
export async function examineClock(root: string, network: string): Promise<readonly Finding[]> {
  const asked = Date.now()
  const answer = await ask(root)
  return [answer ? judgeClock(answer, (asked + Date.now()) / 2, network) : silent(network)]
}

/** A bare request to a server; null when nothing answers. */
export async function ask(root: string): Promise<Response | null> {
  return fetch(root, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(waitMs) }).catch(() => null)
}

/** What the Date of an answer says about this clock, which showed `here` meanwhile (ms since the epoch). */
export function judgeClock({ headers }: Response, here: number, network: string): Finding {
  // The header is cut to whole seconds.
  const there = Date.parse(headers.get('date') ?? '') + 500
  if (Number.isNaN(there)) return note(about, 'tidak dapat dibandingkan: server tidak menyebut jam')
  const off = here - there
  const seconds = Math.round(Math.abs(off) / 1000)
  return Math.abs(off) <= tolerated
    ? good(about, 'tepat')
    : bad(
        about,
        `${seconds} detik ${off > 0 ? 'lebih cepat' : 'terlambat'} dari ${network}`,
        'Nyalakan penyetelan jam otomatis: sudo timedatectl set-ntp true',
      )
}

function silent(network: string): Finding {
  return note(about, `tidak dapat dibandingkan: ${network} tidak menjawab`)
}
