import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'

/** Who votes on which poll, in the jids the voter's phone knows both by. */
export interface Vote {
  readonly id: string
  /** The poll as the voter received it. */
  readonly message: proto.IMessage
  readonly creator: string
  readonly voter: string
  /** The words of the options chosen; none takes the vote back. */
  readonly options: readonly string[]
}

const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest()

/** A vote as only who has the poll can read it. Throws for what is no poll, and for options it does not have. */
export function sealVote({ id, message, creator, voter, options }: Vote): proto.Message.IPollEncValue {
  const poll = message.pollCreationMessageV3 ?? message.pollCreationMessageV2 ?? message.pollCreationMessage
  const secret = message.messageContextInfo?.messageSecret
  if (!poll || !secret) throw new Error(`message ${id} is no poll one can vote on`)
  const known = new Set(poll.options?.map(({ optionName }) => optionName))
  const strange = options.find(option => !known.has(option))
  if (strange !== undefined) throw new Error(`the poll ${id} has no option ${strange}`)

  const use = Buffer.concat([...[id, creator, voter, 'Poll Vote'].map(part => Buffer.from(part)), Buffer.from([1])])
  const key = hmac(hmac(Buffer.alloc(32), secret), use)
  const encIv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, encIv).setAAD(Buffer.from(`${id}\u0000${voter}`))
  const plain = proto.Message.PollVoteMessage.encode({
    selectedOptions: options.map(option => createHash('sha256').update(option).digest()),
  }).finish()
  return { encPayload: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]), encIv }
}
