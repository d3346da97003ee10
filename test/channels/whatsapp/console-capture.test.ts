import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { captureConsole } from '../../../src/channels/whatsapp/console-capture.ts'

const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
const own = Object.fromEntries(methods.map(method => [method, console[method]]))
afterEach(() => void Object.assign(console, own))

/** What comes out of console and log while `work` runs. */
function heardDuring(work: (log: Parameters<typeof captureConsole>[0]) => void): { shown: unknown[]; logged: string } {
  const shown: unknown[] = []
  for (const method of methods) console[method] = (...words: unknown[]) => void shown.push(...words)
  let logged = ''
  work(pino({ level: 'trace', base: null }, { write: line => void (logged += line) }))
  return { shown, logged }
}

describe('the console, while WhatsApp runs', () => {
  test('lets nothing out that the client writes, and says only that it wrote', () => {
    const { shown, logged } = heardDuring(log => {
      const release = captureConsole(log)
      for (const method of methods) console[method]('Closing session:', { privKey: 'KENARI' })
      release()
    })
    expect(shown).toEqual([])
    expect(logged).not.toContain('KENARI')
    expect(logged.match(/the WhatsApp client wrote to the console/g)).toHaveLength(1)
  })

  test('tells of a flood by tens and hundreds, not by lines', () => {
    const { logged } = heardDuring(log => {
      const release = captureConsole(log)
      for (let at = 0; at < 150; at++) console.warn('Bad MAC')
      release()
    })
    expect(logged.match(/"dropped":(1|10|100),/g)).toHaveLength(3)
    expect(logged.trim().split('\n')).toHaveLength(3)
  })

  test('is as before once the last of those who captured it lets go', () => {
    const { shown } = heardDuring(log => {
      const first = captureConsole(log)
      const second = captureConsole(log)
      first()
      first()
      console.info('masih tertutup')
      second()
      console.info('terbuka')
    })
    expect(shown).toEqual(['terbuka'])
  })
})
