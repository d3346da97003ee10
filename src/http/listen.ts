import type { FastifyInstance } from 'fastify'
import { LoketError } from '../errors.ts'

/** Where a web server listens. */
export interface Place {
  readonly PORT: number
  readonly HOST: string
}

/** Begins to listen; resolves to the address. Throws CONFIG_INVALID when the port or the address cannot be had. */
export async function listen(app: FastifyInstance, { PORT: port, HOST: host }: Place): Promise<string> {
  try {
    return await app.listen({ port, host })
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code === 'EADDRINUSE')
      throw new LoketError('CONFIG_INVALID', `PORT: ${port} sudah dipakai program lain, pilih yang lain`)
    if (code === 'EADDRNOTAVAIL') throw new LoketError('CONFIG_INVALID', `HOST: komputer ini tidak punya ${host}`)
    throw cause
  }
}
