import { isHostedLidUser, isHostedPnUser, isLidUser, isPnUser, jidDecode, jidEncode } from '@whiskeysockets/baileys'

/** true for the address of a person or of one of their devices, also of one that Meta hosts for a business. */
export function isOfPerson(jid: string): boolean {
  return Boolean(isPnUser(jid) || isLidUser(jid) || isHostedPnUser(jid) || isHostedLidUser(jid))
}

/** A person's own chat, without the device it was written on; null for everything that is no person's. */
export function personOf(jid: string | null | undefined): string | null {
  if (!jid || !isOfPerson(jid)) return null
  const user = jidDecode(jid)?.user
  // WhatsApp's own announcements come from user 0.
  if (!user || user === '0') return null
  return jidEncode(user, isLidUser(jid) || isHostedLidUser(jid) ? 'lid' : 's.whatsapp.net')
}
