import { startTelegram, type TelegramNetwork } from './telegram/server.ts'
import { startWhatsApp, type WhatsAppNetwork } from './whatsapp/server.ts'

export interface Simulation {
  readonly token: string
  readonly apiRoot: string
  readonly group: string
  readonly telegram: TelegramNetwork
  readonly whatsapp: WhatsAppNetwork
  /** The LPSE's phone uses what Loket offers to link WhatsApp with. */
  link(offer: { readonly qr: string } | { readonly pairingCode: string }): void
  /** What to type to try it, for the start screen. */
  readonly hints: readonly { readonly what: string; readonly command: string }[]
  stop(): Promise<void>
}

const group = -1001000000001
const sari = 5001
const budi = 7001
const dewi = '6281200000002'

export interface SimulationOptions {
  /** Default: any free ones. */
  readonly ports?: { readonly telegram: number; readonly whatsapp: number }
  /** Default: a random one. */
  readonly token?: string
}

/**
 * Starts the local networks of the simulation with a small cast: Sari writes on Telegram, Dewi on WhatsApp, Budi answers
 * in the group. Rejects when a port is taken.
 */
export async function startSimulation({ ports, token }: SimulationOptions = {}): Promise<Simulation> {
  const telegram = await startTelegram({
    groups: [{ id: group, title: 'Help Desk LPSE', forum: true }],
    limits: true,
    ...(ports ? { port: ports.telegram } : {}),
    ...(token ? { token } : {}),
  })
  const whatsapp = await startWhatsApp(ports ? { port: ports.whatsapp } : {}).catch(async (error: unknown) => {
    await telegram.stop()
    throw error
  })
  telegram.person(sari, 'Sari Wulandari', 'sari')
  telegram.join(group, budi, 'creator')
  telegram.person(budi, 'Budi')
  whatsapp.person(dewi, 'Dewi Lestari')
  const control = `${telegram.root}/_control`
  const phone = `http://127.0.0.1:${whatsapp.port}/_control`
  return {
    token: telegram.token,
    apiRoot: telegram.root,
    group: String(group),
    telegram,
    whatsapp,
    link(offer) {
      const used = 'qr' in offer ? whatsapp.scan(offer.qr) : whatsapp.typeCode(offer.pairingCode)
      // One that was replaced meanwhile is refused; the next one is used.
      used.catch(() => undefined)
    },
    hints: [
      {
        what: 'Dewi menulis di WhatsApp',
        command: `curl ${phone}/say --json '{"phone":"${dewi}","content":{"text":"Saya gagal unggah dokumen"}}'`,
      },
      { what: 'Lihat jawaban kepada Dewi', command: `curl '${phone}/chat?chat=${dewi}'` },
      {
        what: 'Sari menulis ke bot Telegram',
        command: `curl ${control}/say --json '{"from":${sari},"content":{"text":"Lupa kata sandi SPSE"}}'`,
      },
      { what: 'Lihat jawaban kepada Sari', command: `curl '${control}/chat?chat=${sari}'` },
      { what: 'Lihat topiknya di grup petugas', command: `curl '${control}/topics?group=${group}'` },
    ],
    async stop() {
      await whatsapp.stop()
      await telegram.stop()
    },
  }
}
