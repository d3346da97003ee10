import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

interface File {
  readonly kategori: Readonly<
    Record<string, { readonly jenis: string; readonly dampak: string; readonly kata: readonly string[] }>
  >
  readonly kata: Readonly<Record<string, readonly string[]>>
}

const file = parse(readFileSync(join(import.meta.dirname, 'policy-words.yaml'), 'utf8'), { schema: 'failsafe' }) as File

/** The categories as the policy gives them; what none of them knows is "Lainnya". */
export const categories = Object.entries(file.kategori).map(([name, { kata }]) => ({ name, words: kata }))

/** The lists of the policy by which a whole message or a part of it is known. */
export const words = {
  menu: list('menu'),
  back: list('kembali'),
  cancel: list('batal'),
  status: list('status'),
  staff: list('petugas'),
  help: list('bantuan'),
  privacy: list('privasi'),
  skip: list('lewati'),
  urgent: list('mendesak'),
  complaint: list('pengaduan'),
  bribe: list('pungutan'),
  angry: list('marah'),
  identityFiles: list('berkas identitas'),
  offerFiles: list('berkas penawaran'),
}

function list(name: string): readonly string[] {
  const found = file.kata[name]
  if (!found) throw new Error(`no list "${name}"`)
  return found
}
