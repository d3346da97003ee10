import { parseArgs } from 'node:util'
import { captureConsole } from '../channels/whatsapp/console-capture.ts'
import { createLog } from '../log.ts'
import { startLocalNetworks, type LocalNetworks } from '../simulator/start.ts'

// npm run latihan [-- --telegram 8081 --whatsapp 8090]
const { values } = parseArgs({
  options: {
    telegram: { type: 'string', default: '8081' },
    whatsapp: { type: 'string', default: '8090' },
  },
})

/** The same at each start, so that .env need not change. Opens nothing but the local server. */
const token = '7000000001:latihan-di-komputer-ini-saja-000000'

await run()

/** The networks to rehearse with, as a program of their own, until Ctrl-C or SIGTERM. */
async function run(): Promise<void> {
  // The phones of the local WhatsApp keep their keys with libsignal, which prints them.
  captureConsole(createLog('silent'))
  let networks: LocalNetworks
  try {
    networks = await startLocalNetworks({
      token,
      ports: { telegram: Number(values.telegram), whatsapp: Number(values.whatsapp) },
    })
  } catch {
    process.exitCode = 1
    process.stderr.write(
      `Port ${values.telegram} atau ${values.whatsapp} tidak dapat dipakai.\n→ npm run latihan -- --telegram 8181 --whatsapp 8190\n`,
    )
    return
  }
  process.stdout.write(screen(networks))
  const stop = (): void => void networks.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function screen({ apiRoot, group, whatsapp, hints }: LocalNetworks): string {
  const phone = `${whatsapp.root}/_control`
  const steps = [
    {
      what: 'Ponsel LPSE memindai QR yang tampil di Loket (salin teks di bawah gambarnya)',
      command: `curl ${phone}/scan --json '{"qr":"TEKS QR"}'`,
    },
    {
      what: 'Atau, bila Loket menampilkan kode, mengetik kode itu',
      command: `curl ${phone}/typeCode --json '{"code":"ABCD-1234"}'`,
    },
    ...hints,
  ]
  return `
LATIHAN: WhatsApp dan Telegram tiruan, hanya di komputer ini. Isinya kosong lagi setiap kali mulai.

Tulis ini di .env, lalu jalankan Loket di terminal lain (npm start):

TELEGRAM_BOT_TOKEN=${token}
TELEGRAM_API_ROOT=${apiRoot}
TELEGRAM_STAFF_GROUP=${group}
WHATSAPP=on
WHATSAPP_WS_URL=${whatsapp.wsUrl}

Nomor LPSE di sini ${whatsapp.botPhone}; dengan WHATSAPP_PHONE=${whatsapp.botPhone} Loket memberi kode sebagai ganti QR.

${steps.map(({ what, command }, at) => `  ${at + 1}. ${what}:\n     ${command}`).join('\n')}

Berhenti: Ctrl-C

`
}
