import { cast, type Cast } from './cast.ts'
import { startTelegram, type TelegramNetwork } from './telegram/server.ts'
import { startWhatsApp, type WhatsAppNetwork } from './whatsapp/server.ts'

/** The local networks with the people who are on them. */
export interface LocalNetworks {
  readonly token: string
  readonly apiRoot: string
  readonly group: string
  readonly cast: Cast
  readonly telegram: TelegramNetwork
  readonly whatsapp: WhatsAppNetwork
  /** The LPSE's phone uses what Loket offers to link WhatsApp with. */
  link(offer: { readonly qr: string } | { readonly pairingCode: string }): void
  /** What to type to try it without a page. */
  readonly hints: readonly { readonly what: string; readonly command: string }[]
  stop(): Promise<void>
}

export interface LocalNetworksOptions {
  /** Default: any free ones. */
  readonly ports?: { readonly telegram: number; readonly whatsapp: number }
  /** Default: a random one. */
  readonly token?: string
  /** Milliseconds since the epoch. Default: the machine's time. */
  readonly now?: () => number
}

/**
 * Starts the local networks: penyedia are on both, the staff have their group on Telegram, made by the koordinator, who
 * made the bot its administrator. Rejects when a port is taken.
 */
export async function startLocalNetworks({ ports, token, now }: LocalNetworksOptions = {}): Promise<LocalNetworks> {
  const { group } = cast
  const time = now ? { now } : {}
  const telegram = await startTelegram({
    groups: [{ id: group, title: 'Help Desk LPSE', forum: true }],
    limits: true,
    ...(ports ? { port: ports.telegram } : {}),
    ...(token ? { token } : {}),
    ...time,
  })
  const whatsapp = await startWhatsApp({ ...(ports ? { port: ports.whatsapp } : {}), ...time }).catch(
    async (error: unknown) => {
      await telegram.stop()
      throw error
    },
  )
  for (const { key, name, phone, telegram: id } of cast.outsiders) {
    telegram.person(id, name, key)
    whatsapp.person(phone, name)
  }
  for (const { name, username, telegram: id, founder } of cast.staff) {
    telegram.person(id, name, username)
    telegram.join(group, id, founder ? 'creator' : 'member')
  }
  const [sari, dewi] = cast.outsiders
  const control = `${telegram.root}/_control`
  const phone = `${whatsapp.root}/_control`
  return {
    token: telegram.token,
    apiRoot: telegram.root,
    group: String(group),
    cast,
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
        command: `curl ${phone}/say --json '{"phone":"${dewi!.phone}","content":{"text":"Saya gagal unggah dokumen"}}'`,
      },
      { what: 'Lihat jawaban kepada Dewi', command: `curl '${phone}/chat?chat=${dewi!.phone}'` },
      {
        what: 'Sari menulis ke bot Telegram',
        command: `curl ${control}/say --json '{"from":${sari!.telegram},"content":{"text":"Lupa kata sandi SPSE"}}'`,
      },
      { what: 'Lihat jawaban kepada Sari', command: `curl '${control}/chat?chat=${sari!.telegram}'` },
      { what: 'Lihat topiknya di grup petugas', command: `curl '${control}/topics?group=${group}'` },
    ],
    async stop() {
      await whatsapp.stop()
      await telegram.stop()
    },
  }
}
