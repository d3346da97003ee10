import { connect } from 'node:net'

/** What a command may hold. Enough for hello, ping and the replica set commands; the real driver lives in storage/. */
export type WireValue = string | number | boolean | WireValue[] | { [key: string]: WireValue }

const opMsg = 2013

/**
 * Sends one command to the database on 127.0.0.1 and returns its answer (also one with `ok: 0`). Rejects when there is
 * no connection or no answer within `timeoutMs`. Protocol: OP_MSG with one section of kind 0.
 */
export function runCommand(
  port: number,
  command: { [key: string]: WireValue },
  timeoutMs = 2_000,
): Promise<Record<string, unknown>> {
  const body = encodeDocument({ ...command, $db: 'admin' })
  const head = Buffer.alloc(21)
  head.writeInt32LE(21 + body.length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(opMsg, 12)
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = Buffer.alloc(0)
    const finish = (settle: () => void): void => {
      socket.destroy()
      settle()
    }
    socket.setTimeout(timeoutMs, () => finish(() => reject(new Error('no answer'))))
    socket.on('error', error => finish(() => reject(error)))
    socket.on('close', () => reject(new Error('connection closed')))
    socket.on('connect', () => socket.write(Buffer.concat([head, body])))
    socket.on('data', chunk => {
      answer = Buffer.concat([answer, chunk])
      if (answer.length < 4 || answer.length < answer.readInt32LE(0)) return
      finish(() => {
        try {
          resolve(decodeDocument(answer.subarray(21)))
        } catch (error) {
          reject(error)
        }
      })
    })
  })
}

/** BSON of a plain object; numbers must be 32-bit integers. */
export function encodeDocument(document: { [key: string]: WireValue }): Buffer {
  const elements = Object.entries(document).map(([key, value]) => encodeElement(key, value))
  const body = Buffer.concat(elements)
  return Buffer.concat([int32(body.length + 5), body, Buffer.of(0)])
}

function encodeElement(key: string, value: WireValue): Buffer {
  const name = Buffer.from(`${key}\0`)
  if (typeof value === 'string') {
    const text = Buffer.from(`${value}\0`)
    return Buffer.concat([Buffer.of(0x02), name, int32(text.length), text])
  }
  if (typeof value === 'number') return Buffer.concat([Buffer.of(0x10), name, int32(value)])
  if (typeof value === 'boolean') return Buffer.concat([Buffer.of(0x08), name, Buffer.of(value ? 1 : 0)])
  if (Array.isArray(value))
    return Buffer.concat([Buffer.of(0x04), name, encodeDocument(Object.fromEntries(value.entries()))])
  return Buffer.concat([Buffer.of(0x03), name, encodeDocument(value)])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

const fixedWidth: Readonly<Record<number, number>> = { 0x07: 12, 0x0a: 0, 0x11: 8 }

/** The plain object of a BSON document. Arrays become objects with keys 0, 1, …; types of no use here become null. */
export function decodeDocument(bytes: Buffer): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  const end = bytes.readInt32LE(0) - 1
  let at = 4
  while (at < end) {
    const type = bytes.readUInt8(at)
    const nameEnd = bytes.indexOf(0, at + 1)
    const name = bytes.toString('utf8', at + 1, nameEnd)
    const [value, width] = decodeValue(type, bytes.subarray(nameEnd + 1))
    result[name] = value
    at = nameEnd + 1 + width
  }
  return result
}

function decodeValue(type: number, bytes: Buffer): [value: unknown, width: number] {
  switch (type) {
    case 0x01:
      return [bytes.readDoubleLE(0), 8]
    case 0x02:
      return [bytes.toString('utf8', 4, 3 + bytes.readInt32LE(0)), 4 + bytes.readInt32LE(0)]
    case 0x03:
    case 0x04:
      return [decodeDocument(bytes), bytes.readInt32LE(0)]
    case 0x05:
      return [null, 5 + bytes.readInt32LE(0)]
    case 0x08:
      return [bytes.readUInt8(0) === 1, 1]
    case 0x09:
    case 0x12:
      return [Number(bytes.readBigInt64LE(0)), 8]
    case 0x10:
      return [bytes.readInt32LE(0), 4]
  }
  const width = fixedWidth[type]
  if (width === undefined) throw new Error(`an answer with BSON type ${type}`)
  return [null, width]
}
