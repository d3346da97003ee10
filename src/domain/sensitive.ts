import { readWords, withoutDisguise } from './normalise.ts'
import { finderOf, phrasesOf, type Finder, type Phrase } from './phrases.ts'

/** A file as far as it can be known without opening it. */
export interface FileSeen {
  readonly kind: 'photo' | 'document' | 'voice' | 'audio' | 'video' | 'video_note' | 'animation' | 'sticker'
  /** The words sent with it. */
  readonly caption: string
  readonly name?: string
}

/** The lists of the policy by which documents are known; an entry like ".rhs" is the ending of a file name. */
export interface FileWords {
  readonly identityFiles: readonly string[]
  readonly offerFiles: readonly string[]
}

/** What makes a picture one of trouble, of a screen or of a receipt, whatever else it names. */
const trouble = finderOf(
  phrasesOf([
    'tidak/belum/error/gagal/salah/cocok/muncul/hilang/rusak/macet/loading/ditolak/merah/kosong/blank/kendala/gangguan',
    'kenapa/bagaimana/apakah/kapan/berapa/harus/perlu/wajib/boleh/syarat',
    'di mana',
    'unggah/unduh/buka/pembukaan/enkripsi/dekripsi/apendo/spamkodok',
    'menu/tombol/kolom/isian/input/data/halaman/layar/tampilan/tampil/screenshot/status/terdaftar',
    'pesan/notifikasi/notif/peringatan/tulisan/bukti/undangan/hasil/evaluasi/klarifikasi/ba',
    'tanda terima',
    'berita acara',
    'jadwal/jam/tenggat/batas/tahap/tapi/saat/ketika',
    'nomor/nik ktp/npwp',
    'contoh/format/template/formulir',
  ]),
)

/** What is named like an identity document and is none. */
const harmless = finderOf(phrasesOf(['kartu sim', 'sim card', 'sim hp', 'lupa sim']))

const finders = new WeakMap<readonly string[], Finder<Phrase>>()

function finderFor(entries: readonly string[]): Finder<Phrase> {
  let finder = finders.get(entries)
  if (!finder) finders.set(entries, (finder = finderOf(phrasesOf(entries.filter(entry => !entry.startsWith('.'))))))
  return finder
}

/**
 * Whether a file is one the desk must not hold, by its caption and name alone: an identity document (UU 27/2022
 * Pasal 16(2): no more than needed), or an offer, which belongs into SPSE only (Pasal 4(3)). A picture of a screen or
 * of trouble with such a document is kept, and so is whatever is not clear.
 */
export function refusedFile({ kind, caption, name }: FileSeen, lists: FileWords): 'identity' | 'offer' | null {
  if (kind === 'sticker' || kind === 'voice' || kind === 'video_note') return null
  const file = name === undefined ? [] : wordsOfName(name)
  if (name !== undefined && hasEnding(name, lists.offerFiles)) return 'offer'
  const identity = finderFor(lists.identityFiles)
  if (identityCaption(caption, identity) || names(['berkas', ...file], identity)) return 'identity'
  const offer = finderFor(lists.offerFiles)
  return names(readWords(caption).words, offer) || names(file, offer) ? 'offer' : null
}

/** Behind a comma begins what is told about the document: "ini ktp saya, tidak bisa login" shows a KTP. */
function identityCaption(caption: string, identity: Finder<Phrase>): boolean {
  return withoutDisguise(caption)
    .split(/(?<=[.!?;\n])/)
    .some(sentence => {
      const parts = sentence.split(',')
      const first = parts.findIndex(part => identity.in(readWords(part).words, 1).length > 0)
      const told = parts.slice(0, first + 1).join(',')
      return first >= 0 && !told.trimEnd().endsWith('?') && names(readWords(told).words, identity)
    })
}

function names(words: readonly string[], documents: Finder<Phrase>): boolean {
  return documents.in(words, 1).length > 0 && !trouble.in(words, 0).length && !harmless.in(words, 0).length
}

/** "IMG_KTPSaya1.jpg" → img, ktp, saya, 1, jpg. */
function wordsOfName(name: string): readonly string[] {
  const apart = name.replace(/_/g, ' ').replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
  return readWords(apart).words
}

function hasEnding(name: string, entries: readonly string[]): boolean {
  const lower = `${name.toLowerCase().trim()}.`
  return entries.some(entry => entry.startsWith('.') && lower.includes(`${entry.toLowerCase()}.`))
}
