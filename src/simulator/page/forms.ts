import type { FastifyRequest } from 'fastify'
import type { SaidFile } from '../stories/action.ts'
import { sampleScreenshot } from './sample-screenshot.ts'

/** What somebody wrote into a form. */
export interface Filled {
  field(name: string): string
  readonly files: readonly SaidFile[]
}

/** Bytes of one file that can be sent here. */
export const fileLimit = 16 * 1024 * 1024
const atOnce = 10

/** Why a form is not carried out, in words for the person. */
export class FormRefused extends Error {}

/** Too large a file is told in words and with what was typed, so nothing is thrown for it. */
const reading: Parameters<FastifyRequest['parts']>[0] & { readonly throwFileSizeLimit: boolean } = {
  throwFileSizeLimit: false,
  limits: { fileSize: fileLimit, files: 40 },
}

const kinds: Readonly<Record<string, SaidFile['kind']>> = { foto: 'photo', berkas: 'document', suara: 'voice' }

/** Reads a form, with files or without. Throws FormRefused for files that are too large or too many. */
export async function readForm(request: FastifyRequest): Promise<Filled> {
  const fields = new Map<string, string>()
  const files: SaidFile[] = []
  if (request.isMultipart()) {
    let tooLarge = false
    let tooMany = false
    for await (const part of request.parts(reading)) {
      if (part.type === 'field') {
        fields.set(part.fieldname, String(part.value))
        continue
      }
      const isKept = !tooLarge && files.length < atOnce
      const chunks: Buffer[] = []
      for await (const chunk of part.file) if (isKept) chunks.push(chunk as Buffer)
      if (part.file.truncated) tooLarge = true
      if (!part.file.bytesRead) continue
      if (files.length === atOnce) tooMany = true
      else if (isKept)
        files.push(fileOf(kinds[part.fieldname] ?? 'document', part.filename ?? '', Buffer.concat(chunks)))
    }
    if (tooLarge)
      throw new Refusal(fields, 'Berkasnya lebih dari 16 MB. Kirim yang lebih kecil; tidak ada yang terkirim.')
    if (tooMany) throw new Refusal(fields, 'Paling banyak 10 berkas sekali kirim; tidak ada yang terkirim.')
  } else if (typeof request.body === 'object' && request.body)
    for (const [name, value] of Object.entries(request.body)) fields.set(name, String(value))
  files.push(...samples(fields.get('contoh') ?? ''))
  return { field: name => fields.get(name) ?? '', files }
}

/** A refusal that gives back what was written. */
class Refusal extends FormRefused {
  readonly fields: ReadonlyMap<string, string>
  constructor(fields: ReadonlyMap<string, string>, why: string) {
    super(why)
    this.fields = fields
  }
}

/** What was written into a form that was refused. */
export function writtenIn(error: unknown): string {
  return error instanceof Refusal ? (error.fields.get('isi') ?? '') : ''
}

/** What claims to be a photo and is none goes as a document, as phones do it. */
function fileOf(kind: SaidFile['kind'], name: string, bytes: Buffer): SaidFile {
  const isPicture =
    bytes.readUIntBE(0, Math.min(2, bytes.length)) === 0x8950 ||
    bytes[0] === 0xff ||
    bytes.toString('latin1', 8, 12) === 'WEBP'
  if (kind === 'photo' && isPicture) return { kind, bytes }
  if (kind === 'voice') return { kind: 'voice', bytes }
  return { kind: 'document', name: name || 'berkas', bytes }
}

function samples(name: string): SaidFile[] {
  const photo: SaidFile = { kind: 'photo', bytes: sampleScreenshot }
  if (name === 'foto') return [photo]
  if (name === 'album') return [photo, photo, photo]
  if (name === 'pdf') return [{ kind: 'document', name: 'surat-permohonan.pdf' }]
  if (name === 'suara') return [{ kind: 'voice' }]
  if (name === 'stiker') return [{ kind: 'sticker' }]
  return []
}
