import { join } from 'node:path'
import { loadFlows } from '../../../src/flows/load.ts'

const { policy } = loadFlows(join(import.meta.dirname, '../../../flows'))

/** The categories as shipped. */
export const categories = policy.allCategories

/** The lists by which a whole message or a part of it is known, as shipped. */
export const words = policy.words
