/** The address that opens a message or topic for members of its supergroup; null for a group that has no addresses. */
export function messageLink(chat: string, message: string): string | null {
  const supergroup = /^-100(\d+)$/.exec(chat)?.[1]
  return supergroup ? `https://t.me/c/${supergroup}/${message}` : null
}
