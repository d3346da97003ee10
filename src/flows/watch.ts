import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadFlows, type Flows } from './load.ts'
import { mistakesOf } from './mistakes.ts'

/** How often the files are looked at (ms). A change is taken up once it stands through two looks. */
const lookEvery = 1000

/** What became of changed files. The id is the same in every process that sees the same files. */
export type FlowsNews =
  | { readonly kind: 'taken'; readonly id: string; readonly files: readonly string[] }
  /** The old ones stay in force. */
  | { readonly kind: 'refused'; readonly id: string; readonly mistakes: readonly string[] }

/** The files under flows/ as they are now. */
export interface FlowsWatch {
  /** The newest that were valid. */
  flows(): Flows
  /** What became of the last change since the start. */
  news(): FlowsNews | null
  close(): Promise<void>
}

/**
 * Reads the folder and takes up its changes without restart: a valid one whole, of an invalid one nothing. Looks at times
 * and sizes instead of waiting for events, because volumes and network disks bring none. Throws FLOWS_INVALID.
 */
export async function watchFlows(
  folder: string,
  heard: (news: FlowsNews) => void,
  every = lookEvery,
): Promise<FlowsWatch> {
  let inForce = await stampsOf(folder)
  let flows = loadFlows(folder)
  let news: FlowsNews | null = null
  let examined = textOf(inForce)
  let unsettled: string | null = null

  const look = async (): Promise<void> => {
    const stamps = await stampsOf(folder)
    const now = textOf(stamps)
    const settled = now === unsettled
    unsettled = now === examined || settled ? null : now
    if (!settled) return
    examined = now
    const id = createHash('sha256').update(now).digest('hex').slice(0, 16)
    try {
      flows = loadFlows(folder)
      const files = [...stamps.keys()].filter(name => stamps.get(name) !== inForce.get(name))
      inForce = stamps
      tell({ kind: 'taken', id, files })
    } catch (error) {
      tell({ kind: 'refused', id, mistakes: mistakesOf(error) })
    }
  }
  const tell = (next: FlowsNews): void => {
    // Saved once more with the same mistakes is nothing new.
    if (news?.kind === 'refused' && next.kind === 'refused' && String(news.mistakes) === String(next.mistakes)) return
    news = next
    heard(next)
  }

  let closed = false
  let looking: Promise<void> = Promise.resolve()
  const again = (): void => {
    if (!closed) timer = setTimeout(() => void (looking = look().finally(again)), every).unref()
  }
  let timer: NodeJS.Timeout | undefined
  again()
  return {
    flows: () => flows,
    news: () => news,
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** When each file was changed, and its size; one that just vanished has neither. */
async function stampsOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => [])
  const files = names.filter(name => name.endsWith('.yaml')).sort()
  const stamps = files.map(async name => {
    const found = await stat(join(folder, name)).catch(() => null)
    return [name, found ? `${found.mtimeMs} ${found.size}` : ''] as const
  })
  return new Map(await Promise.all(stamps))
}

function textOf(stamps: ReadonlyMap<string, string>): string {
  return JSON.stringify([...stamps])
}
