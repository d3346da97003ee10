import type { LocalNetworks } from './start.ts'

/** How long the bot may take for an answer (ms). */
const patience = 20_000

/**
 * The office takes its seats, as a real one would: each of the staff presses Start, and whoever made the group names the
 * koordinator and the Kepala by their decrees. Resolves when the bot has answered; rejects when it does not.
 */
export async function takeSeats({
  telegram,
  cast: { staff, group },
}: Pick<LocalNetworks, 'telegram' | 'cast'>): Promise<void> {
  for (const { telegram: id } of staff) telegram.pressStart(id)
  await telegram.until(() => staff.every(one => telegram.chat(one.telegram).some(isBots)), patience)
  const founder = staff.find(one => one.founder)!
  const orders = staff.flatMap(({ role, username }) =>
    role ? [telegram.sayInGroup(founder.telegram, group, { text: `/peran ${role} @${username}` })] : [],
  )
  const isAnswered = ({ message_id: id }: (typeof orders)[number]): boolean =>
    telegram.chat(group).some(message => isBots(message) && message.replyTo === id)
  await telegram.until(() => orders.every(isAnswered), patience)
}

function isBots({ from }: { readonly from: unknown }): boolean {
  return from === 'bot'
}
