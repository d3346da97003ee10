import type { Topic } from '../../app/ports.ts'
import type { RetentionParts } from '../../app/retention.ts'
import { messageLink } from '../../channels/telegram/links.ts'

type Parts = Pick<RetentionParts, 'store' | 'mayDeleteTopics'>

/** Copies in the groups that only a person can delete: messages outside of topics, and topics the bot may not delete. */
export async function toDeleteByHand(parts: Parts): Promise<Topic[]> {
  return (await sorted(parts)).byHand
}

/** In words and with addresses what still stands in the groups; empty when nothing does. */
export async function showLeft(parts: Parts): Promise<string> {
  const { byHand, byBot } = await sorted(parts)
  const waiting = byBot.length ? `\n${byBot.length} topik menunggu dihapus oleh Loket yang berjalan.\n` : ''
  if (!byHand.length) return waiting
  return [
    `${waiting}\nHapus dengan tangan di grup petugas (bot tidak bisa):`,
    ...byHand.flatMap(linesOf),
    'Sesudah dihapus, catat: npm run retensi -- --beres  (atau hanya beberapa: -- --beres TBB-2026-000001)',
    '',
  ].join('\n')
}

async function sorted({ store, mayDeleteTopics }: Parts): Promise<{ byHand: Topic[]; byBot: Topic[] }> {
  const allowed = new Map<string, boolean>()
  const [byHand, byBot]: [Topic[], Topic[]] = [[], []]
  for (const topic of await store.copies.left()) {
    const key = `${topic.account}/${topic.group}`
    if (topic.thread !== null && !allowed.has(key))
      allowed.set(key, await mayDeleteTopics(topic.account, topic.group).catch(() => false))
    ;(topic.thread !== null && allowed.get(key) ? byBot : byHand).push(topic)
  }
  return { byHand, byBot }
}

function linesOf({ _id, group, thread, left = [] }: Topic): string[] {
  if (thread !== null) return [`  ${_id}  topik ${placeOf(group, thread)}`]
  return left.map(one => {
    const at = one.lastIndexOf('/')
    return `  ${_id}  pesan ${placeOf(one.slice(0, at), one.slice(at + 1))}`
  })
}

function placeOf(chat: string, message: string): string {
  return messageLink(chat, message) ?? `${message} di grup ${chat}`
}
