import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountState, AccountStates } from '../app/ports.ts'
import { linkScreen } from '../channels/whatsapp/link-screen.ts'
import { createLog } from '../log.ts'
import { whatsappAccount } from '../networks/whatsapp.ts'
import { createAccountKeys } from '../storage/account-keys.ts'
import { createAccountStates } from '../storage/account-states.ts'
import { bindKey } from '../storage/key.ts'
import { createLeases } from '../storage/leases.ts'
import { runCommand, withStore, type Store } from './with-store.ts'

// npm run whatsapp -- pair | status | logout
const verbs = { pair, status, logout } as const
const verb = process.argv[2] ?? 'status'

/** How long pair waits for the phone, and logout for Loket (ms). */
const pairPatience = 10 * 60_000
const logoutPatience = 30_000
const lookEvery = 1000

await runCommand(() =>
  withStore(async store => {
    await bindKey(store.connection, store.key)
    if (!Object.hasOwn(verbs, verb)) {
      process.stdout.write('Tulis: npm run whatsapp -- pair | status | logout\n')
      process.exitCode = 1
      return
    }
    await verbs[verb as keyof typeof verbs](store, createAccountStates(store.connection, store.key))
  }),
)

/** Shows how the account stands, for people and in words. */
async function status(store: Store, states: AccountStates): Promise<void> {
  const state = await states.load(whatsappAccount)
  const { WHATSAPP } = store.config
  say(`Keadaan   ${state?.state ?? 'unlinked'}${state ? `, sejak ${state.since.toISOString()}` : ''}`)
  if (state?.number) say(`Nomor     +${state.number}${state.name ? `, ${state.name}` : ''}`)
  if (state?.reason) say(`Sebab     ${state.reason}`)
  if (state?.outreachStoppedUntil) say(`Sapaan    dihentikan sampai ${state.outreachStoppedUntil.toISOString()}`)
  say(`Loket     ${(await isServed(store)) ? 'sedang melayani WhatsApp' : 'tidak sedang melayani WhatsApp'}`)
  if (WHATSAPP === 'off' && store.config.networks !== 'simulated') say('Setelan   WHATSAPP belum "on" di .env')
}

/** Asks the Loket that runs for a QR or code, and shows each until the phone has used one. */
async function pair(store: Store, states: AccountStates): Promise<void> {
  if (!(await isServed(store)))
    return refuse('Jalankan Loket lebih dulu (WHATSAPP=on, npm start), lalu ulangi perintah ini.')
  const before = await states.load(whatsappAccount)
  if (before?.state === 'open') return linked(before)
  if (before?.state !== 'linking') await states.change(whatsappAccount, { wanted: 'pair' })
  let shown: string | null = null
  for (const end = Date.now() + pairPatience; Date.now() < end; await sleep(lookEvery)) {
    const state = await states.load(whatsappAccount)
    if (state?.state === 'open') return linked(state)
    const offer = state?.qr ? { qr: state.qr } : state?.pairingCode ? { pairingCode: state.pairingCode } : null
    const text = offer && ('qr' in offer ? offer.qr : offer.pairingCode)
    if (!offer || text === shown) continue
    shown = text
    say(`\n${await linkScreen(offer)}\n`)
  }
  refuse('Belum ada ponsel yang terhubung. Ulangi bila ponselnya siap.')
}

/** Unlinks the number: through the Loket that runs, or without one by forgetting its keys. */
async function logout(store: Store, states: AccountStates): Promise<void> {
  if (!(await isServed(store))) {
    await createAccountKeys(store.connection, store.key, createLog(store.config.LOG_LEVEL)).forget(whatsappAccount)
    await states.change(whatsappAccount, { state: 'unlinked', since: new Date(), number: null, name: null })
    say('Kunci WhatsApp dihapus dari Loket. Di ponsel, keluarkan juga perangkat ini di Perangkat tertaut.')
    return
  }
  await states.change(whatsappAccount, { wanted: 'logout' })
  for (const end = Date.now() + logoutPatience; Date.now() < end; await sleep(lookEvery)) {
    const state = await states.load(whatsappAccount)
    if (state && state.wanted === null && state.state !== 'open')
      return say('WhatsApp dilepas. Tiket dan balasan yang menunggu tetap ada.')
  }
  refuse('Loket belum menjawab; lihat log-nya, lalu ulangi.')
}

function linked({ number, name }: AccountState): void {
  say(`Terhubung: +${number ?? '–'}${name ? `, ${name}` : ''}.`)
}

/** Whether some process holds the account now. */
async function isServed({ connection }: Store): Promise<boolean> {
  return (await createLeases(connection).holders(`receiving ${whatsappAccount}`)).length > 0
}

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}

function refuse(words: string): void {
  process.exitCode = 1
  process.stderr.write(`${words}\n`)
}
