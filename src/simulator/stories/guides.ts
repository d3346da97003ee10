import { createGuide, type Guide, type GuideParts } from './guide.ts'

/** The guides of all browsers. */
export interface Guides {
  /** The guide of a browser, made when it is new here. */
  of(browser: string): Guide
  /** Ends all of them. */
  close(): void
}

/** Browsers whose guides are kept; the one that was not seen for the longest time is forgotten. */
const kept = 200

/** No guides yet. */
export function createGuides(parts: GuideParts): Guides {
  const guides = new Map<string, Guide>()
  return {
    of(browser) {
      const guide = guides.get(browser) ?? createGuide(parts)
      guides.delete(browser)
      guides.set(browser, guide)
      const [oldest] = guides.keys()
      if (guides.size > kept && oldest !== undefined) {
        guides.get(oldest)!.close()
        guides.delete(oldest)
      }
      return guide
    },
    close() {
      for (const guide of guides.values()) guide.close()
      guides.clear()
    },
  }
}
