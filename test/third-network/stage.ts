import { afterEach } from 'vitest'
import { startLetterNetwork, type LetterNetwork } from './server.ts'

/** Our account on the letter network, and the box of Sari. */
export const account = 'surat:kantor'
export const sari = '1101'

const running: LetterNetwork[] = []

afterEach(async () => {
  for (const network of running.splice(0)) await network.stop()
})

/** The letter network, stopped after the test. */
export async function openLetters(now?: () => Date): Promise<LetterNetwork> {
  const network = await startLetterNetwork(now)
  running.push(network)
  return network
}
