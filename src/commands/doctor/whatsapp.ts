import { realWhatsApp, type Config } from '../../config.ts'
import { describeStanding, type WhatsAppStanding } from '../whatsapp-standing.ts'
import { ask, judgeClock } from './clock.ts'
import { bad, good, note, type Finding, type Findings } from './finding.ts'

const about = 'WhatsApp'

/** Minutes for which a connection may be down without anything being wrong. */
const patience = 1

/**
 * Whether the number is linked and serves, may write first, and is reachable from here. Asks the servers for nothing but
 * an answer. `standing`: null when it could not be read.
 */
export async function examineWhatsApp(config: Config, standing: WhatsAppStanding | null): Promise<Findings> {
  if (config.WHATSAPP === 'off') return [note(about, 'tidak dipakai (WHATSAPP=off)')]
  return [
    ...(standing ? examineStanding(standing, new Date()) : [note(about, 'keadaannya tidak dapat dibaca')]),
    ...(await examineWay(config.WHATSAPP_WS_URL ?? realWhatsApp)),
  ]
}

/** How the account stands; `now` decides whether it has been down for too long. */
export function examineStanding(standing: WhatsAppStanding, now: Date): Findings {
  const { state, isServed } = standing
  return [
    judge(standing, now),
    ...(state?.number ? [good('Nomor', `+${state.number.slice(0, 4)}•••${state.number.slice(-3)}`)] : []),
    ...(isServed || state?.number ? [examineOutreach(state?.outreachStoppedUntil ?? null, now)] : []),
  ]
}

function judge(standing: WhatsAppStanding, now: Date): Finding {
  const { state, isServed } = standing
  const { means, mend } = describeStanding(standing)
  const minutes = state ? Math.floor((now.getTime() - (state.outage?.since ?? state.since).getTime()) / 60_000) : 0
  if (mend === undefined) return good(about, means)
  if (state?.state === 'down' && isServed && minutes < patience) return note(about, means)
  const seen = state?.state === 'down' && isServed ? `${means}, sudah ${minutes} menit` : means
  return isServed || hasEnded(standing) ? bad(about, seen, mend) : note(about, seen, mend)
}

/** Whether somebody has to do something, however Loket runs. */
function hasEnded({ state }: WhatsAppStanding): boolean {
  return state !== null && ['logged out', 'banned', 'replaced'].includes(state.state)
}

function examineOutreach(until: Date | null, now: Date): Finding {
  const about = 'Sapaan'
  if (!until || until <= now) return good(about, 'tidak dibatasi WhatsApp')
  const hours = Math.ceil((until.getTime() - now.getTime()) / 3600_000)
  return bad(
    about,
    `dihentikan WhatsApp, masih sekitar ${hours} jam`,
    'Jangan menulis kepada orang yang belum menulis, juga tidak dari ponselnya; tunggu sampai lewat.',
  )
}

/** The servers it needs: for messages, and for files. */
function hostsOf(url: string): readonly string[] {
  const { host } = new URL(url)
  return url === realWhatsApp ? [`https://${host}`, 'https://mmg.whatsapp.net'] : [`http://${host}`]
}

async function examineWay(url: string): Promise<Findings> {
  const findings: Finding[] = []
  for (const root of hostsOf(url)) {
    const asked = Date.now()
    const answer = await ask(root)
    const here = (asked + Date.now()) / 2
    const { host } = new URL(root)
    if (!answer)
      findings.push(bad('Jalan keluar', `${host} tidak menjawab`, `Buka jalan keluar ke ${host} di tembok api.`))
    else {
      findings.push(good('Jalan keluar', `${host} menjawab`))
      if (findings.length === 1) findings.push(judgeClock(answer, here, 'WhatsApp'))
    }
  }
  return findings
}
