import type { Acting, Playground } from './acting.ts'

/** Why an answer of Loket is not there yet. */
export interface Holdup {
  readonly words: string
  /** Whether the answer comes as soon as the clock is a minute further. */
  readonly endsWithTheMinute: boolean
}

/** What one sees from outside that holds Loket up now, in words for whoever waits for it. */
export function holdupOf(
  acting: Pick<Acting, 'switches'>,
  { telegram, bot, cast }: Pick<Playground, 'telegram' | 'bot' | 'cast'>,
): Holdup {
  const because = (words: string): Holdup => ({ words, endsWithTheMinute: false })
  const on = acting.switches()
  if (bot.state !== 'up') return because('Bot sedang mati. Cerita berlanjut begitu bot hidup lagi.')
  if (on['telegram 429'] || on['telegram 502'])
    return because('Gangguan Telegram sedang dinyalakan di bilah atas. Cerita berlanjut begitu dimatikan.')
  if (on['whatsapp off'])
    return because('WhatsApp sedang diputus di bilah atas. Cerita berlanjut begitu disambung lagi.')
  const wait = telegram.groupWait(cast.group)
  if (wait > 0)
    return {
      words: `Telegram membatasi 20 pesan semenit di satu grup. Loket menunggu gilirannya, sekitar ${Math.ceil(wait / 1000)} detik lagi.`,
      endsWithTheMinute: true,
    }
  return because('Jawaban Loket masih di jalan; lihat jalannya di bagian bawah halaman.')
}
