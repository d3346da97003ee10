import { may, rolesOf } from '../../domain/access.ts'
import { plainText } from '../../domain/rich.ts'
import type { Policy } from '../../flows/policy.ts'
import type { DeliveryOutcome, Heard, Tapped } from '../message.ts'
import type { Complaint, ConversationState, Draft, Send, Staff, WaitingWord } from '../ports.ts'
import { personOf } from './anggota.ts'
import { text, type Acts } from './context.ts'
import { knownIdentity } from './form/details.ts'
import { delivered, markOn, noted, whySentence } from './signs.ts'
import { complaintIn, withComplaint } from './state.ts'
import { isTakingBack } from './taken-back.ts'
import { carry, keep } from './thread.ts'

/** The Kepala whom the bot may write to now, or null: nobody is named, or they never pressed Start. */
export function reachableHead({ context: { roster, now } }: Acts): Staff | null {
  return roster.find(one => one.reachable && rolesOf(one, now).has('kepala')) ?? null
}

/** Records a complaint with a number of its own and brings it to Kepala LPSE alone, or keeps it until there is one. */
export function openComplaint(
  state: ConversationState,
  words: readonly WaitingWord[],
  acts: Acts,
): { state: ConversationState; number: string } {
  const { now } = acts.context
  const number = acts.context.number('complaint')
  const complaint: Complaint = {
    number,
    status: 'open',
    openedAt: now,
    closedAt: null,
    waiting: words,
    head: null,
  }
  acts.complaint(complaint)
  for (const one of words) keep(acts, number, one, 'complained')
  if (!reachableHead(acts)) tellCreator(acts)
  return { state: bring(withComplaint({ ...state, focus: { number, at: now } }, complaint), number, acts), number }
}

/** Brings what waits to the Kepala, when there is one the bot may write to. */
export function bring(state: ConversationState, number: string, acts: Acts): ConversationState {
  const head = reachableHead(acts)
  const complaint = complaintIn(state, number)
  if (!head || !complaint?.waiting.length) return state
  if (complaint.head !== head.id)
    acts.toHead(head.id, number, 'card', { kind: 'text', ...headCard(state, complaint, acts) })
  for (const words of complaint.waiting) show(head.id, number, words, acts)
  return withComplaint(state, { ...complaint, head: head.id, waiting: [] })
}

/** Later words of who complains: to the Kepala, like the first. */
export function hearComplainant(
  state: ConversationState,
  complaint: Complaint,
  words: WaitingWord,
  acts: Acts,
): ConversationState {
  keep(acts, complaint.number, words)
  if (!reachableHead(acts)) acts.say('tambahan pengaduan', { nomor: complaint.number }, complaint.number)
  const waiting = withComplaint(state, { ...complaint, waiting: [...complaint.waiting, words] })
  return bring(waiting, complaint.number, acts)
}

function show(head: string, number: string, words: WaitingWord, acts: Acts): void {
  const acknowledge = markOn(words.source, noted)
  const options: Partial<Draft> = { source: words.source, said: words.text, acknowledge }
  const contents = carry(words.text && `👤 ${words.text}`, words.attachments, acts.context.staffCapabilities, '👤')
  contents.forEach((content, at) =>
    acts.toHead(head, number, 'mirror', content, at ? { ...options, acknowledge: null } : options),
  )
}

function headCard(state: ConversationState, { number, status }: Complaint, { context: { say } }: Acts) {
  const { name, organisation } = knownIdentity(state)
  const who = [name, organisation].filter(Boolean).join(', ')
  return {
    text: say(status === 'open' ? 'pengaduan untuk kepala' : 'pengaduan sudah selesai', { nomor: number, nama: who }),
    buttons:
      status === 'open'
        ? [
            [
              { text: plainText(say('tombol balas')), data: `balas ${number}` },
              { text: plainText(say('tombol selesai')), data: `tutup ${number}` },
            ],
          ]
        : [],
  }
}

/** The group's creator learns that something waits for a Kepala, and nothing of what. */
function tellCreator(acts: Acts): void {
  const { roster, desk, say } = acts.context
  const creator = roster.find(one => one.creator && one.member)
  const words = text(say('pengaduan menunggu'))
  if (creator?.reachable) acts.toStaff(creator.id, null, words)
  else if (desk?.groups[0]) acts.toGroup({ chat: desk.groups[0], messageId: '' }, words)
}

