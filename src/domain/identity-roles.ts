import { givenNames } from './given-names.ts'
import { bareWord } from './person-names.ts'
import { isTypoOf } from './word-forms.ts'

/** As what somebody turns to the LPSE, as he says himself. */
export type IdentityRole = 'penyedia' | 'PPK' | 'Pokja/PP' | 'PA/KPA' | 'auditor' | 'lainnya'

/** What names a role; of those that begin alike the longer one stands first. */
const names: Readonly<Record<IdentityRole, string>> = {
  'PA/KPA': 'kuasa pengguna anggaran|pengguna anggaran|kpa|pa',
  PPK: 'pejabat pembuat komitmen|ppk',
  'Pokja/PP': 'pejabat pengadaan|kelompok kerja pemilihan|kelompok kerja|pokja pemilihan|pokja|pokmil|pp',
  penyedia:
    'penyedia jasa|penyedia barang|penyedia|rekanan|vendor|kontraktor|konsultan|direktur utama|wakil direktur|direktur|direktris|dirut|pemilik',
  auditor: 'auditor|apip',
  lainnya: 'masyarakat umum|masyarakat|wartawan|jurnalis|lsm|mahasiswa',
}

const roles = Object.entries(names).flatMap(([role, phrases]) =>
  phrases.split('|').map(phrase => ({ role: role as IdentityRole, words: phrase.split(' ') })),
)

/** The role named at a place among words, and how many words name it. */
export function roleAt(all: readonly string[], at: number): { role: IdentityRole; length: number } | null {
  const found = roles.find(({ words }) => words.every((word, i) => isNamedBy(all[at + i], word)))
  return found ? { role: found.role, length: found.words.length } : null
}

/** "PA" in capitals is a role, "pa" says pak. */
function isNamedBy(typed: string | undefined, word: string): boolean {
  if (typed === undefined) return false
  const plain = bareWord(typed)
  if (plain === word) return word !== 'pa' || typed.replace(/\./g, '') === 'PA'
  return word.length > 6 && !givenNames.has(plain) && isTypoOf(plain, word, 7)
}
