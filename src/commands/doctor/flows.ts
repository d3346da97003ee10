import { loadFlows } from '../../flows/load.ts'
import { mistakesOf } from '../../flows/mistakes.ts'
import { warningsOf } from '../../flows/warnings.ts'
import { bad, good, note, type Findings } from './finding.ts'

const about = 'Kebijakan, alur'

/** Whether the files under flows/ can be used, and what the LPSE has yet to fill in there. */
export function examineFlows(folder: string, now: Date): Findings {
  try {
    const warnings = warningsOf(loadFlows(folder).policy, now)
    const mend = 'Isi di flows/kebijakan.yaml; berlaku tanpa memulai ulang.'
    return [good(about, 'sah'), ...warnings.map(warning => note(about, warning, mend))]
  } catch (error) {
    const mend = 'Perbaiki di folder flows, lalu periksa: npm run flows:check'
    return mistakesOf(error).map(mistake => bad(about, mistake, mend))
  }
}
