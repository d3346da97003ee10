import { marksOf } from '../domain/access.ts'
import { hideSecrets } from '../domain/secrets.ts'
import type { Office } from './conversation/context.ts'
import { isCommand, roleCodeIn, rolePrefix, senderOf, type Incoming } from './message.ts'
import type { Actor, Channel, Clock, Roster, Staff, Standing } from './ports.ts'

export interface OfficeParts {
  readonly roster: Roster
  readonly clock: Clock
  /** A random token, at most 58 letters, digits, - and _. */
  readonly token: () => string
}

/**
 * Who acts. The roster knows members; somebody it does not know, or of whom it does not know whether they made the
 * group, is looked up on the network once: in a group always, in private only when the conversation is new.
 */
export async function actorOf(
  message: Incoming,
  staff: ReadonlyMap<string, Staff>,
  groups: readonly string[],
  channel: Channel | undefined,
  isNew: boolean,
  roster: Roster,
): Promise<Actor | null> {
  const sender = senderOf(message)
  if (!sender) return null
  const key = `${message.account}/${sender.id}`
  const record = staff.get(key) ?? null
  const inGroup = 'where' in message && message.where === 'group'
  const unknown = record === null || (inGroup && (!record.member || record.creator == null))
  const connecting = isCommand(message, 'hubungkan') && inGroup
  const lookUp =
    message.kind !== 'membership' && message.kind !== 'reachability' && (connecting || (unknown && (inGroup || isNew)))
  const isFounder = async (one: Staff | null): Promise<boolean> =>
    one?.member === true && one.creator === true && !(await roster.hasAdmin(message.account))
  if (!lookUp || !channel)
    return { sender, staff: record, known: record !== null, admin: false, founder: await isFounder(record) }
  let found: Standing = 'none'
  for (const group of groups) {
    const here = await channel.membership(group, sender.id, !inGroup)
    if (standings.indexOf(here) > standings.indexOf(found)) found = here
    if (found === 'creator') break
  }
  if (found === 'none')
    return {
      sender,
      staff: record && { ...record, member: false },
      known: record !== null,
      admin: false,
      founder: false,
    }
  const fields = { _id: key, id: sender.id, name: sender.name, member: true, creator: found === 'creator' }
  const now = { reachable: false, roles: [], marks: [], ...record, ...fields }
  return {
    sender,
    staff: now,
    known: record?.member === true && record.creator === now.creator,
    admin: found === 'admin' || found === 'creator',
    founder: await isFounder(now),
  }
}

const standings: readonly Standing[] = ['none', 'member', 'admin', 'creator']

/** A code that comes back as it was given: one in some thousands begins like a password and would be hidden. */
function newCode(token: () => string): string {
  for (;;) {
    const code = token()
    if (!hideSecrets(`/start ${rolePrefix}${code}`).hidden) return code
  }
}

/** What messages about the staff itself may know; null for all others, which are nearly all. */
export async function officeFor(
  message: Incoming,
  actor: Actor | null,
  groups: readonly string[],
  channel: Channel | undefined,
  { roster, clock, token }: OfficeParts,
): Promise<Office | null> {
  // Of whoever acts the network may just have told what is not on record yet.
  const everybody = async (): Promise<Staff[]> => {
    const others = (await roster.everybody(message.account)).filter(one => one._id !== actor?.staff?._id)
    return actor?.staff ? [...others, actor.staff] : others
  }
  const code = roleCodeIn(message)
  if (code !== null) {
    const invitation = await roster.takeInvitation(message.account, code, message.id)
    return { everybody: await everybody(), offer: null, invitation }
  }
  if (!groups.includes(message.chat)) return null
  if (isCommand(message, 'peran') && channel) {
    const offer = newCode(token)
    const link = await channel.startLink(`${rolePrefix}${offer}`)
    return { everybody: await everybody(), offer: { code: offer, link }, invitation: null }
  }
  const isMarked = actor?.staff && marksOf(actor.staff, clock.now()).length > 0
  return isMarked || isCommand(message, 'tandai')
    ? { everybody: await everybody(), offer: null, invitation: null }
    : null
}
