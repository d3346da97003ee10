/** A word, number or sign of a text in its usual spelling, and where it stands there. */
export interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
}

/** The usual spelling of a word and how else people type it. */
const spellings: Readonly<Record<string, string>> = {
  jam: 'jm pukul pkl pk pkul pukl jem',
  menit: 'mnt mnit menitan mntan',
  detik: 'dtk',
  hari: 'hr hri',
  minggu: 'mgg mnggu ming mggu',
  bulan: 'bln bl',
  tahun: 'thn th',
  tanggal: 'tgl tggl tangal tngl tg',
  lagi: 'lg lgi',
  setengah: 'stengah stgh 1/2 ½ setgh',
  seperempat: 'sprempat',
  '1 jam': 'sejam sejaman',
  '1 menit': 'semenit',
  '1 hari': 'sehari',
  '1 minggu': 'seminggu',
  '1 bulan': 'sebulan',
  'tadi malam': 'semalam semalem',
  'hari ini': 'today',
  'akhir pekan': 'weekend',
  besok: 'bsk bsok besk besuk esok bsook tomorrow',
  lusa: 'lusaa',
  kemarin: 'kmrn kemaren kmaren kmarin kmrin kemrin',
  tadi: 'td tdi barusan',
  nanti: 'nnti nti ntar entar tar ntr',
  sekarang: 'skrg skrang skg skrng',
  ini: 'nih',
  pagi: 'pgi pg pagi2',
  siang: 'siank syang siang2',
  sore: 'sre petang sore2',
  malam: 'mlm malem mlam mlem malam2',
  subuh: 'shubuh',
  dzuhur: 'zuhur dhuhur duhur lohor zhuhur dzuhr',
  ashar: 'asar asr',
  magrib: 'maghrib mgrib',
  isya: 'isyak',
  jumatan: 'jumaatan',
  habis: 'abis hbs',
  setelah: 'sesudah stlh bada bakda selepas',
  sebelum: 'sblm sebelom menjelang jelang',
  depan: 'dpn',
  lalu: 'yll',
  awal: '',
  akhir: 'akhr',
  pertengahan: '',
  sampai: 'smp sampe sampek smpai smpe hingga sd',
  sudah: 'sdh udah udh dah telah tlh',
  tutup: 'ttp ditutup dtutup tutp menutup penutupan nutup close closed closing clossing',
  batas: 'bts tenggat',
  deadline: 'dedline deadlen dateline deadlin',
  berakhir: 'brakhir berahir',
  terakhir: 'trakhir terahir trkhir',
  selambat: 'slambat',
  paling: 'plg',
  harus: 'hrs wajib mesti',
  dari: 'dr',
  dalam: 'dlm',
  sejak: 'sjk semenjak sedari',
  setiap: 'tiap tiap2 setip',
  waktu: 'wkt wktu',
  tinggal: 'tgal tggal tinggl sisa tersisa',
  kurang: 'krg krang',
  sekitar: 'sktr sekitaran kira kira2 kurleb',
  buka: 'dibuka bukak',
  senin: 'snn senen',
  selasa: 'sls slasa',
  rabu: 'rbu rab',
  kamis: 'kms kam',
  jumat: 'jmt jum jumaat jumah',
  sabtu: 'sbt sab',
  ahad: '',
  januari: 'jan january',
  februari: 'feb peb pebruari february',
  maret: 'mar mrt march',
  april: 'apr',
  mei: 'may',
  juni: 'jun june',
  juli: 'jul july',
  agustus: 'agt agu ags agst august aug',
  september: 'sep sept',
  oktober: 'okt oct october',
  november: 'nov nop nopember nvember',
  desember: 'des dec december',
}

/** "besokjam", "selambatlambatnya": longer words are not two that were stuck together. */
const longestStuck = 20

const digits = 'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas'.split(' ')

const usual = new Map(
  Object.entries(spellings).flatMap(([word, others]) =>
    [word, ...others.split(' ').filter(Boolean)].map(spelling => [spelling, word] as const),
  ),
)
for (const [number, word] of digits.entries()) usual.set(word, String(number))

/** "s/d"; "pagi2"; a word; a number with what is written in it (14.00, 25/11/2026, 08.00-16.00, 1,5); a sign. */
const shapes =
  /(?<![\p{L}\d])s\s?[/.]\s?d(?:\.|(?![\p{L}\d]))|(?:pagi|siang|sore|malam|kira|tiap)2(?!\d)|[\p{L}\p{M}]+(?:['’`´][\p{L}\p{M}]+)*|½|\d+(?:[./:-]\d+)*(?:,\d{1,2}(?![\d.:/]))?|[^\s\p{L}\p{M}\d]|\n/giu

/** A text as tokens: typing errors, slang, missing spaces and numbers in words are put right. */
export function readTokens(text: string): Token[] {
  const tokens = [...text.matchAll(shapes)].flatMap(({ 0: raw, index }) => spelled(raw, index))
  return joinNumberWords(tokens)
}

function spelled(raw: string, start: number): Token[] {
  const end = start + raw.length
  const lower = raw.normalize('NFKC').toLowerCase()
  if (/^s\s?[/.]\s?d\.?$/.test(lower)) return [{ word: 'sampai', start, end }]
  if (/^[–—−~]$/.test(raw)) return [{ word: '-', start, end }]
  if (!/\p{L}/u.test(lower)) return [{ word: usual.get(lower) ?? lower, start, end }]
  const bare = lower.replace(/['’`´]/g, '')
  const word = usualSpelling(bare)
  if (word) return [{ word, start, end }]
  if (bare !== lower || bare.length > longestStuck) return [{ word: bare, start, end }]
  for (let cut = 3; cut <= bare.length - 3; cut++) {
    const [first, second] = [usualSpelling(bare.slice(0, cut)), usualSpelling(bare.slice(cut))]
    if (first && second)
      return [
        { word: first, start, end: start + cut },
        { word: second, start: start + cut, end },
      ]
  }
  return [{ word: bare, start, end }]
}

function usualSpelling(word: string): string | undefined {
  const once = word.replace(/(\p{L})\1{2,}/gu, '$1')
  for (const form of [word, once, word.replace(/(\p{L})\1+/gu, '$1')])
    for (const base of [form, form.replace(/nya$/, '')]) if (usual.has(base)) return usual.get(base)
  return undefined
}

/** "dua puluh lima" → 25, "dua belas" → 12; "20 5" stays two numbers. */
function joinNumberWords(tokens: readonly Token[]): Token[] {
  const joined: Token[] = []
  let isOpen = false
  for (const token of tokens) {
    const last = joined.at(-1)
    const value: number | null = last ? joinedValue(Number(last.word), token.word, isOpen) : null
    isOpen = value !== null && token.word === 'puluh'
    if (last && value !== null) joined.splice(-1, 1, { ...token, word: String(value), start: last.start })
    else joined.push(token)
  }
  return joined
}

function joinedValue(before: number, word: string, isOpen: boolean): number | null {
  if (isOpen && /^[1-9]$/.test(word)) return before + Number(word)
  if (!(before > 1 && before < 10)) return null
  return word === 'belas' ? before + 10 : word === 'puluh' ? before * 10 : null
}
