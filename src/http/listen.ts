import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { LoketError } from '../errors.ts'

/** Where a web server listens. */
export interface Place {
  readonly PORT: number
  readonly HOST: string
}

/** Begins to listen; resolves to the address. Throws CONFIG_INVALID when the port or the address cannot be had. */
export async function listen(app: FastifyInstance, place: Place): Promise<string> {
  try {
    return await app.listen({ port: place.PORT, host: place.HOST })
  } catch (cause) {
    throw inWords(cause, place)
  }
}

/** Throws what `listen` would throw now, before anything slow is begun. */
export async function requirePort(place: Place): Promise<void> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(place.PORT, place.HOST, resolve)
    })
  } catch (cause) {
    throw inWords(cause, place)
  }
  await new Promise(resolve => server.close(resolve))
}

function inWords(cause: unknown, { PORT: port, HOST: host }: Place): unknown {
  const { code } = cause as { code?: string }
  if (code === 'EADDRINUSE')
    return new LoketError(
      'CONFIG_INVALID',
      `PORT: ${port} sudah dipakai program lain, pilih yang lain, misalnya: PORT=${port + 1} npm start`,
    )
  if (code === 'EADDRNOTAVAIL') return new LoketError('CONFIG_INVALID', `HOST: komputer ini tidak punya ${host}`)
  return cause
}
