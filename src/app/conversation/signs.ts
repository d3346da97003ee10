/** The reaction that says to a person: added to your ticket. */
export const noted = '✍'

/** The reaction that says to an anggota: delivered to the person. */
export const delivered = '👍'

/** The network's message id within an inbox id. */
export function messageOf(source: string): string {
  return source.slice(source.lastIndexOf('/') + 1)
}

/** The sentence that says why a message did not arrive, by how its sending ended. */
export const whyLost = { failed: 'sebab ditolak', unreachable: 'sebab diblokir', unknown: 'sebab tak pasti' } as const
