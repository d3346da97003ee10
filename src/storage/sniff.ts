import { Buffer, isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'

/** How much of a file's beginning tells its type. */
const headBytes = 4100

/** Types an LPSE needs to see; whatever else a file turns out to be is refused (archives hide programs, macros are programs). */
const accepted: readonly RegExp[] = [
  /^image\/(jpeg|png|gif|webp|heic|heif|bmp|tiff|avif)$/,
  /^audio\//,
  /^video\//,
  /^application\/pdf$/,
  /^application\/rtf$/,
  /^application\/ogg$/,
  /^application\/vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)$/,
  /^application\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)$/,
]
/** Old Office files share one container with installers; the name decides. */
const oldOffice = /\.(doc|xls|ppt)$/i
const plainTextName = /\.(txt|csv|log|md)$/i

/** The type of a file by its content, or null when files of that type are not accepted. `content` yields it whole again. */
export async function sniff(
  source: AsyncIterable<Uint8Array>,
  name: string,
  isSticker: boolean,
): Promise<{ type: string | null; content: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let size = 0
  while (size < headBytes) {
    const { done, value } = await iterator.next()
    if (done) break
    chunks.push(value)
    size += value.length
  }
  const head = Buffer.concat(chunks)
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { type: await typeOf(head, name, isSticker), content: whole() }
}

async function typeOf(head: Buffer, name: string, isSticker: boolean): Promise<string | null> {
  const mime = (await fileTypeFromBuffer(head))?.mime
  if (mime === undefined) return plainTextName.test(name) && looksLikeText(head) ? 'text/plain' : null
  if (isSticker && mime === 'application/gzip') return mime
  if (mime === 'application/x-cfb') return oldOffice.test(name) ? mime : null
  return accepted.some(pattern => pattern.test(mime)) ? mime : null
}

function looksLikeText(head: Buffer): boolean {
  // The head may end within a character: up to three bytes of one are left out.
  const whole = [0, 1, 2, 3].some(cut => isUtf8(head.subarray(0, head.length - cut)))
  return (
    whole && !head.includes(0) && !/^\s*(#!|<\?php|<!doctype html|<html|<script)/i.test(head.toString('utf8', 0, 200))
  )
}
