import { randomBytes } from 'node:crypto'
import { node, serverJid, type Node } from './nodes.ts'
import { takeIn, type Candidate } from './pairing.ts'
import {
  answerToHello,
  primaryHelloNotification,
  readCompanionFinish,
  readCompanionHello,
  secretOfFinish,
  answerOfPhone,
  type CompanionFinish,
  type CompanionHello,
} from './pairing-code.ts'
import { seconds, type World } from './state.ts'

/** Linking by a code that the client shows and somebody types into the phone. */
export interface CodeLinking {
  /** Takes a stanza of a client that waits to be linked; false when it has nothing to do with a code. */
  heard(candidate: Candidate, stanza: Node): boolean
  /** Whether a client shows a code for the account's number. */
  showsCode(): boolean
  /**
   * Somebody types a code into the account's phone; small letters, spaces and hyphens do not matter. Resolves when the
   * client is linked; rejects when none shows a code, when the code is wrong, when the client goes away.
   */
  typeCode(code: string): Promise<void>
  gone(candidate: Candidate): void
}

/** A client that shows a code. */
interface Shown {
  readonly hello: CompanionHello
  readonly ref: Buffer
  /** Set while the phone waits for the client's last word. */
  typed: { finished: (finish: CompanionFinish) => void; failed: (error: Error) => void } | undefined
}

const goneAway = () => new Error('the client went away before it was linked')

/** What server and phone do for clients that show a code instead of a QR code. */
export function createCodeLinking(world: World): CodeLinking {
  const shown = new Map<Candidate, Shown>()

  function waiting(): [Candidate, Shown] | undefined {
    return shown.entries().find(([, { hello }]) => hello.phone === world.own.account.phone)
  }

  function lastWord(of: Shown): Promise<CompanionFinish> {
    of.typed?.failed(new Error('another code was typed'))
    return new Promise((finished, failed) => {
      of.typed = { finished, failed }
    })
  }

  return {
    heard(candidate, stanza) {
      const reply = (content?: Node[]) => {
        candidate.connection.send(node('iq', { from: serverJid, type: 'result', id: stanza.attrs['id'] }, content))
      }
      const hello = readCompanionHello(stanza)
      if (hello) {
        const ref = randomBytes(16)
        shown.get(candidate)?.typed?.failed(new Error('the client shows another code now'))
        shown.set(candidate, { hello, ref, typed: undefined })
        reply([answerToHello(ref)])
        world.emit('link')
        return true
      }
      const finish = readCompanionFinish(stanza)
      if (!finish) return false
      reply()
      const of = shown.get(candidate)
      if (of?.ref.equals(finish.ref)) of.typed?.finished(finish)
      return true
    },
    showsCode: () => waiting() !== undefined,
    async typeCode(code) {
      const found = waiting()
      if (!found) throw new Error('no client shows a pairing code for this number')
      const [candidate, of] = found
      const { identity } = world.own.signal
      const hello = await answerOfPhone(of.hello, code)
      if (shown.get(candidate) !== of) throw goneAway()
      const finishing = lastWord(of)
      const { attrs, ...notification } = primaryHelloNotification(hello, of.ref, identity.public)
      const head = { ...attrs, from: serverJid, id: randomBytes(4).toString('hex'), t: String(seconds(world)) }
      candidate.connection.send({ ...notification, attrs: head })
      const finish = await finishing
      of.typed = undefined
      const secret = secretOfFinish(finish, hello, identity)
      if (secret === null) throw new Error('the pairing code is wrong')
      await takeIn(world, candidate, finish.identityKey, Buffer.from(secret, 'base64'))
    },
    gone(candidate) {
      shown.get(candidate)?.typed?.failed(goneAway())
      shown.delete(candidate)
    },
  }
}
