import type { SocketConfig } from '@whiskeysockets/baileys'

type Logger = SocketConfig['logger']

const nothing = (): void => undefined

/** The client's own log, unheard at every level: it writes down messages, numbers and keys (whatsapp-emulator.md §4.8). */
export const silentLogger: Logger = {
  level: 'silent',
  child: () => silentLogger,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
}
