import { roleAt, type IdentityRole } from './identity-roles.ts'
import { withoutDisguise } from './normalise.ts'
import { beginnings, companyForms, incomplete, organisationOf } from './organisations.ts'
import {
  bareWord,
  hasGivenName,
  inTitleCase,
  isClearName,
  isDegree,
  isPlausibleName,
  printedName,
} from './person-names.ts'

/** Who somebody says to be; nothing of it is verified. */
export interface Identity {
  readonly name: string | null
  readonly organisation: string | null
  readonly role: IdentityRole | null
}

/** Nobody needs more to say who he is. */
const longest = 200

const wordSet = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/))

/** Greetings and consent: behind them a bare name may be that of the reader ("oke pak Budi"). */
const greeting = wordSet(`selamat pagi siang sore malam halo hai assalamualaikum assalamu alaikum wr wb warahmatullahi
  wabarakatuh salam permisi baik ok oke ya iya betul min admin`)

const addressing = wordSet('pak bapak bpk bu ibu pa mas mbak kak bang ustad ustadz tuan nyonya tn ny mr mrs sdr sdri')

/** Words that announce a name. */
const introducing = wordSet('saya sy aku nama namaku perkenalkan kenalkan ini')

/** What may stand before who somebody is … */
const leading = new Set([
  ...greeting,
  ...addressing,
  ...introducing,
  ...wordSet(`kami kita adalah dengan dari di atas sebagai selaku perusahaan instansi jabatan peran asal izin staf staff
    karyawan karyawati operator pegawai sekretaris kepala ketua utusan perwakilan`),
])

/** … and behind it. */
const trailing =
  wordSet(`pak bu min kak ya terima kasih makasih trims tks thanks mohon bantuannya dibantu staf staff admin
  pegawai karyawan dari sebagai selaku`)

interface Found {
  /** Words of the name as they were typed. */
  name: readonly string[] | null
  degrees: string
  organisation: string | null
  role: IdentityRole | null
  /** "nama saya", "Bapak": what follows is a name though it is no common one. */
  introduced: boolean
  /** "saya", "ini": the name is the writer's. */
  presented: boolean
  greeted: boolean
}

/**
 * Reads the answer to "nama, perusahaan/instansi, sebagai apa?" ("Sari, CV Maju Jaya, penyedia"), or null when it is
 * not clearly one: what is no identity belongs to the description, so nothing is guessed from a sentence.
 */
export function readIdentity(text: string): Identity | null {
  const plain = withoutDisguise(text)
    .replace(/\p{Extended_Pictographic}/gu, ' ')
    .trim()
  if (!plain || plain.length > longest || plain.includes('?') || /\S@\S|:\/\//.test(plain)) return null
  const found: Found = {
    name: null,
    degrees: '',
    organisation: null,
    role: null,
    introduced: false,
    presented: false,
    greeted: false,
  }
  if (!partsOf(plain).every(part => takePart(part, found))) return null
  const { name, organisation, role } = found
  if (!organisation && !role && !(name && isBelieved(name, found))) return null
  return { name: name && printedName(name) + found.degrees, organisation, role }
}

/** Whether a name without organisation and role is one: "dewi", but not "halo pak Budi". */
function isBelieved(name: readonly string[], { introduced, presented, greeted }: Found): boolean {
  return introduced || ((presented || !greeted) && isClearName(name))
}

/** The parts between commas, brackets, slashes, dashes, numbers of a list and lines; phone numbers are left out. */
function partsOf(text: string): readonly string[] {
  return text
    .replace(/\(\s*persero\s*\)/gi, ' persero ')
    .replace(/(?<!\p{L})a\s?[./]\s?n\.?(?!\p{L})/giu, ' nama ')
    .replace(/(?<!\p{L})([pc])\.\s?([tv])\.?(?!\p{L})/giu, '$1$2 ')
    .replace(/\+?\d[\d -]{8,16}/g, ' ')
    .split(/[,;\n()|/:=]+|\s[-–—]+\s|[-–—]+(?=(?:pt|cv|ud|fa|pd|dinas)[ .])|(?<=\p{L}{4})\.\s+|(?:^|\s)\d[.)]\s+/iu)
    .map(part => part.trim().replace(/[!\s]+$/, ''))
    .filter(Boolean)
}

