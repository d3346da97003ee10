/** Cuts what comes over a socket into the client's opening bytes and the frames behind them. */
export interface FrameReader {
  /** Takes bytes as they come, split or joined anywhere. Throws when they do not begin as a client does. */
  push(bytes: Uint8Array): void
}

const introLength = 4
const routingHead = 7

/** Calls `intro` once with the four opening bytes, then `frame` for every whole frame. */
export function createFrameReader(intro: (bytes: Buffer) => void, frame: (bytes: Buffer) => void): FrameReader {
  let held = Buffer.alloc(0)
  let opened = false

  function takeIntro(): boolean {
    let skip = 0
    if (held.subarray(0, 2).toString('latin1') === 'ED') {
      // The routing a server once gave; this one never gives any.
      if (held.length < routingHead) return false
      skip = routingHead + held.readUIntBE(4, 3)
    }
    if (held.length < skip + introLength) return false
    const bytes = held.subarray(skip, skip + introLength)
    if (bytes.subarray(0, 2).toString('latin1') !== 'WA') throw new Error('these are not the opening bytes of a client')
    held = held.subarray(skip + introLength)
    opened = true
    intro(Buffer.from(bytes))
    return true
  }

  return {
    push(bytes) {
      held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes])
      if (!opened && !takeIntro()) return
      while (held.length >= 3) {
        const size = held.readUIntBE(0, 3)
        if (held.length < size + 3) return
        const whole = held.subarray(3, size + 3)
        held = held.subarray(size + 3)
        frame(whole)
      }
    },
  }
}

/** One frame as it is written: three bytes of length, then the payload. */
export function framed(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(3)
  head.writeUIntBE(payload.length, 0, 3)
  return Buffer.concat([head, payload])
}
