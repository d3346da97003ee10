import { Telegraf } from 'telegraf'

/** The baseline of bench/relay.ts: Telegraf as it comes, each private message posted to the group, nothing stored. */
const bot = new Telegraf(process.env['TELEGRAM_BOT_TOKEN'] ?? '', {
  telegram: { apiRoot: process.env['TELEGRAM_API_ROOT'] ?? '' },
})
const group = process.env['BENCH_GROUP'] ?? ''
bot.on('text', context => context.telegram.sendMessage(group, context.message.text))
void bot.launch()
process.on('message', word => {
  if (word === 'rss') process.send?.(['rss', process.memoryUsage.rss()])
  if (word === 'stop') process.exit(0)
})
process.send?.(['ready'])
