import { content, createControl, optionalNumber, text, type Arguments, type Control, type Verbs } from '../control.ts'
import { faultKinds, type Fault } from './faults.ts'
import type { WhatsAppNetwork } from './server.ts'
import { mediaKinds, type Addressing, type Content, type SeenMessage } from './types.ts'

const said = (given: Arguments) => content<Content>(given, mediaKinds)

/** Whole phone numbers in digits; a JSON number will do. */
function phone(given: Arguments, name = 'phone'): string {
  const digits = String(given[name] ?? '')
  if (!/^[1-9]\d{6,14}$/.test(digits)) throw new Error(`${name} must be a whole phone number in digits`)
  return digits
}

function oneOf<Word extends string>(given: Arguments, name: string, words: readonly Word[]): Word {
  const word = words.find(one => one === given[name])
  if (word === undefined) throw new Error(`${name} must be one of ${words.join(', ')}`)
  return word
}

function texts(given: Arguments, name: string): string[] {
  const value = given[name]
  if (!Array.isArray(value) || !value.every(one => typeof one === 'string'))
    throw new Error(`${name} must be a list of texts`)
  return value
}

/** As it goes over the wire: bytes are fetched one by one, from /_control/file. */
function withoutBytes({ media, ...message }: SeenMessage): object {
  if (!media) return message
  const { bytes, ...about } = media
  return { ...message, media: { ...about, isThere: bytes !== null } }
}

/**
 * What another process may do with the network, over HTTP: the verbs of the network by their names, with `phone` for
 * the person, and GET /_control/file?chat=&id= for the bytes of a message, GET /_control/ca.pem for the authority of
 * the media host.
 */
export function whatsappControl(network: WhatsAppNetwork): Control {
  const calls = new Map<string, ReturnType<WhatsAppNetwork['call']>>()
  const call = (given: Arguments) => {
    const found = calls.get(text(given, 'id'))
    if (!found) throw new Error(`there is no call ${text(given, 'id')}`)
    return found
  }

  const posts: Verbs['posts'] = {
    scan: given => network.scan(text(given, 'qr')),
    typeCode: given => network.typeCode(text(given, 'code')),
    unlink: () => network.unlink(),
    person: given => network.person(phone(given), text(given, 'name')),
    say: given =>
      network.say(
        phone(given),
        said(given),
        given['as'] === undefined ? {} : { as: oneOf<Addressing>(given, 'as', ['lid', 'pn']) },
      ),
    sayFromOwnPhone: given => network.phone.say(phone(given), said(given)),
    sayElsewhere: given =>
      network.sayElsewhere(
        phone(given),
        oneOf(given, 'where', ['group', 'status', 'newsletter'] as const),
        text(given, 'text'),
      ),
    forge: given =>
      network.forge(phone(given), oneOf(given, 'kind', ['resend', 'history', 'keys'] as const), {
        as: phone(given, 'as'),
        text: text(given, 'text'),
        peer: given['peer'] === true,
      }),
    edit: given => network.edit(phone(given), text(given, 'id'), text(given, 'text')),
    takeBack: given => network.takeBack(phone(given), text(given, 'id')),
    react: given =>
      network.react(phone(given), text(given, 'id'), given['emoji'] === null ? null : text(given, 'emoji')),
    vote: given => network.vote(phone(given), text(given, 'poll'), texts(given, 'options')),
    call: given => {
      const ringing = network.call(phone(given))
      calls.set(ringing.id, ringing)
      return { id: ringing.id }
    },
    hangUp: given => call(given).hangUp(),
    read: given => network.read(phone(given)),
    offline: given => network.offline(phone(given), given['on'] === true),
    sendWithheld: given => network.sendWithheld(phone(given), text(given, 'id')),
    reinstall: given => network.reinstall(phone(given)),
    ageFile: given => network.ageFile(phone(given), text(given, 'id'), given['status'] === 410 ? 410 : 404),
    fault: given => {
      const kind = oneOf(given, 'kind', faultKinds)
      const times = optionalNumber(given, 'times')
      const ms = optionalNumber(given, 'ms')
      network.faults.add({
        kind,
        ...(times === undefined ? {} : { times }),
        ...(ms === undefined ? {} : { ms }),
        ...(given['phone'] === undefined ? {} : { phone: phone(given) }),
      } satisfies Fault)
    },
    clearFaults: () => network.faults.clear(),
  }

  const gets: Verbs['gets'] = {
    chat: given => network.chat(phone(given, 'chat')).map(withoutBytes),
    typing: given => ({ typing: network.isTyping(phone(given, 'chat')) }),
    call: given => ({ declined: call(given).declined() }),
    ownPhone: () => network.phone.copies(),
    status: () => ({
      phone: network.botPhone,
      wsUrl: network.wsUrl,
      linked: network.linked(),
      connected: network.connected(),
      showsCode: network.showsCode(),
    }),
    ledger: given => {
      const after = optionalNumber(given, 'after') ?? 0
      const newer = <Row extends { n: number }>(rows: readonly Row[]) => rows.filter(({ n }) => n > after)
      return { sent: newer(network.ledger.sent), said: newer(network.ledger.said) }
    },
    pending: () => ({ messages: network.pendingForBot() }),
    problems: () => network.problems,
  }

  const files: Verbs['files'] = {
    file: given => {
      const id = text(given, 'id')
      const bytes = network.chat(phone(given, 'chat')).find(message => message.id === id)?.media?.bytes
      return bytes ? { bytes, type: 'application/octet-stream' } : undefined
    },
    'ca.pem': () => ({ bytes: network.media.ca, type: 'application/x-pem-file' }),
  }
  return createControl({ posts, gets, files })
}
