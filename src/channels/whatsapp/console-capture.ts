import type { Log } from '../../log.ts'

const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

let captures = 0
let restore = (): void => undefined

/**
 * From now on nothing written with `console` comes out, until the function it returns was called: libsignal prints whole
 * sessions with private keys there (whatsapp-emulator.md §4.8). `log` hears only that something was written. Loket itself
 * never writes with `console` while it serves.
 */
export function captureConsole(log: Log): () => void {
  if (captures++ === 0) {
    const own = methods.map(method => [method, console[method]] as const)
    let dropped = 0
    for (const method of methods)
      console[method] = () => {
        dropped++
        // By tens, hundreds …: a flood of broken sessions prints one each.
        if (Number.isInteger(Math.log10(dropped))) log.debug({ dropped }, 'the WhatsApp client wrote to the console')
      }
    restore = () => {
      for (const [method, write] of own) console[method] = write
    }
  }
  let released = false
  return () => {
    if (released) return
    released = true
    if (--captures === 0) restore()
  }
}
