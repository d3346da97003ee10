import { join } from 'node:path'
import { readStory } from './read-story.ts'
import type { Scenario } from './scenario.ts'

const names = ['pertama', 'banjir', 'pengaduan', 'salah-balas'] as const

/** The stories that come with the simulator, the guided first one first. */
export function shippedStories(): readonly Scenario[] {
  return names.map(name => readStory(join(import.meta.dirname, `${name}.yaml`)))
}
