import {
  codeLasts,
  codesAnHour,
  isMistypedCode,
  linkCodeIn,
  missesAnHour,
  showLinkCode,
  withinHour,
} from '../../domain/link-code.ts'
import { plainText } from '../../domain/rich.ts'
import type { Heard } from '../message.ts'
import type { CodeGiver, ConversationState, Linking } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { accountsOf, networkOf, wayOf } from './places.ts'
import { hasOpenComplaint, liveTickets } from './state.ts'

/** What is known of somebody who never asked for a code. */
export const noLinking: Linking = { code: null, given: [], missed: [], parted: [], asked: null }

const longestName = 40

/** HUBUNGKAN: a one-time code, to be sent from the person's account on another network. */
export function giveCode(state: ConversationState, acts: Acts): ConversationState {
  const { now, account, accounts, newCode } = acts.context
  const linking = state.linking ?? noLinking
  const others = [...new Set(accounts.filter(one => networkOf(one) !== networkOf(account)).map(wayOf))]
  const given = withinHour(linking.given, now)
  if (!others.length) acts.say('hubung tanpa jalur lain')
  else if (given.length >= codesAnHour) acts.say('hubung terlalu sering')
  else {
    const { code, hash } = newCode()
    acts.event('link code given', null, 'pelapor')
    acts.say('hubung kode', { kode: showLinkCode(code), jalur: others.join(' / '), menit: codeLasts / 60_000 })
    const until = new Date(now.getTime() + codeLasts)
    return { ...state, linking: { ...linking, code: { hash, until }, given: [...given, now] } }
  }
  return state
}

/**
 * A message that is a one-time code, or the answer in words to whether the other conversation is theirs. `heard` false:
 * it is about something else. What looks like a code by chance while something is open stays what it is: words.
 */
export function hearLinking(
  state: ConversationState,
  message: Heard,
  acts: Acts,
): { readonly state: ConversationState; readonly heard: boolean } {
  const none = { state, heard: false }
  if (message.attachments.length || message.other !== undefined) return none
  const { say, now, giver } = acts.context
  const answer = message.text.trim().toLowerCase()
  if (state.linking?.asked && state.linking.asked.until > now)
    for (const [button, yes] of [['tombol hubungkan', true] as const, ['tombol bukan saya', false] as const])
      if (answer === plainText(say(button)).toLowerCase()) return { state: answerLink(state, yes, acts), heard: true }
  const entered = linkCodeIn(message.text)
  if (!entered && !isMistypedCode(message.text)) return none
  const linking = state.linking ?? noLinking
  const missed = withinHour(linking.missed, now)
  const isBusy = liveTickets(state).length > 0 || state.form !== null || hasOpenComplaint(state) || state.reporting
  const isByChance = entered?.bare === true && isBusy
  if (missed.length >= missesAnHour) {
    if (isByChance) return none
    acts.say('hubung ditahan')
    return { state, heard: true }
  }
  if (entered && giver) return { state: enter(state, giver, acts), heard: true }
  acts.event('link code wrong', null, 'pelapor')
  if (!isByChance) acts.say('hubung kode salah')
  return { state: { ...state, linking: { ...linking, missed: [...missed, now] } }, heard: !isByChance }
}

/** A code that is good: the person is asked, since a stranger may have talked them into sending it. */
function enter(state: ConversationState, giver: CodeGiver, acts: Acts): ConversationState {
  const { account, chat, contact, say, now } = acts.context
  const own = accountsOf(state, { account, chat }).map(networkOf)
  const isSameNetwork = networkOf(giver.account) === networkOf(account)
  if (giver._id === contact || isSameNetwork) {
    acts.say('hubung jalur sama', { jalur: wayOf(account) })
    return state
  }
  if (giver.accounts.map(networkOf).some(one => own.includes(one))) {
    acts.say('hubung sudah')
    return state
  }
  acts.event('link code entered', null, 'pelapor')
  const key = giver.hash.slice(0, 12)
  const buttons = [
    [{ text: plainText(say('tombol hubungkan')), data: `hubung ya ${key}` }],
    [{ text: plainText(say('tombol bukan saya')), data: `hubung bukan ${key}` }],
  ]
  const nama = shownName(giver.name)
  acts.toPerson(
    'answer',
    text(say('hubung tanya', { sini: wayOf(account), sana: wayOf(giver.account), nama }), buttons),
    null,
  )
  const asked = { contact: giver._id, hash: giver.hash, until: new Date(now.getTime() + codeLasts) }
  return { ...state, linking: { ...(state.linking ?? noLinking), asked } }
}

/** A name in one line and without quotes, so that whoever chose it cannot go on with the question in our words. */
function shownName(name: string): string {
  const letters = [...name.replace(/[\p{C}\p{Z}"“”]+/gu, ' ').trim()]
  return letters.slice(0, longestName).join('') || '–'
}

/** A tap on the answer: Ya or Bukan. null: the question stands no more. */
export function tapLink(state: ConversationState, answer: string, key: string, acts: Acts): ConversationState | null {
  const asked = state.linking?.asked
  if (!asked || !key || !asked.hash.startsWith(key) || asked.until <= acts.context.now) return null
  acts.answerTap('')
  return answerLink(state, answer === 'ya', acts)
}

function answerLink(state: ConversationState, yes: boolean, acts: Acts): ConversationState {
  const { account, chat, contact, now } = acts.context
  const linking = state.linking!
  const { contact: giver, hash } = linking.asked!
  acts.event(yes ? 'link confirmed' : 'link declined', null, 'pelapor')
  if (!yes) acts.say('hubung tidak jadi')
  else
    acts.tell(giver, {
      kind: 'join asked',
      id: `join:${hash.slice(0, 24)}:${contact}`,
      account,
      chat,
      sentAt: now,
      with: contact,
      by: 'code',
      hash,
      accounts: accountsOf(state, { account, chat }),
      place: { account, chat },
      spoken: { account, chat },
      order: 0,
    })
  return { ...state, linking: { ...linking, asked: null } }
}
