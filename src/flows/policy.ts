import { nextOpening, type OfficeHours } from '../domain/office-hours.ts'
import type { Impact, PriorityRules } from '../domain/priority.ts'
import type { TicketKind } from '../domain/ticket.ts'
import type { WordLists } from '../domain/words.ts'
import type { HolidayYear } from './holidays.ts'
import { checkFile, mistakeAt, refuse } from './mistakes.ts'
import { policyFile } from './policy-file.ts'
import type { FlowFile } from './yaml.ts'

/** What a ticket is about; its name is the only thing of a report that stands in a topic's name. */
export interface Category {
  /** At most 20 characters. */
  readonly name: string
  readonly kind: TicketKind
  readonly impact: Impact
  /** Words as people write them, by which the category is guessed. */
  readonly words: readonly string[]
}

/** Lists of words besides the answers of WordLists. */
type WordList =
  | 'menu'
  | 'back'
  | 'cancel'
  | 'status'
  | 'staff'
  | 'help'
  | 'privacy'
  | 'skip'
  | 'urgent'
  | 'link'
  | 'part'
  | 'angry'
  | 'complaint'
  | 'bribe'
  | 'identityFiles'
  | 'offerFiles'

/** flows/kebijakan.yaml as the code uses it. Spans are milliseconds unless named days. */
export interface Policy {
  /** Prefix of ticket numbers, e.g. TBB. */
  readonly unit: string
  /** Prefix of the numbers of complaints, e.g. ADU. */
  readonly complaintUnit: string
  readonly name: string
  readonly zone: string
  /** null: not told yet ("belum diisi"). */
  readonly contacts: Readonly<Record<'alamat' | 'telepon' | 'surel' | 'laman spse', string | null>>
  /** How long a question of the bot to an anggota stands. */
  readonly askLapses: number
  readonly categories: readonly Category[]
  /** For what fits none of the categories, and for what its own words say. */
  readonly otherCategory: Category
  /** All of them, the other one last. */
  readonly allCategories: readonly Category[]
  readonly priority: PriorityRules
  readonly hours: OfficeHours
  /** How far the holidays of each year can be trusted. */
  readonly holidayYears: readonly HolidayYear[]
  readonly intake: {
    /** The ticket is made with the first words, the questions come after. */
    readonly atOnce: boolean
    /** After this silence the ticket is made by itself. */
    readonly silence: number
    /** A stage deadline this near makes the ticket at once. */
    readonly urgentWithin: number
    /** Open tickets a person may have. */
    readonly openAtMost: number
    /** How long the ticket chosen among several stays the one that is written to. */
    readonly focusLasts: number
  }
  /** Working days. */
  readonly followUp: {
    readonly reopenDays: number
    readonly nudgeDays: number
    readonly closeWaitingDays: number
    readonly closeSolvedDays: number
    /** How long before a closing it is announced. */
    readonly announceDays: number
    /** A line on a ticket's state waits this long (ms), so that of several only the last is sent. */
    readonly statusDelay: number
  }
  /** What is not LPSE's to answer (Pasal 4(3)): who decides, and what the person is told. */
  readonly notOurs: readonly { readonly subject: string; readonly to: string; readonly sentence: string }[]
  /** Where else a complaint can be made; contact null: not told yet. */
  readonly complaint: { readonly otherWays: readonly { readonly name: string; readonly contact: string | null }[] }
  /** Version of the texts on privacy. */
  readonly privacy: { readonly version: number }
  /** Calendar days after closing for which each is kept. */
  readonly retention: { readonly textDays: number; readonly filesDays: number; readonly identifiersDays: number }
  /** More than this many messages of one person within the span are shown collapsed. */
  readonly flood: { readonly messages: number; readonly within: number }
  /** How carefully WhatsApp is written to, so that the number is not taken for a machine's. */
  readonly whatsapp: {
    /** Between two messages to one person, drawn anew each time. */
    readonly gap: { readonly least: number; readonly most: number }
    /** Messages a minute to all people together. */
    readonly perMinute: number
    /** Nothing leaves for this long after the account is connected. */
    readonly settling: number
    /** For how many days what was sent is kept for phones that could not read it. */
    readonly sentKeptDays: number
  }
  readonly words: WordLists & Readonly<Record<WordList, readonly string[]>>
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Reads flows/kebijakan.yaml. Throws FLOWS_INVALID naming every mistake with its line. */
export function readPolicy(file: FlowFile): Policy {
  const content = checkFile(file, policyFile)
  const { lpse, kategori, prioritas, laporan, kata, penyimpanan } = content
  const holidays = content['hari libur']
  const followUp = content['tindak lanjut']
  const flood = content['banjir pesan']
  const { whatsapp } = content
  const gap = whatsapp['jeda ke satu orang detik']
  const { lainnya } = kategori
  const categories = Object.entries(kategori.daftar).map(([name, { jenis, dampak, kata }]) => ({
    name,
    kind: jenis,
    impact: dampak,
    words: kata,
  }))
  const otherCategory = {
    name: lainnya.nama,
    kind: lainnya.jenis,
    impact: lainnya.dampak,
    words: lainnya.kata ?? [],
  }
  const hours: OfficeHours = { zone: lpse['zona waktu'], ...content['jam layanan'], holidays: holidays.names }
  refuse(neverOpen(hours, file))
  return {
    unit: lpse.singkatan,
    complaintUnit: lpse['singkatan pengaduan'],
    name: lpse.nama,
    zone: lpse['zona waktu'],
    contacts: lpse.kontak,
    askLapses: content['tanya petugas']['berlaku menit'] * minute,
    categories,
    otherCategory,
    allCategories: [...categories, otherCategory],
    priority: {
      urgency: {
        kritis: prioritas.urgensi['kritis sampai jam'] * hour,
        tinggi: prioritas.urgensi['tinggi sampai jam'] * hour,
        sedang: prioritas.urgensi['sedang sampai jam'] * hour,
      },
      matrix: prioritas.matriks,
    },
    hours,
    holidayYears: holidays.years,
    intake: {
      atOnce: laporan['tiket langsung dibuat'],
      silence: laporan['tiket dibuat sendiri sesudah menit'] * minute,
      urgentWithin: laporan['mendesak bila sisa jam'] * hour,
      openAtMost: laporan['tiket terbuka paling banyak'],
      focusLasts: laporan['pilihan tiket berlaku menit'] * minute,
    },
    followUp: {
      reopenDays: followUp['buka lagi sampai hari kerja'],
      nudgeDays: followUp['ingatkan sesudah hari kerja'],
      closeWaitingDays: followUp['tutup yang menunggu pelapor sesudah hari kerja'],
      closeSolvedDays: followUp['tutup yang selesai sesudah hari kerja'],
      announceDays: followUp['umumkan penutupan sebelum hari kerja'],
      statusDelay: followUp['tahan kabar keadaan detik'] * second,
    },
    notOurs: Object.entries(content['bukan wewenang'].hal).map(([subject, { kepada, kalimat }]) => ({
      subject,
      to: kepada,
      sentence: kalimat,
    })),
    complaint: {
      otherWays: content.pengaduan['jalan lain'].map(({ nama, kontak }) => ({ name: nama, contact: kontak })),
    },
    privacy: { version: content.privasi.versi },
    retention: {
      textDays: penyimpanan['isi percakapan hari'],
      filesDays: penyimpanan['lampiran hari'],
      identifiersDays: penyimpanan['nama dan nomor hari'],
    },
    flood: { messages: flood['lebih dari pesan'], within: flood['dalam detik'] * second },
    whatsapp: {
      gap: { least: gap.least * second, most: gap.most * second },
      perMinute: whatsapp['pesan per menit'],
      settling: whatsapp['tunda setelah tersambung detik'] * second,
      sentKeptDays: whatsapp['simpan yang terkirim hari'],
    },
    words: {
      greetings: kata.salam,
      thanks: kata['terima kasih'],
      yes: kata.ya,
      no: kata.tidak,
      menu: kata.menu,
      back: kata.kembali,
      cancel: kata.batal,
      status: kata.status,
      staff: kata.petugas,
      help: kata.bantuan,
      privacy: kata.privasi,
      skip: kata.lewati,
      urgent: kata.mendesak,
      link: kata.hubungkan,
      part: kata.putuskan,
      angry: kata.marah,
      complaint: kata.pengaduan,
      bribe: kata.suap,
      identityFiles: kata['berkas identitas'],
      offerFiles: kata['berkas penawaran'],
    },
  }
}

/** Where the calendar closes for good: nothing that waits for the office may wait for ever. */
function neverOpen(hours: OfficeHours, file: FlowFile): string[] {
  if (!Object.values(hours.week).some(frames => frames.length))
    return [mistakeAt(file, ['jam layanan', 'mingguan'], 'tidak ada satu pun jam buka')]
  return hours.overrides.flatMap(({ from }, at) =>
    nextOpening(hours, new Date(from))
      ? []
      : [mistakeAt(file, ['jam layanan', 'pengecualian', at], 'tutup lebih dari setahun, periksa tanggalnya')],
  )
}
