import { createTelegramApi, type TelegramApi } from '../../channels/telegram/client.ts'
import { webhookPath } from '../../channels/telegram/webhook.ts'
import type { Config } from '../../config.ts'
import { codeOf, LoketError } from '../../errors.ts'
import { examineClock } from './clock.ts'
import { bad, good, note, type Finding, type Findings } from './finding.ts'

interface Bot {
  id: number
  username: string
  can_read_all_group_messages?: boolean
}

interface Member {
  status: string
  can_manage_topics?: boolean
  can_delete_messages?: boolean
}

interface WebhookInfo {
  url: string
  pending_update_count: number
  last_error_date?: number
  last_error_message?: string
}

/** What the database knows of the account. */
export interface Known {
  readonly groups: readonly string[]
  /** true while a process of Loket reads from the networks; null: unknown. */
  readonly running: boolean | null
}

const waitMs = 10_000
/** Seconds for which an error of the webhook counts as today's. */
const recent = 600
/** Updates that wait in a busy minute without anything being wrong. */
const crowd = 100

/**
 * The bot as Telegram sees it: token, staff groups, privacy mode, the way updates come, and the clock. Only asks what
 * has no effect: never getUpdates, which a running bot would lose to us. Shows neither token nor names.
 */
export async function examineTelegram(config: Config, known: Known): Promise<Findings> {
  const api = createTelegramApi(config.TELEGRAM_BOT_TOKEN!, config.TELEGRAM_API_ROOT)
  let bot: Bot
  try {
    bot = await api.call<Bot>('getMe', {}, waitMs)
  } catch (error) {
    return [noBot(error), ...(await examineClock(config.TELEGRAM_API_ROOT, 'Telegram'))]
  }
  const groups = await Promise.all(
    known.groups.map((group, at) =>
      examineGroup(api, group, bot, known.groups.length > 1 ? `Grup petugas ${at + 1}` : 'Grup petugas'),
    ),
  )
  return [
    good('Token bot', `diterima Telegram, bot @${bot.username}`),
    ...(await examineIntake(api, config, known.running)),
    ...groups.flatMap(({ findings }) => findings),
    ...(groups.length ? [] : [noGroup]),
    privacy(
      bot,
      groups.map(({ isAdmin }) => isAdmin),
    ),
    ...(await examineClock(config.TELEGRAM_API_ROOT, 'Telegram')),
  ]
}

const noGroup = note(
  'Grup petugas',
  'belum dihubungkan; pesan penyedia disimpan sampai ada grup',
  'Di grup petugas seorang admin menulis /hubungkan KODE; kodenya tampil saat Loket mulai.',
)

function noBot(error: unknown): Finding {
  const about = 'Token bot'
  return codeOf(error) === 'CHANNEL_FORBIDDEN'
    ? bad(about, 'ditolak Telegram', 'Salin token dari @BotFather ke TELEGRAM_BOT_TOKEN.')
    : bad(
        about,
        'belum dapat diperiksa: Telegram tidak menjawab',
        'Periksa jaringan keluar ke api.telegram.org port 443 (dan TELEGRAM_API_ROOT bila diisi).',
      )
}

async function examineIntake(api: TelegramApi, config: Config, running: boolean | null): Promise<Findings> {
  const about = 'Pesan masuk'
  const wanted = config.TELEGRAM_WEBHOOK_SECRET && config.PUBLIC_URL ? new URL(webhookPath, config.PUBLIC_URL).href : ''
  let info: WebhookInfo
  try {
    info = await api.call<WebhookInfo>('getWebhookInfo', {}, waitMs)
  } catch {
    return [note(about, 'tidak dapat diperiksa: Telegram tidak menjawab')]
  }
  if (info.url !== wanted) {
    const seen = !wanted
      ? 'Telegram masih mengantar ke webhook, padahal setelan memakai long polling'
      : info.url
        ? 'Telegram mengantar ke alamat lain, bukan ke PUBLIC_URL'
        : 'webhook belum terpasang di Telegram'
    return running
      ? [
          bad(
            about,
            seen,
            'Jalankan ulang Loket; ia memasangnya sendiri. Bila terulang, token ini dipakai program lain.',
          ),
        ]
      : [note(about, `${seen}; Loket mengaturnya sendiri saat mulai`)]
  }
  const way = wanted ? 'webhook' : 'long polling'
  const waiting = info.pending_update_count
  const failing =
    wanted && info.last_error_message && (waiting > 0 || Date.now() / 1000 - (info.last_error_date ?? 0) < recent)
  if (failing)
    return [
      bad(
        about,
        `webhook gagal: ${info.last_error_message}; ${waiting} pesan menunggu`,
        'Periksa bahwa PUBLIC_URL dapat dibuka dari internet dengan TLS dan Loket berjalan di belakangnya.',
      ),
    ]
  if (running && waiting > crowd)
    return [
      bad(
        about,
        `${way}, ${waiting} pesan menunggu di Telegram`,
        'Lihat log Loket: pengambilan pesan tersendat. Pesan disimpan Telegram paling lama 24 jam.',
      ),
    ]
  return [good(about, waiting ? `${way}, ${waiting} pesan menunggu di Telegram` : way)]
}

