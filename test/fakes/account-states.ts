import type { AccountState, AccountStates } from '../../src/app/ports.ts'
import { monday } from '../contracts/samples.ts'

/** How an account stands that serves since the start of time. */
export const openState: AccountState = {
  state: 'open',
  since: monday,
  reason: null,
  number: '628110000001',
  name: 'Helpdesk',
  qr: null,
  pairingCode: null,
  wanted: null,
  outreachStoppedUntil: null,
  outage: null,
}

/** The states of accounts in memory; an account that was never changed has none. */
export function createFakeAccountStates(first: Readonly<Record<string, Partial<AccountState>>> = {}): AccountStates {
  const states = new Map(Object.entries(first).map(([account, state]) => [account, { ...openState, ...state }]))
  return {
    load: async account => states.get(account) ?? null,
    async change(account, change) {
      states.set(account, { ...(states.get(account) ?? openState), ...change })
    },
  }
}
