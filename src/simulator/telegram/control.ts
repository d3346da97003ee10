import {
  content,
  createControl,
  number,
  optionalNumber,
  text,
  type Arguments,
  type Control,
  type Verbs,
} from '../control.ts'
import { faultKinds, type Fault } from './faults.ts'
import type { TelegramNetwork } from './server.ts'
import type { Content } from './types.ts'

const place = (given: Arguments) => ({ chat: { id: number(given, 'chat') }, message_id: number(given, 'message') })

const said = (given: Arguments) =>
  content<Content & { thread?: number }>(given, ['photo', 'voice', 'video', 'audio', 'sticker'])

/** Milliseconds a tap over HTTP waits for its answer. */
const tapPatience = 10_000

/** What another process may do with the network, over HTTP. */
export function telegramControl(network: TelegramNetwork): Control {
  const posts: Verbs['posts'] = {
    person: given => {
      const username = given['username'] === undefined ? undefined : text(given, 'username')
      network.person(number(given, 'id'), text(given, 'name'), username)
    },
    say: given => network.say(number(given, 'from'), said(given)),
    sayInGroup: given => network.sayInGroup(number(given, 'from'), number(given, 'group'), said(given)),
    sayAnonymously: given => network.sayAnonymously(number(given, 'group'), said(given)),
    edit: given => network.edit(place(given), said(given)),
    tap: async given => {
      const answer = network.tap(number(given, 'from'), place(given), text(given, 'button'))
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>(resolve => (timer = setTimeout(resolve, tapPatience)))
      const shown = await Promise.race([answer, patience])
      clearTimeout(timer)
      return { answer: shown ?? null }
    },
    pressStart: given =>
      given['payload'] === undefined
        ? network.pressStart(number(given, 'from'))
        : network.pressStart(number(given, 'from'), text(given, 'payload')),
    block: given => network.block(number(given, 'person')),
    unblock: given => network.unblock(number(given, 'person')),
    react: given =>
      network.react(number(given, 'from'), place(given), given['emoji'] === null ? null : text(given, 'emoji')),
    deleteMessage: given => network.deleteMessage(place(given)),
    addGroup: given => network.addGroup(number(given, 'group'), text(given, 'title'), given['forum'] === true),
    join: given =>
      network.join(
        number(given, 'group'),
        number(given, 'person'),
        (given['status'] as 'member' | undefined) ?? 'member',
      ),
    leave: given =>
      network.leave(number(given, 'group'), number(given, 'person'), (given['status'] as 'left' | undefined) ?? 'left'),
    setBotRights: given => network.setBotRights(number(given, 'group'), Object(given['rights']) as object),
    setForum: given => network.setForum(number(given, 'group'), given['on'] === true),
    createTopic: given => ({ thread: network.createTopic(number(given, 'group'), text(given, 'name')) }),
    deleteTopic: given => network.deleteTopic(number(given, 'group'), number(given, 'thread')),
    closeTopic: given => network.closeTopic(number(given, 'group'), number(given, 'thread')),
    reopenTopic: given => network.reopenTopic(number(given, 'group'), number(given, 'thread')),
    renameTopic: given => network.renameTopic(number(given, 'group'), number(given, 'thread'), text(given, 'name')),
    migrate: given => ({ group: network.migrate(number(given, 'group')) }),
    fault: given => {
      if (!faultKinds.includes(given['kind'] as Fault['kind']))
        throw new Error(`kind must be one of ${faultKinds.join(', ')}`)
      const { when: _, method, ...rest } = given
      const pattern = typeof method === 'string' && method.startsWith('/') ? new RegExp(method.slice(1, -1)) : method
      network.faults.add({ ...rest, ...(pattern === undefined ? {} : { method: pattern }) } as unknown as Fault)
    },
    clearFaults: () => network.faults.clear(),
    down: given => network.down(given['on'] === true, given['how'] === 'reset' ? 'reset' : '502'),
    limits: given => network.limits(given['on'] === true),
    restartUpdateIds: () => network.restartUpdateIds(),
  }

  const gets: Verbs['gets'] = {
    chat: given => network.chat(number(given, 'chat'), optionalNumber(given, 'thread')),
    topics: given => network.topics(number(given, 'group')),
    ledger: given => {
      const { ledger } = network
      const after = optionalNumber(given, 'after') ?? 0
      return { updates: ledger.updates.filter(({ n }) => n > after), calls: ledger.calls.filter(({ n }) => n > after) }
    },
    pending: () => ({ updates: network.pendingUpdates() }),
  }

  const files: Verbs['files'] = {
    file: given => {
      const bytes = network.file(String(given['id'] ?? ''))
      return bytes && { bytes, type: 'application/octet-stream' }
    },
  }
  return createControl({ posts, gets, files })
}
