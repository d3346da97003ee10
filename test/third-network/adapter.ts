import type { Channel, GroupCheck } from '../../src/app/ports.ts'
import { LoketError } from '../../src/errors.ts'
import { call } from './client.ts'
import { toLetters } from './render.ts'

/** How long a letter may take (ms); after that nobody knows whether it arrived. */
const patience = 10_000

const noGroup: GroupCheck = {
  exists: false,
  title: '',
  forum: false,
  admin: false,
  manageTopics: false,
  deleteMessages: false,
}

/** The letter network behind the Channel port. Decides nothing; every failure is one of our codes. */
export function createSuratChannel(root: string, account: string): Channel {
  return {
    account,
    async send({ id, chat, content }, signal) {
      if (content.kind === 'answer tap') return []
      // Files and topics there are none, and what lies in a box stays there.
      if (content.kind !== 'text') throw new LoketError('CHANNEL_REFUSED', `no letter for ${content.kind}`)
      const numbers: string[] = []
      for (const [at, text] of toLetters(content.text, content.buttons).entries())
        // The same key on every attempt: the network itself keeps a repeat from arriving twice.
        numbers.push(await post(root, { box: chat, key: `${id}/${at}`, text }, signal))
      return numbers
    },
    // Letters bear no signs: best effort ends here.
    react: async () => undefined,
    membership: async () => 'none',
    checkGroup: async () => noGroup,
    startLink: async () => {
      throw new LoketError('CHANNEL_REFUSED', 'letters have no links')
    },
    fetchFile: async () => {
      throw new LoketError('FILE_UNAVAILABLE')
    },
  }
}

async function post(root: string, letter: object, signal?: AbortSignal): Promise<string> {
  const given = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])])
  const request = { method: 'POST', body: JSON.stringify(letter), signal: given }
  const { no } = await call<{ no: number }>(`${root}/letters`, request)
  return String(no)
}
