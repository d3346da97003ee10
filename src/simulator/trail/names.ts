import type { Cast } from '../cast.ts'
import type { TelegramNetwork } from '../telegram/server.ts'
import type { WhatsAppNetwork } from '../whatsapp/server.ts'

/** What the strip calls people and places: by first name, and the staff group as such. */
export interface Names {
  /** A person or group of Telegram by its id. */
  telegram(id: number): string
  /** A person of WhatsApp by number or address. */
  whatsapp(address: string): string
}

/** Names of the cast, and of others as the networks know them. */
export function createNames({
  cast,
  telegram,
  whatsapp,
}: {
  readonly cast: Cast
  readonly telegram: Pick<TelegramNetwork, 'nameOf'>
  readonly whatsapp: Pick<WhatsAppNetwork, 'accountOf'>
}): Names {
  const everybody = [...cast.staff, ...cast.outsiders]
  return {
    telegram(id) {
      if (id < 0) return 'grup'
      return firstOf(everybody.find(one => one.telegram === id)?.name ?? telegram.nameOf(id))
    },
    whatsapp(address) {
      const account = whatsapp.accountOf(address)
      return firstOf(cast.outsiders.find(one => one.phone === account?.phone)?.name ?? account?.name ?? 'seseorang')
    },
  }
}

function firstOf(name: string): string {
  return name.trim().split(/\s+/, 1)[0] || 'seseorang'
}
