import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { phonesMostMb, remember, type MemoryResult } from './soak-memory.ts'
import { playRound, type RoundResult } from './soak-round.ts'

/**
 * The promise under everything at once: random rounds over four processes of which one is killed now and again, Redis
 * flushed and killed, the database killed, Telegram silent for a minute, update ids begun anew, WhatsApp with every fault
 * it has; then two long runs for memory, the second on WhatsApp. Everything is counted from the network's own ledger. Prints JSON lines; ends with 1 when a message was lost,
 * out of order or in a wrong place, when a repeat is not in the record, or when memory grows or, on WhatsApp, passes 300 MB.
 *
 *   npm run soak -- [--rounds 10] [--messages 200] [--seed N] [--memory 200000] [--whatsapp 20000] [--mongodb URI] [--catat]
 *
 * --mongodb names a faster server for the memory runs; the rounds need a database that may be killed.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    messages: { type: 'string', default: '200' },
    seed: { type: 'string' },
    memory: { type: 'string', default: '200000' },
    whatsapp: { type: 'string', default: '20000' },
    mongodb: { type: 'string' },
    catat: { type: 'boolean', default: false },
  },
})

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const options = { messages: Number(values.messages), say }
say({ soak: 'begins', seed, rounds: Number(values.rounds), memory: Number(values.memory) })

const rounds: RoundResult[] = []
for (let round = 0; round < Number(values.rounds); round++)
  rounds.push(await playRound({ ...options, round, seed: seed + round }))
const longRun = async (on: 'Telegram' | 'WhatsApp', messages: number): Promise<MemoryResult | null> =>
  messages ? remember({ messages, on, mongodbUri: values.mongodb, say }) : null
const memory = await longRun('Telegram', Number(values.memory))
const onWhatsApp = await longRun('WhatsApp', Number(values.whatsapp))
const longRuns = [memory, onWhatsApp].filter(run => run !== null)

const sumRuns = (of: (run: MemoryResult) => number): number => longRuns.reduce((total, run) => total + of(run), 0)
const sum = (of: (round: RoundResult) => number): number => rounds.reduce((total, round) => total + of(round), 0)
const summary = {
  soak: 'summary',
  seed,
  rounds: rounds.length,
  said: sum(round => round.said),
  lost: sum(round => round.lost.length) + sumRuns(run => run.lost),
  disordered: sum(round => round.disordered.length) + sumRuns(run => run.disordered),
  leaked: sum(round => round.leaked.length) + sumRuns(run => run.leaked),
  answers: sum(round => round.answers.length),
  unfinished: sum(round => round.unfinished.length),
  repeats: sum(round => round.repeats.length) + sumRuns(run => run.repeats),
  unlisted: sum(round => round.repeats.filter(repeat => repeat.send === null).length) + sumRuns(run => run.unlisted),
  unknown: sum(round => round.unknown.length),
  kills: sum(round => round.kills),
  memory,
  onWhatsApp,
}
say(summary)
if (values.catat) await record()
const good =
  summary.lost + summary.disordered + summary.leaked + summary.answers + summary.unfinished + summary.unlisted === 0
const small = (onWhatsApp?.mostMb ?? 0) <= phonesMostMb
process.exit(good && small && longRuns.every(run => run.flat) ? 0 : 1)

/** Writes this result into docs/bukti.md between its marks. */
async function record(): Promise<void> {
  const file = join(import.meta.dirname, '..', 'docs', 'bukti.md')
  const [begin, end] = ['<!-- soak -->', '<!-- /soak -->']
  const before = await readFile(file, 'utf8')
  const table = [
    `Tanggal ${new Date().toISOString().slice(0, 10)}, benih ${seed}: \`npm run soak -- --seed ${seed} --rounds ${rounds.length} --messages ${values.messages} --memory ${values.memory} --whatsapp ${values.whatsapp}\``,
    '',
    '| Putaran | Benih | Pesan | Di WhatsApp | Sekaligus | Proses dimatikan | Hilang | Tak urut | Salah alamat | Terulang | Tak tercatat | Tak pasti | Detik |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rounds.map(
      (one, at) =>
        `| ${at + 1}${one.troubles.length ? ` (${one.troubles.join(', ')})` : ''} | ${one.seed} | ${one.said} | ${one.onPhones} | ${one.inFlight} | ${one.kills} | ${one.lost.length} | ${one.disordered.length} | ${one.leaked.length} | ${one.repeats.length} | ${one.repeats.filter(repeat => repeat.send === null).length} | ${one.unknown.length} | ${one.seconds} |`,
    ),
    '',
    memoryLine('Telegram', memory),
    '',
    memoryLine('WhatsApp', onWhatsApp),
  ].join('\n')
  const [head = before] = before.split(begin)
  const [, tail = ''] = before.split(end)
  await writeFile(file, `${head}${begin}\n\n${table}\n\n${end}${tail}`)
}

function memoryLine(on: string, run: MemoryResult | null): string {
  if (!run) return `Memori ${on}: tidak diukur dalam putaran ini.`
  const { thirdQuarterMb, lastQuarterMb, boundMb, mostMb } = run
  const counts = `${run.messages} pesan, hilang ${run.lost}, tak urut ${run.disordered}, salah alamat ${run.leaked}, terulang ${run.repeats}`
  const sizes = `RSS kuartal ketiga ${thirdQuarterMb} MB, kuartal keempat ${lastQuarterMb} MB (batas tumbuh ${boundMb} MB), paling banyak ${mostMb} MB`
  return `Memori ${on}${values.mongodb ? ' (basis data dari `--mongodb`)' : ''}: ${counts}; ${sizes}: ${run.flat ? 'datar' : 'TUMBUH'}; ${run.perSecond} pesan/detik.`
}
