import { z } from 'zod'
import type { Action, SaidFile, Switch, Where } from './action.ts'
import { everybody, type Happening, type Teaching } from './scenario.ts'

const words = z.string().trim().min(1)
const whole = words.transform((text, context) => {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  return wrong(context, 'harus angka bulat')
})

function wrong(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}

const units: Readonly<Record<string, number>> = { detik: 1, menit: 60, jam: 3600, hari: 86_400 }

/** "20 detik", in seconds. */
const span = words.transform((text, context) => {
  const [, amount, unit] = /^(\d{1,4}) (detik|menit|jam|hari)$/.exec(text) ?? []
  if (amount && unit) return Number(amount) * units[unit]!
  return wrong(context, 'harus lama waktu, misalnya "20 detik", "15 menit", "1 jam", "2 hari"')
})

const minutes = span.transform((seconds, context) => {
  if (seconds >= 60) return seconds / 60
  return wrong(context, 'paling sedikit 1 menit')
})

const kinds: Readonly<Record<string, SaidFile['kind']>> = {
  foto: 'photo',
  berkas: 'document',
  suara: 'voice',
  audio: 'audio',
  video: 'video',
  stiker: 'sticker',
}

const file = words.transform((text, context): SaidFile => {
  const [, kind = '', name] = /^(\S+)(?: (.+))?$/.exec(text) ?? []
  const known = kinds[kind]
  if (!known || (name && known !== 'document'))
    return wrong(
      context,
      `harus salah satu: ${Object.keys(kinds).join(', ')}; nama hanya pada berkas: "berkas surat.pdf"`,
    )
  return name ? { kind: known, name } : { kind: known }
})

const switches: Readonly<Record<string, Switch>> = {
  'WhatsApp terputus': 'whatsapp off',
  'Telegram 429': 'telegram 429',
  'Telegram 502': 'telegram 502',
}

const topicWords: Readonly<Record<string, 'delete' | 'close' | 'reopen'>> = {
  hapus: 'delete',
  tutup: 'close',
  buka: 'reopen',
}

const crowdPlaces: Readonly<Record<string, 'whatsapp' | 'telegram' | 'both'>> = {
  WhatsApp: 'whatsapp',
  Telegram: 'telegram',
  keduanya: 'both',
}

/** Words for what the code names otherwise; the recorder writes by the same tables. */
export const fileWords = { kinds, switches, topics: topicWords }

const onOff = z.enum(['nyala', 'mati']).transform(word => word === 'nyala')

const teaching = z
  .strictObject({ judul: words, kata: words, sambungan: z.enum(['ya']).optional() })
  .transform(({ judul, kata, sambungan }) => ({ title: judul, words: kata, continued: sambungan === 'ya' }))

/** How long a step may wait when it does not say so (seconds). */
const usualPatience = 30

const common = { ajar: teaching.optional(), 'paling lama': span.optional() }

/** A step of these keys, and those every step may have. */
function step<Shape extends z.ZodRawShape>(shape: Shape, happens: (read: z.output<z.ZodObject<Shape>>) => Happening) {
  return z.strictObject({ ...shape, ...common }).transform((read): ReadStep => {
    const { ajar, 'paling lama': patience } = read as unknown as z.output<z.ZodObject<typeof common>>
    return {
      happening: happens(read as unknown as z.output<z.ZodObject<Shape>>),
      teaching: ajar ?? null,
      patience: (patience ?? usualPatience) * 1000,
    }
  })
}

/** A step as its schema reads it. */
export interface ReadStep {
  readonly happening: Happening
  readonly teaching: Teaching | null
  readonly patience: number
}

const act = (action: Action): Happening => ({ kind: 'act', action })

