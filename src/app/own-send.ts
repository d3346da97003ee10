import type { SendWanted } from './ports.ts'

type Origin = Pick<SendWanted, 'source' | 'said' | 'acknowledge' | 'delivered'>

/** A send as Loket wants it; what is not said of its origin is nothing: it repeats nobody's words and leaves no sign. */
export function ownSend(send: Omit<SendWanted, 'kind' | keyof Origin> & Partial<Origin>): SendWanted {
  return { kind: 'send', source: null, said: null, acknowledge: null, delivered: null, ...send }
}
