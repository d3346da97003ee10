import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** What somebody wrote first, and the category a petugas would give it. */
export type Complaint = readonly [text: string, category: string]

function read(name: string): readonly Complaint[] {
  const file: unknown = parse(readFileSync(join(import.meta.dirname, name), 'utf8'), { schema: 'failsafe' })
  return Object.entries(file as Record<string, readonly string[]>).flatMap(([category, texts]) =>
    texts.map(text => [text, category] as const),
  )
}

/** The lists of words were made with these in view. */
export const complaints = read('complaints.yaml')

/** Never looked at while the lists were made; they measure, and nothing is to be fitted to them. */
export const unseenComplaints = read('complaints-unseen.yaml')