/** Takes one part into what was found; false when it is nothing of an identity. */
function takePart(part: string, found: Found): boolean {
  if (found.name && isDegree(part)) {
    found.degrees += `, ${part}`
    return true
  }
  const all = part.split(/\s+/)
  const plain = all.map(bareWord)
  if (plain.some(word => introducing.has(word))) found.presented = true
  if (plain.some(word => greeting.has(word))) found.greeted = true
  // Politeness alone says nothing, and is nothing else either.
  if (plain.every(word => leading.has(word) || trailing.has(word)) && !all.some((_, at) => roleAt(all, at))) return true
  const inner = withoutTrail(withoutLead(all))
  const before = plain.slice(0, all.indexOf(inner[0]!))
  if (before.some(word => word === 'nama' || word === 'namaku' || word.endsWith('kenalkan'))) found.introduced = true
  if (before.some(word => addressing.has(word)) && !found.greeted && /^\p{Lu}/u.test(inner[0]!)) found.introduced = true
  return takeWords(inner, found, before.includes('dari'))
}

function withoutLead(all: readonly string[]): readonly string[] {
  const start = all.findIndex((word, at) => !leading.has(bareWord(word)) || roleAt(all, at))
  return start < 0 ? [] : all.slice(start)
}

function withoutTrail(all: readonly string[]): readonly string[] {
  return all.slice(0, all.findLastIndex(word => !trailing.has(bareWord(word))) + 1)
}

/** A role parts the words; an organisation goes from its form to the end; what is left before them is a name. */
function takeWords(all: readonly string[], found: Found, fromThere: boolean): boolean {
  if (!all.length) return true
  const at = all.findIndex((word, i) => roleAt(all, i) || beginnings.has(bareWord(word)))
  const role = roleAt(all, at)
  if (at < 0) return takeName(all, found, fromThere)
  if (!takeWords(withoutTrail(all.slice(0, at)), found, fromThere)) return false
  return role ? takeRole(all, at, role, found) : takeOrganisation(all.slice(at), found)
}

function takeRole(
  all: readonly string[],
  at: number,
  { role, length }: NonNullable<ReturnType<typeof roleAt>>,
  found: Found,
): boolean {
  if (found.role && found.role !== role) return false
  found.role = role
  let next = at + length
  // "pokja 3"
  if (role === 'Pokja/PP' && /^(?:\d{1,2}|[ivx]{1,4})$/i.test(all[next] ?? ''))
    addOrganisation(found, `${inTitleCase(all.slice(at, next).join(' '))} ${all[next++]!.toUpperCase()}`)
  return takeWords(withoutLead(all.slice(next)), found, true)
}

function takeOrganisation(all: readonly string[], found: Found): boolean {
  // A role behind the name parts them; right behind the form it belongs to the name ("PT Konsultan Jaya").
  const at = all.findIndex((_, i) => i > (incomplete.has(bareWord(all[0]!)) ? 1 : 0) && roleAt(all, i))
  const words = at < 0 ? all : withoutTrail(all.slice(0, at))
  const form = bareWord(words[0]!)
  if (words.length === 1 && companyForms.has(form) && found.name && !found.organisation) {
    found.organisation = organisationOf([form, ...found.name])
    found.name = null
    return found.organisation !== null
  }
  const organisation = words.length === 1 && incomplete.has(form) ? null : organisationOf(words)
  if (organisation === null) return false
  addOrganisation(found, organisation)
  return at < 0 || takeRole(all, at, roleAt(all, at)!, found)
}

function addOrganisation(found: Found, organisation: string): void {
  found.organisation = found.organisation === null ? organisation : `${found.organisation} ${organisation}`
}

/** Words without a role or the form of an organisation: a name, or where somebody is from whose name is known. */
function takeName(all: readonly string[], found: Found, fromThere: boolean): boolean {
  const from = all.findIndex(word => bareWord(word) === 'dari')
  if (from > 0) return takeName(all.slice(0, from), found, false) && takeName(all.slice(from + 1), found, true)
  if (!isPlausibleName(all)) return false
  if (found.name === null && (!fromThere || all.some(hasGivenName))) {
    found.name = all
    return true
  }
  if (found.organisation !== null || (found.name === null && !all.every(word => /^\p{Lu}/u.test(word)))) return false
  found.organisation = printedName(all)
  return true
}
