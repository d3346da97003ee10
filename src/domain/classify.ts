import { honorifics, readWords } from './normalise.ts'
import { finderOf, phrasesOf, type Finder, type Found, type Phrase } from './phrases.ts'

/** As much of a category of the policy as a guess needs. */
export interface CategoryWords {
  readonly name: string
  /** Words and phrases as people type them; "/" as in phrasesOf, and "!" behind one that decides alone. */
  readonly words: readonly string[]
}

/** Words that say that something is wrong, or ask, but not what it is about; they count little. */
const light = new Set([
  ...honorifics,
  ...`tidak belum bukan jangan bisa ada masih yang dengan dan atau tapi karena dari untuk juga saja lagi terus pada
  dalam kalau saat seperti saya kami kita ini itu nya sudah kok ya nih dong sih deh lah kan aja di ke kepada sekali
  banget mohon tolong minta bantu bantuan dibantu mau akan harus bagaimana kenapa apa apakah mana kapan berapa begini
  begitu padahal sebelum setelah halo selamat pagi siang sore malam terima kasih maaf izin tanya bertanya cara caranya
  katanya kata selalu masalah kendala bermasalah terkendala trouble tadi kemarin sekarang hari
  cepat jadi sampai malah tetap lama semua banyak dulu pun spse salah satu is the a to always`.split(/\s+/),
])

/** What an entry ending in "!" counts more: above any phrase without it. */
const decisive = 1000

/** How far apart the words of a phrase may stand. */
const slack = 3

interface CategoryPhrase<C> extends Phrase {
  readonly category: C
  /** Grows with its length: one long phrase tells more than several short ones. */
  readonly points: number
}

const finders = new WeakMap<readonly CategoryWords[], Finder<CategoryPhrase<CategoryWords>>>()

/** The finder of a list of categories, made once. */
function finderFor<C extends CategoryWords>(categories: readonly C[]): Finder<CategoryPhrase<C>> {
  let finder = finders.get(categories)
  if (!finder) {
    const phrases = categories.flatMap(category =>
      category.words.flatMap(entry =>
        phrasesOf([entry]).map(phrase => ({
          ...phrase,
          category,
          points: pointsOf(phrase) + (entry.endsWith('!') ? decisive : 0),
        })),
      ),
    )
    finders.set(categories, (finder = finderOf(phrases, light)))
  }
  return finder as Finder<CategoryPhrase<C>>
}

function pointsOf({ words }: Phrase): number {
  return words.reduce((sum, word) => sum + (light.has(word) ? 0.25 : 1), 0) ** 2
}

/**
 * What a report is about, by its words, or null when no word tells. The longest phrase wins ("login sikap" over
 * "login"); `certain` when no other category comes near. A guess: the person confirms it, a petugas may change it.
 */
export function guessCategory<C extends CategoryWords>(
  text: string,
  categories: readonly C[],
): { readonly category: C; readonly certain: boolean } | null {
  const { words } = readWords(text)
  const points = new Map<C, number>()
  for (const { phrase } of longestFirst(finderFor(categories).in(words, slack)))
    points.set(phrase.category, (points.get(phrase.category) ?? 0) + phrase.points)
  const [best, second] = [...points].sort(([, a], [, b]) => b - a)
  if (!best) return null
  return { category: best[0], certain: best[1] >= 1 && (!second || best[1] >= 2 * second[1]) }
}

/** Of phrases that share a word only the longest counts; they come in the order of the text. */
function longestFirst<P extends { readonly words: readonly string[]; readonly points: number }>(
  found: readonly Found<P>[],
): readonly Found<P>[] {
  const taken = new Set<number>()
  const kept: Found<P>[] = []
  for (const one of [...found].sort((a, b) => b.phrase.points - a.phrase.points || span(a.at) - span(b.at))) {
    if (one.at.some(place => taken.has(place))) continue
    for (const place of one.at) taken.add(place)
    kept.push(one)
  }
  return kept.sort((a, b) => a.at[0]! - b.at[0]!)
}

function span(at: readonly number[]): number {
  return at.at(-1)! - at[0]!
}

/** Somebody speaks for more people than himself. */
const everybody = finderOf(
  phrasesOf([
    'semua/seluruh/semuanya penyedia/orang/pokja/ppk/pengguna/opd/dinas/teman/mengeluh/komplain',
    'semua/semuanya/semuanya error/gagal/mati/macet',
    'penyedia/orang/teman/dinas/opd/pokja lain juga/sama/mengeluh',
    'yang lain juga/sama/mengeluh/error/gagal',
    'lain juga sama',
    'tidak ada yang bisa',
    'tidak ada yang bisa login/masuk/unggah/akses',
    'tidak ada satu pun bisa',
    'bukan/tidak cuma/hanya saya',
    'bukan saya saja',
    'tidak saya saja',
    'satu/se kabupaten/kantor/kota/grup/wilayah',
    'di grup penyedia',
    'grup mengeluh',
    'banyak penyedia/orang/teman',
  ]),
  light,
)

/** What all of them use does not work. */
const downForAll = finderOf(
  phrasesOf([
    'server down/mati/padam/ambruk/tumbang/lumpuh',
    'spse/lpse/website down/mati/padam/gangguan/lumpuh/ambruk/502/503/504/gateway',
    'tidak bisa buka/akses spse/lpse/website/sistem',
    'spse/lpse/website tidak terbuka',
    'bad gateway',
    'listrik server',
  ]),
  light,
)

const trouble = finderOf(
  phrasesOf(['tidak bisa', 'error', 'gagal', 'mengeluh', 'down', 'mati', 'lambat', 'macet', 'komplain', 'gangguan']),
  light,
)

/** true when a report speaks of many people or of the whole service: its impact is "besar" (Pasal 15(1)a). */
export function isMassProblem(text: string): boolean {
  const { words } = readWords(text)
  if (downForAll.in(words, 1).length) return true
  return everybody.in(words, 1).length > 0 && trouble.in(words, 1).length > 0
}
