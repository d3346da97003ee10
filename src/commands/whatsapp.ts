import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountStates } from '../app/ports.ts'
import { linkedScreen, linkScreen } from '../channels/whatsapp/link-screen.ts'
import { createLog } from '../log.ts'
import { whatsappAccount } from '../networks/whatsapp-account.ts'
import { createAccountKeys } from '../storage/account-keys.ts'
import { createAccountStates } from '../storage/account-states.ts'
import { bindKey } from '../storage/key.ts'
import { describeStanding, loadStanding, type WhatsAppStanding } from './whatsapp-standing.ts'
import { runCommand, withStore, type Store } from './with-store.ts'

// npm run whatsapp -- pair | status | logout
const verbs = { pair, status, logout } as const
const verb = process.argv[2] ?? 'status'

/** How long pair waits for the phone, and logout for Loket (ms). */
const pairPatience = 10 * 60_000
const logoutPatience = 30_000
const lookEvery = 1000

await runCommand(async () => {
  if (!Object.hasOwn(verbs, verb)) return refuse('Tulis: npm run whatsapp -- pair | status | logout')
  await withStore(async store => {
    await bindKey(store.connection, store.key)
    await verbs[verb as keyof typeof verbs](store, createAccountStates(store.connection, store.key))
  })
})

/** Shows how the account stands, in words, with what is to be done. */
async function status({ config, connection, key }: Store): Promise<void> {
  const standing = await loadStanding(connection, key)
  const { state } = standing
  const { means, mend } = describeStanding(standing)
  say(`Keadaan   ${state?.state ?? 'unlinked'}: ${means}`)
  if (mend) say(`          → ${mend}`)
  if (state) say(`Sejak     ${timeOf(state.since)}`)
  if (state?.number) say(`Nomor     +${state.number}${state.name ? `, ${state.name}` : ''}`)
  if (state?.reason) say(`Sebab     ${state.reason}`)
  const until = state?.outreachStoppedUntil
  if (until && until > new Date()) say(`Sapaan    dihentikan WhatsApp sampai ${timeOf(until)}`)
  say(`Loket     ${standing.isServed ? 'sedang berjalan' : 'tidak sedang berjalan'}`)
  if (config.WHATSAPP === 'off' && config.networks !== 'simulated') say('Setelan   WHATSAPP belum "on" di .env')
}

/** Asks the Loket that runs for a QR or code, and shows each until the phone has used one. */
async function pair({ connection, key }: Store, states: AccountStates): Promise<void> {
  const before = await loadStanding(connection, key)
  if (!before.isServed) return refuse('Jalankan Loket lebih dulu (WHATSAPP=on, npm start), lalu ulangi perintah ini.')
  // While the link stands, a wish to link would mean nothing.
  if (before.state?.state === 'down')
    return refuse(`${sentence(describeStanding(before).means)}. Nomornya masih tertaut.`)
  if (before.state?.state === 'open') return say(linkedScreen(before.state))
  if (before.state?.state !== 'linking') await states.change(whatsappAccount, { wanted: 'pair' })
  let shown: string | null = null
  for (const end = Date.now() + pairPatience; Date.now() < end; await sleep(lookEvery)) {
    const standing = await loadStanding(connection, key)
    const { state } = standing
    if (state?.state === 'open') return say(linkedScreen(state))
    const offer = state?.qr ? { qr: state.qr } : state?.pairingCode ? { pairingCode: state.pairingCode } : null
    const screen = offer ? await linkScreen(offer) : troubleOf(standing)
    if (!screen || screen === shown) continue
    shown = screen
    say(`\n${screen}\n`)
  }
  refuse('Belum ada ponsel yang terhubung. Ulangi bila ponselnya siap.')
}

/** What keeps a QR or code from coming, for pair; null: nothing. */
function troubleOf(standing: WhatsAppStanding): string | null {
  const { state } = standing
  return state?.state === 'linking' && state.reason
    ? `${sentence(describeStanding(standing).means)} (${state.reason}).`
    : null
}

/** Unlinks the number: through the Loket that runs, or without one by forgetting its keys. */
async function logout({ config, connection, key }: Store, states: AccountStates): Promise<void> {
  const { state, isServed } = await loadStanding(connection, key)
  if (!isServed) {
    await createAccountKeys(connection, key, createLog(config.LOG_LEVEL)).forget(whatsappAccount)
    const forgotten = { reason: null, number: null, name: null, qr: null, pairingCode: null, wanted: null } as const
    await states.change(whatsappAccount, { ...forgotten, state: 'unlinked', since: new Date(), outage: null })
    return say('Kunci WhatsApp dihapus dari Loket. Di ponsel, keluarkan juga perangkat ini di Perangkat tertaut.')
  }
  if (!state || state.state === 'unlinked' || state.state === 'linking') return say('Tidak ada nomor yang tertaut.')
  await states.change(whatsappAccount, { wanted: 'logout' })
  for (const end = Date.now() + logoutPatience; Date.now() < end; await sleep(lookEvery)) {
    const now = await states.load(whatsappAccount)
    if (now?.wanted === null && now.state === 'unlinked')
      return say(
        'WhatsApp dilepas. Tiket dan balasan yang menunggu tetap ada. Menautkan lagi: npm run whatsapp -- pair',
      )
  }
  // Left standing, it would unlink whatever is linked next.
  await states.change(whatsappAccount, { wanted: null })
  refuse('Loket belum menjawab; lihat log-nya, lalu ulangi.')
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** In the time of this computer. */
function timeOf(at: Date): string {
  return at.toLocaleString('id-ID', { dateStyle: 'medium', timeStyle: 'short' })
}

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}

function refuse(words: string): void {
  process.exitCode = 1
  process.stderr.write(`${words}\n`)
}
