import { withoutDisguise, readWords } from './normalise.ts'
import { finderOf, phrasesOf, type Finder, type Phrase } from './phrases.ts'

/** The lists of the policy that moods are read from. */
export interface MoodWords {
  readonly angry: readonly string[]
  /** Asking for money or favours. */
  readonly bribe: readonly string[]
  /** Wanting to complain; entries of one word count only as a whole message, see globalWord. */
  readonly complaint: readonly string[]
}

/** Words between those of a phrase that change nothing. */
const light = new Set(
  `pak bu min yang itu ini lagi sih dong lah kok ya nih deh sekali juga saja aja ada pernah banget malah terus nya si
  para sangat terlalu cukup agak memang suka selalu masih sudah sedang tadi kemarin saya kami kita oleh ribu juta`.split(
    /\s+/,
  ),
)

const negations = new Set('tidak bukan jangan tanpa belum'.split(' '))

/** What contains words of the lists and means something else. */
const harmless = finderOf(
  phrasesOf([
    'uang muka/jaminan/kembali/retensi/pajak',
    'bayar jaminan/materai/pajak/pnbp/denda/termin/kontrak',
    'jaminan penawaran/pelaksanaan/uang/bank/bayar',
    'apakah/adakah ada biaya/pungutan/bayar',
    'diminta bank',
    'bodoh saya',
    'admin/bos saya/kami/pt/cv/perusahaan',
    'dipersulit/mempersulit aplikasi/sistem/spse/apendo/sikap',
    'petugas mana yang',
  ]),
  light,
)

const slack = 4

const finders = new WeakMap<readonly string[], Finder<Phrase>>()

function finderFor(entries: readonly string[], keep: (phrase: Phrase) => boolean = () => true): Finder<Phrase> {
  let finder = finders.get(entries)
  if (!finder) finders.set(entries, (finder = finderOf(phrasesOf(entries).filter(keep), light)))
  return finder
}

/** true when a sentence says one of the phrases and does not deny it. */
function says(words: readonly string[], finder: Finder<Phrase>): boolean {
  const innocent = new Set(harmless.in(words, 1).flatMap(found => found.at))
  return finder
    .in(words, slack)
    .some(({ phrase, at }) => !at.some(place => innocent.has(place)) && !isDenied(words, phrase, at))
}

/** "petugasnya tidak galak", "tidak ada yang minta uang": a negation inside or right before, not of the phrase itself. */
function isDenied(words: readonly string[], phrase: Phrase, at: readonly number[]): boolean {
  if (phrase.words.some(word => negations.has(word))) return false
  const last = at.at(-1)!
  for (let place = last - 1; place >= 0; place--) {
    if (negations.has(words[place]!)) return true
    if (place < at[0]! && !light.has(words[place]!)) return false
  }
  return false
}

/** The sentences of a text, each in words. */
function sentencesOf(text: string): readonly (readonly string[])[] {
  return withoutDisguise(text)
    .split(/[.!?;\n]+/)
    .map(sentence => readWords(sentence).words)
    .filter(words => words.length > 0)
}

/** Who shouts a demand, not only types in capitals: "KENAPA TIDAK ADA YANG JAWAB". */
const demands = finderOf(phrasesOf('kenapa/mana/kok/dong/woi/woy/jawab/balas/respon'.split('/')))

function isShouting(text: string): boolean {
  const letters = text.replace(/\P{L}/gu, '')
  if (letters.length < 16 || letters !== letters.toUpperCase() || letters === letters.toLowerCase()) return false
  const { words } = readWords(text)
  return words.length >= 4 && demands.in(words, 0).length > 0
}

/** true when somebody is angry and should meet a human at once. */
export function isAngry(text: string, lists: Pick<MoodWords, 'angry'>): boolean {
  const finder = finderFor(lists.angry)
  return isShouting(text) || sentencesOf(text).some(words => says(words, finder))
}

/**
 * Whether words sound like a complaint for the Kepala: about money that was asked for ('levy') or about how somebody
 * of the office behaved ('officer'). It is asked back before anything is passed on, so it may err on that side.
 */
export function soundsLikeComplaint(
  text: string,
  lists: Pick<MoodWords, 'bribe' | 'complaint'>,
): 'levy' | 'officer' | null {
  const sentences = sentencesOf(text)
  const levy = finderFor(lists.bribe)
  if (sentences.some(words => says(words, levy))) return 'levy'
  const officer = finderFor(lists.complaint, phrase => phrase.words.length > 1)
  return sentences.some(words => says(words, officer)) ? 'officer' : null
}

const officers = finderOf(
  phrasesOf([
    'petugas',
    'pegawai',
    'verifikator',
    'oknum',
    'loket',
    'satpam',
    'orang/anggota/staf lpse',
    'help desk',
    'helpdesk',
  ]),
)

/** Dealings with an officer that everybody has: to look for one, to have been told something. */
const dealings = finderOf(
  phrasesOf([
    'petugas/pegawai/verifikator/loket bilang/suruh/minta/tolong/cek/bantu/balas/hubungi/jam/nomor/buka/kapan/mana/siapa',
    'tolong/mohon/minta/mau/ke/kepada/hubungi/ketemu/bertemu/bicara/tanya petugas/pegawai/verifikator/loket',
    'petugas/pegawai/verifikator/admin kami/saya',
    'terima kasih',
  ]),
  light,
)

/**
 * true when a text speaks of somebody of the office, not only to him. Complaints are told in endless ways: what
 * mentions an officer and no technical matter (guessCategory) is better asked back than shown to the officers.
 */
export function mentionsOfficer(text: string): boolean {
  const { words } = readWords(text)
  return words.length > 2 && officers.in(words, 0).length > 0 && !dealings.in(words, 1).length
}

const head = finderOf(
  phrasesOf([
    'kepala/ketua/pimpinan/bos/atasan lpse/kantor/ukpbj',
    'pak/bapak/bu/ibu kepala/ketua',
    'kepalanya sendiri',
    'kepala sendiri',
  ]),
)

/** Behind "kepala" they name the head of something else. */
const elsewhere = new Set(
  'dinas desa sekolah bidang bagian badan keluarga daerah kampung puskesmas seksi pusing sakit'.split(' '),
)

/** Before the Kepala they make him the one who is told, not the one complained about. */
const towards = new Set('ke kepada untuk buat yth yang terhormat dengan lewat melalui bertemu ketemu'.split(' '))

/**
 * true when a complaint is about the Kepala LPSE himself, so that others should get it. Somebody who merely writes to
 * him ("kepada Kepala LPSE", "Yth. Kepala LPSE") is not meant; in doubt it is true.
 */
export function concernsHead(text: string): boolean {
  const { words } = readWords(text)
  return head.in(words, 0).some(({ at }) => {
    const named = at.find(place => /^(?:kepala|ketua|pimpinan|bos|atasan)/.test(words[place]!)) ?? at[0]!
    if (elsewhere.has(words[named + 1] ?? '')) return false
    return !words.slice(Math.max(0, at[0]! - 2), at[0]).some(word => towards.has(word))
  })
}