/** The schema of a step by the key that says what happens in it; `names` are those of the story's cast. */
export function stepSchemas(names: readonly string[]): Readonly<Record<string, z.ZodType<ReadStep>>> {
  const name = z.enum([...names])
  const where = words.transform((text, context): Where => {
    if (/^whatsapp$/i.test(text)) return 'whatsapp'
    if (/^telegram$/i.test(text)) return 'telegram'
    if (/^grup$/i.test(text)) return 'general'
    const owner = /^topik (.+)$/i.exec(text)?.[1]
    if (owner && names.includes(owner)) return { topic: { of: owner } }
    return wrong(context, `harus WhatsApp, Telegram, grup, atau "topik ${names[0]}"`)
  })
  const by = { oleh: name, di: where }
  const quoted = (balas: string | undefined) => (balas ? { replyTo: { words: balas } } : {})
  return {
    tulis: step({ tulis: words, balas: words.optional(), ...by }, ({ tulis, balas, oleh, di }) =>
      act({ do: 'write', who: oleh, where: di, text: tulis, ...quoted(balas) }),
    ),
    kirim: step(
      {
        kirim: z.union([file.transform(one => [one]), z.array(file).min(1).max(10)]),
        teks: words.optional(),
        balas: words.optional(),
        ...by,
      },
      ({ kirim, teks, balas, oleh, di }) =>
        act({ do: 'write', who: oleh, where: di, files: kirim, ...(teks ? { text: teks } : {}), ...quoted(balas) }),
    ),
    ubah: step({ ubah: words, menjadi: words, ...by }, ({ ubah, menjadi, oleh, di }) =>
      act({ do: 'edit', who: oleh, where: di, message: { words: ubah }, text: menjadi }),
    ),
    hapus: step({ hapus: words, ...by }, ({ hapus, oleh, di }) =>
      act({ do: 'delete', who: oleh, where: di, message: { words: hapus } }),
    ),
    tanda: step({ tanda: words, pada: words, ...by }, ({ tanda, pada, oleh, di }) =>
      act({ do: 'react', who: oleh, where: di, message: { words: pada }, emoji: tanda === 'cabut' ? null : tanda }),
    ),
    ketuk: step({ ketuk: words, pada: words.optional(), ...by }, ({ ketuk, pada, oleh, di }) =>
      act({ do: 'tap', who: oleh, where: di, button: ketuk, ...(pada ? { message: { words: pada } } : {}) }),
    ),
    start: step({ start: name, kode: words.optional() }, ({ start, kode }) =>
      act({ do: 'start', who: start, ...(kode ? { payload: kode } : {}) }),
    ),
    baca: step({ baca: name }, ({ baca }) => act({ do: 'read', who: baca })),
    telepon: step({ telepon: name }, ({ telepon }) => act({ do: 'call', who: telepon })),
    blokir: step({ blokir: name, keadaan: onOff }, ({ blokir, keadaan }) =>
      act({ do: 'block', who: blokir, on: keadaan }),
    ),
    ponsel: step({ ponsel: name, keadaan: onOff }, ({ ponsel, keadaan }) =>
      act({ do: 'phone off', who: ponsel, on: !keadaan }),
    ),
    'waktu maju': step({ 'waktu maju': minutes }, read => act({ do: 'clock', minutes: read['waktu maju'] })),
    'jam kerja': step({ 'jam kerja': z.enum(['ya']) }, () => ({ kind: 'office hours' })),
    sakelar: step({ sakelar: z.enum(Object.keys(switches)), keadaan: onOff }, ({ sakelar, keadaan }) =>
      act({ do: 'switch', what: switches[sakelar]!, on: keadaan }),
    ),
    bot: step({ bot: z.enum(['matikan paksa', 'hidupkan']) }, ({ bot }) =>
      act({ do: bot === 'hidupkan' ? 'revive' : 'kill' }),
    ),
    redis: step({ redis: z.enum(['kosongkan']) }, () => act({ do: 'flush redis' })),
    topik: step({ topik: z.enum(Object.keys(topicWords)), milik: name }, ({ topik, milik }) =>
      act({ do: 'topic', what: topicWords[topik]!, topic: { of: milik } }),
    ),
    ramai: step(
      {
        ramai: z.array(words).min(1),
        orang: whole.refine(many => many >= 1 && many <= 200, 'antara 1 dan 200 orang'),
        di: z.enum(Object.keys(crowdPlaces)),
      },
      ({ ramai, orang, di }) => ({ kind: 'crowd', people: orang, where: crowdPlaces[di]!, lines: ramai }),
    ),
    lihat: step({ lihat: words, oleh: z.enum([...names, everybody]), di: where.optional() }, ({ lihat, oleh, di }) => ({
      kind: 'see',
      who: oleh,
      where: di ?? 'whatsapp',
      words: lihat,
    })),
    'tidak lihat': step({ 'tidak lihat': words, ...by }, ({ 'tidak lihat': unseen, oleh, di }) => ({
      kind: 'see nothing',
      who: oleh,
      where: di,
      words: unseen,
    })),
    harap: step(
      {
        harap: z.strictObject({
          'tiket baru': whole.optional(),
          hilang: whole.optional(),
          ganda: whole.optional(),
        }),
      },
      ({ harap }) => ({
        kind: 'expect',
        tickets: harap['tiket baru'] ?? null,
        lost: harap.hilang ?? null,
        repeated: harap.ganda ?? null,
      }),
    ),
    cerita: z.strictObject({ cerita: words, judul: words.optional() }).transform(({ cerita, judul }): ReadStep => ({
      happening: { kind: 'tell' },
      teaching: { title: judul ?? '', words: cerita, continued: false },
      patience: 0,
    })),
  }
}