/** What the Kepala writes in reply to a complaint: it goes to who complained, and to nobody else. */
export function hearHead(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { answered, actor, now, say, chat } = acts.context
  const complaint = complaintIn(state, answered?.ticket)
  const isHead = actor !== null && may(personOf(actor), 'answer complaints', now) === true
  const tell = (sentence: 'balas di topik saja' | 'pengaduan bukan anda' | 'pengaduan sudah ditutup'): void => {
    if (actor) acts.toStaff(actor.sender.id, null, text(say(sentence)))
  }
  if (!complaint) {
    tell('balas di topik saja')
    return state
  }
  if (!isHead) {
    acts.event('refused', complaint.number, message.from?.id ?? 'anonim', { message: message.id })
    tell('pengaduan bukan anda')
    return state
  }
  if (complaint.status !== 'open') {
    tell('pengaduan sudah ditutup')
    return state
  }
  acts.event('complaint answered', complaint.number, actor.sender.id, {
    text: message.text,
    ...(message.attachments.length ? { attachments: message.attachments } : {}),
    source: message.id,
  })
  const words = message.text && plainText(say('balasan kepala', { nomor: complaint.number, isi: message.text }))
  const contents = carry(words, message.attachments, acts.context.capabilities)
  contents.forEach((content, at) =>
    acts.toPerson('reply', content, complaint.number, {
      source: message.id,
      said: message.text,
      delivered: at === contents.length - 1 ? markOn(message.id, delivered) : null,
    }),
  )
  return chat ? { ...state, focus: { number: complaint.number, at: now } } : state
}

/** A tap of the Kepala under a complaint. */
export function hearHeadTap(
  state: ConversationState,
  complaint: Complaint,
  verb: string,
  tap: Tapped,
  acts: Acts,
): ConversationState {
  const { actor, now, say, answered } = acts.context
  if (!actor || may(personOf(actor), 'answer complaints', now) !== true) {
    acts.event('refused', complaint.number, tap.from.id, { tap: verb })
    acts.answerTap(plainText(say('pengaduan bukan anda')), true)
    return state
  }
  if (complaint.status !== 'open') {
    acts.answerTap(plainText(say('pengaduan sudah ditutup')))
    return state
  }
  if (verb === 'balas') {
    acts.answerTap('')
    acts.toHead(
      actor.sender.id,
      complaint.number,
      'question',
      text(say('tanya balasan pengaduan', { nomor: complaint.number })),
    )
    return state
  }
  if (verb !== 'tutup') {
    acts.answerTap(plainText(say('tidak berlaku')))
    return state
  }
  acts.answerTap(plainText(say('pengaduan ditutup')))
  acts.event('complaint closed', complaint.number, actor.sender.id)
  acts.say('pengaduan selesai', { nomor: complaint.number }, complaint.number)
  const closed: Complaint = { ...complaint, status: 'closed', closedAt: now }
  acts.complaint(closed)
  if (answered) acts.change(answered, { kind: 'edit', of: answered.id, ...headCard(state, closed, acts) })
  return withComplaint(state, closed)
}

/**
 * A send about a complaint ended. What did not reach the Kepala waits until one can be reached, and the person and who
 * made the group hear of it as if there had been none; it is never shown elsewhere.
 */
export function complaintEnded(
  state: ConversationState,
  complaint: Complaint,
  send: Send,
  { outcome, reason }: Pick<DeliveryOutcome, 'outcome' | 'reason'>,
  acts: Acts,
): ConversationState {
  const { roster, say, policy } = acts.context
  const { number } = complaint
  const head = roster.find(one => one.id === complaint.head)
  const isLost = outcome === 'failed' || outcome === 'unreachable' || outcome === 'unknown'
  if (send.purpose === 'reply') {
    if (isLost && head && send.content.kind !== 'edit') {
      const sebab = plainText(say(whySentence(outcome, reason)))
      acts.toStaff(head.id, null, text(say('balasan kepala gagal', { nomor: number, sebab })))
    }
    return state
  }
  if (send.purpose !== 'mirror' && send.purpose !== 'card') return state
  if (isTakingBack(send)) {
    if (isLost && head) acts.toStaff(head.id, null, text(say('hapusan tetap')))
    return state
  }
  // What the network refuses once it refuses again.
  if (outcome === 'failed' && head) acts.toStaff(head.id, null, text(say('pengaduan tidak tampil', { nomor: number })))
  if (outcome !== 'unreachable') return state
  if (head) acts.staff({ ...head, reachable: false }, 'reachability')
  // Of several sends that end like this only the first is told.
  if (complaint.head !== null) {
    tellCreator(acts)
    const cara = otherWays(policy)
    acts.say('pengaduan tertahan', { nomor: number, cara }, number)
  }
  return withComplaint(state, { ...complaint, head: null, waiting: waitingAgain(complaint.waiting, send) })
}

/** The ways beside the Kepala that the policy names, one a line. */
export function otherWays({ complaint }: Policy): string {
  return complaint.otherWays.map(({ name, contact }) => (contact ? `${name}: ${contact}` : name)).join('\n')
}

/** The words of a send that did not arrive, among those that wait: each message once, in the order they were said. */
function waitingAgain(waiting: readonly WaitingWord[], send: Send): readonly WaitingWord[] {
  if (send.purpose !== 'mirror' || !send.source) return waiting
  const files = send.content.kind === 'files' ? send.content.attachments : []
  const known = waiting.find(one => one.source === send.source)
  const again: WaitingWord = known
    ? { ...known, attachments: [...known.attachments, ...files] }
    : { text: send.said ?? '', attachments: files, source: send.source, at: send.at }
  return [...waiting.filter(one => one !== known), again].toSorted((one, other) => Number(one.at) - Number(other.at))
}
