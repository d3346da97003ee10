import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { remember } from './soak-memory.ts'
import { playRound, type RoundResult } from './soak-round.ts'

/**
 * The promise under everything at once: random rounds over four processes of which one is killed now and again, Redis
 * flushed and killed, the database killed, Telegram silent for a minute, update ids begun anew; then a long run for
 * memory. Everything is counted from the network's own ledger. Prints JSON lines; ends with 1 when a message was lost,
 * out of order or in a wrong place, when a repeat is not in the record, or when memory grows.
 *
 *   npm run soak -- [--rounds 10] [--messages 200] [--seed N] [--memory 200000] [--mongodb URI] [--catat]
 *
 * --mongodb names a faster server for the memory run; the rounds need a database that may be killed.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    messages: { type: 'string', default: '200' },
    seed: { type: 'string' },
    memory: { type: 'string', default: '200000' },
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
const memory = Number(values.memory)
  ? await remember({ messages: Number(values.memory), mongodbUri: values.mongodb, say })
  : null

const sum = (of: (round: RoundResult) => number): number => rounds.reduce((total, round) => total + of(round), 0)
const summary = {
  soak: 'summary',
  seed,
  rounds: rounds.length,
  said: sum(round => round.said),
  lost: sum(round => round.lost.length) + (memory?.lost ?? 0),
  disordered: sum(round => round.disordered.length) + (memory?.disordered ?? 0),
  leaked: sum(round => round.leaked.length) + (memory?.leaked ?? 0),
  answers: sum(round => round.answers.length),
  unfinished: sum(round => round.unfinished.length),
  repeats: sum(round => round.repeats.length) + (memory?.repeats ?? 0),
  unlisted: sum(round => round.repeats.filter(repeat => repeat.send === null).length) + (memory?.unlisted ?? 0),
  unknown: sum(round => round.unknown.length),
  kills: sum(round => round.kills),
  memory,
}
say(summary)
if (values.catat) await record()
const good =
  summary.lost + summary.disordered + summary.leaked + summary.answers + summary.unfinished + summary.unlisted === 0
process.exit(good && memory?.flat !== false ? 0 : 1)

/** Writes this result into docs/bukti.md between its marks. */
async function record(): Promise<void> {
  const file = join(import.meta.dirname, '..', 'docs', 'bukti.md')
  const [begin, end] = ['<!-- soak -->', '<!-- /soak -->']
  const before = await readFile(file, 'utf8')
  const table = [
    `Tanggal ${new Date().toISOString().slice(0, 10)}, benih ${seed}: \`npm run soak -- --seed ${seed} --rounds ${rounds.length} --messages ${values.messages} --memory ${values.memory}\``,
    '',
    '| Putaran | Benih | Pesan | Sekaligus | Proses dimatikan | Hilang | Tak urut | Salah alamat | Terulang | Tak tercatat | Tak pasti | Detik |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rounds.map(
      (one, at) =>
        `| ${at + 1}${one.troubles.length ? ` (${one.troubles.join(', ')})` : ''} | ${one.seed} | ${one.said} | ${one.inFlight} | ${one.kills} | ${one.lost.length} | ${one.disordered.length} | ${one.leaked.length} | ${one.repeats.length} | ${one.repeats.filter(repeat => repeat.send === null).length} | ${one.unknown.length} | ${one.seconds} |`,
    ),
    '',
    memory
      ? `Memori${values.mongodb ? ' (basis data dari `--mongodb`)' : ''}: ${memory.messages} pesan, hilang ${memory.lost}, tak urut ${memory.disordered}, salah alamat ${memory.leaked}, terulang ${memory.repeats}; RSS kuartal ketiga ${memory.thirdQuarterMb} MB, kuartal keempat ${memory.lastQuarterMb} MB (batas tumbuh ${memory.boundMb} MB): ${memory.flat ? 'datar' : 'TUMBUH'}; ${memory.perSecond} pesan/detik.`
      : 'Memori: tidak diukur dalam putaran ini.',
  ].join('\n')
  const [head = before] = before.split(begin)
  const [, tail = ''] = before.split(end)
  await writeFile(file, `${head}${begin}\n\n${table}\n\n${end}${tail}`)
}
