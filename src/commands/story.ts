import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { nextOpening } from '../domain/office-hours.ts'
import { LoketError } from '../errors.ts'
import { loadFlows } from '../flows/load.ts'
import { startSimulation } from '../simulation.ts'
import { createActing } from '../simulator/stories/acting.ts'
import { play, type Performance } from '../simulator/stories/player.ts'
import { readStory } from '../simulator/stories/read-story.ts'
import type { Scenario } from '../simulator/stories/scenario.ts'
import { settledOf, verdictOf } from '../simulator/stories/verdict.ts'

// npm run story FILE [FILE …]
const { positionals } = parseArgs({ allowPositionals: true })
const print = (line: string): void => void process.stdout.write(`${line}\n`)
/** How long everything may take to settle (ms). */
const patience = 5 * 60_000

if (!positionals.length) {
  print(
    'Pakai: npm run story BERKAS.yaml\nYang sudah ada: src/simulator/stories/*.yaml; cara menulisnya: docs/simulator.md',
  )
  process.exitCode = 1
} else await run(positionals)

/** Plays the files one after the other in one simulation of its own. */
async function run(files: readonly string[]): Promise<void> {
  let scenarios: Scenario[]
  try {
    scenarios = files.map(readStory)
  } catch (error) {
    if (!(error instanceof LoketError)) throw error
    print(
      error.detail
        .split('; ')
        .map(mistake => `✗ ${mistake}`)
        .join('\n'),
    )
    process.exitCode = 1
    return
  }
  const flowsFolder = join(import.meta.dirname, '..', '..', 'flows')
  const { hours } = loadFlows(flowsFolder).policy
  const own = await mkdtemp(join(tmpdir(), 'loket-cerita-'))
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  process.once('SIGTERM', () => stopping.abort())
  const config = readConfig({ DATA_DIR: own, PORT: '0', LOG_LEVEL: 'warn' })
  try {
    print('Menyiapkan simulasi …')
    const simulation = await startSimulation(config, {
      say: print,
      toolsDir: join(readConfig(process.env).DATA_DIR, 'embedded-tools'),
    })
    try {
      const { host } = simulation
      const acting = createActing(host)
      for (const scenario of scenarios) {
        if (stopping.signal.aborted) break
        print(`\n${scenario.title}\n${'─'.repeat(scenario.title.length)}\n`)
        const performance = await play(scenario, acting, host, {
          settled: () => settledOf(host, patience),
          verdict: () => verdictOf(host),
          opening: from => nextOpening(hours, from),
          say: print,
          signal: stopping.signal,
        })
        print(`\n${outcome(scenario, performance)}`)
        const { failure, verdict } = performance
        if (failure || verdict.lost || verdict.repeated) process.exitCode = 1
      }
    } finally {
      await simulation.stop()
    }
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

function outcome({ name }: Scenario, { failure, verdict, tickets }: Performance): string {
  const { waiting, lost, repeated, admitted } = verdict
  const counted = `menunggu ${waiting}, hilang ${lost}, ganda ${repeated}, mungkin ganda dan tercatat ${admitted}`
  const made = tickets.length > 5 ? `${tickets.slice(0, 3).join(', ')} … (${tickets.length} tiket)` : tickets.join(', ')
  return [
    failure ? `✗ ${name}: berhenti di baris ${failure.line}.\n  ${failure.words}` : `✓ ${name}: seperti yang ditulis.`,
    `  Tiket: ${made || 'tidak ada'}`,
    `  Pesan: ${counted}.`,
  ].join('\n')
}
