import type { Log } from '../../src/log.ts'
import type { Network } from '../../src/networks/network.ts'
import { createSuratChannel } from './adapter.ts'
import { readLetters } from './receiving.ts'
import { suratCapabilities } from './render.ts'

/** Letters of penyedia; the staff work elsewhere. */
export function serveSurat(root: string, account: string, log: Pick<Log, 'warn' | 'error'>): Network {
  let ailment: string | null = 'STARTING'
  const health = (now: string | null): void => void (ailment = now)
  return {
    account,
    name: 'Surat',
    channel: createSuratChannel(root, account),
    capabilities: suratCapabilities,
    pace: null,
    receiving: { start: async receive => readLetters({ root, account, log, health }, receive) },
    oneConnection: false,
    health: async owned => (owned ? ailment : null),
  }
}
