import { z } from 'zod'
import { LoketError } from '../../errors.ts'
import { checkFile, mistakeAt, mistakesOf, suggestion } from '../../flows/mistakes.ts'
import { readFlowFile, type FlowFile } from '../../flows/yaml.ts'
import type { Scenario, StoryStep } from './scenario.ts'
import { stepSchemas } from './step-schemas.ts'

/** What a story's cast may be taken from; anything else in its place is somebody new. */
const players = ['sari', 'dewi', 'joko', 'budi', 'wati', 'kepala', 'orang baru'] as const

const words = z.string().trim().min(1)

const storySchema = z.strictObject({
  cerita: words,
  judul: words,
  ringkas: words,
  pemeran: z
    .record(z.string().regex(/^\p{Lu}\p{L}{0,30}$/u, 'nama pemeran satu kata, diawali huruf besar'), z.enum(players))
    .refine(cast => Object.keys(cast).length > 0, 'paling sedikit satu orang'),
  langkah: z.array(z.record(z.string(), z.unknown())).min(1),
  penutup: words.optional(),
})

/** Reads a story. Throws STORY_INVALID with every mistake: file, line, place, nearest valid word. */
export function readStory(path: string): Scenario {
  try {
    return scenarioOf(readFlowFile(path))
  } catch (error) {
    throw new LoketError('STORY_INVALID', mistakesOf(error).join('; '))
  }
}

function scenarioOf(file: FlowFile): Scenario {
  const { cerita, judul, ringkas, pemeran, langkah, penutup } = checkFile(file, storySchema)
  const schemas = stepSchemas(Object.keys(pemeran))
  const mistakes: string[] = []
  const steps = langkah.flatMap((step, at): StoryStep[] => {
    try {
      return [readStep(file, step, at, schemas)]
    } catch (error) {
      mistakes.push(...mistakesOf(error))
      return []
    }
  })
  for (const [at, step] of steps.entries())
    if (step.kind === 'act' && step.action.do !== 'write' && step.teaching && steps[at + 1]?.kind !== 'see')
      mistakes.push(
        `${file.name}:${step.line}: sesudah langkah ini harus ada "lihat", supaya panduan tahu kapan yang diajarkan sudah dilakukan`,
      )
  if (mistakes.length) throw new LoketError('FLOWS_INVALID', mistakes.join('; '))
  return {
    name: cerita,
    title: judul,
    summary: ringkas,
    cast: Object.fromEntries(Object.entries(pemeran).map(([name, key]) => [name, key === 'orang baru' ? null : key])),
    steps,
    ending: penutup ?? null,
  }
}

function readStep(
  file: FlowFile,
  content: Record<string, unknown>,
  at: number,
  schemas: ReturnType<typeof stepSchemas>,
): StoryStep {
  const refuse = (key: string | undefined, sentence: string): never => {
    const path = ['langkah', at, ...(key === undefined ? [] : [key])]
    throw new LoketError('FLOWS_INVALID', mistakeAt(file, path, sentence))
  }
  const verbs = Object.keys(schemas)
  const keys = Object.keys(content)
  const [verb, other] = keys.filter(key => verbs.includes(key))
  if (!verb) {
    const near = keys.map(key => suggestion(key, verbs)).find(Boolean)
    const examples = `, misalnya: ${verbs.slice(0, 6).join(', ')}`
    return refuse(keys[0], `tidak mengatakan apa yang terjadi${near ?? examples}`)
  }
  if (other) return refuse(other, `satu langkah hanya satu hal, dan "${verb}" sudah ada`)
  const inner: FlowFile = { name: file.name, content, line: path => file.line(['langkah', at, ...path]) }
  const { happening, teaching, patience } = checkFile(inner, schemas[verb]!)
  return { ...happening, teaching, patience, line: file.line(['langkah', at]) }
}