async function examineGroup(
  api: TelegramApi,
  group: string,
  bot: Bot,
  about: string,
): Promise<{ isAdmin: boolean; findings: Findings }> {
  let chat: { is_forum?: boolean; type: string }
  let me: Member
  try {
    chat = await api.call('getChat', { chat_id: group }, waitMs)
    me = await api.call<Member>('getChatMember', { chat_id: group, user_id: bot.id }, waitMs)
  } catch (error) {
    return { isAdmin: false, findings: [noAccess(about, error)] }
  }
  const isAdmin = me.status === 'administrator' || me.status === 'creator'
  const may = (right: 'can_manage_topics' | 'can_delete_messages'): boolean =>
    me.status === 'creator' || me[right] === true
  const findings: Finding[] = []
  if (!isAdmin)
    findings.push(bad(about, 'bot bukan admin', 'Jadikan bot admin dengan hak Kelola topik dan Hapus pesan.'))
  else if (chat.is_forum && !may('can_manage_topics'))
    findings.push(
      bad(about, 'bot tidak boleh mengelola topik', 'Pengaturan grup → Administrator → bot → nyalakan Kelola topik.'),
    )
  else findings.push(good(about, chat.is_forum ? 'bot admin dan boleh mengelola topik' : 'bot admin'))
  if (!chat.is_forum)
    findings.push(
      note(
        about,
        'tidak memakai topik: tiket berjalan sebagai rangkaian balasan',
        'Agar tiap tiket mendapat topik sendiri: pengaturan grup → aktifkan Topik.',
      ),
    )
  if (isAdmin && !may('can_delete_messages'))
    findings.push(
      note(
        about,
        'bot tidak boleh menghapus pesan: topik tiket lama tidak ikut terhapus',
        'Pengaturan grup → Administrator → bot → nyalakan Hapus pesan.',
      ),
    )
  return { isAdmin, findings }
}

function noAccess(about: string, error: unknown): Finding {
  switch (codeOf(error)) {
    case 'CHANNEL_MIGRATED':
      return bad(
        about,
        'sudah menjadi supergrup dengan id baru',
        `Tulis TELEGRAM_STAFF_GROUP=${(error as LoketError).detail} di .env.`,
      )
    case 'RECIPIENT_UNREACHABLE':
    case 'CHANNEL_REFUSED':
      return bad(about, 'tidak dikenal bot', 'Masukkan bot ke grup itu, atau perbaiki id di TELEGRAM_STAFF_GROUP.')
    default:
      return bad(about, 'tidak dapat diperiksa: Telegram tidak menjawab', 'Coba lagi sebentar lagi.')
  }
}

function privacy(bot: Bot, admins: readonly boolean[]): Finding {
  const about = 'Mode privasi'
  if (bot.can_read_all_group_messages) return good(about, 'mati: bot membaca semua pesan grup')
  if (!admins.length) return note(about, 'menyala; tidak menghalangi begitu bot menjadi admin grup')
  return admins.every(Boolean)
    ? good(about, 'menyala, tetapi bot admin: ia membaca semua pesan grup')
    : bad(about, 'menyala, dan bot bukan admin: ia tidak membaca catatan di grup', 'Jadikan bot admin grup petugas.')
}
