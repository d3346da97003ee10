import AxeBuilder from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, expect, inject } from 'vitest'

export interface Window {
  /** CSS pixels; default 1440 × 900. */
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  /** Dots for each CSS pixel; default 1. */
  readonly scale?: number
  /** false: as for somebody whose browser runs no scripts. */
  readonly scripts?: boolean
  /** Cookies of another window's person. */
  readonly sameAs?: Sight
  /** Another browser of the same person: with the cookies of that one, sharing no connections with it. */
  readonly cookiesOf?: Sight
}

/** One page as a person has it before them. */
export interface Sight {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors in the console, breaches of the policy and requests that failed, so far; anything here is a mistake. */
  readonly complaints: string[]
  /** What axe finds wrong, each as a sentence; WCAG 2.0–2.2 A and AA, and good practice. */
  ailments(): Promise<string[]>
  /** Whether the page is wider than the window. */
  overflows(): Promise<boolean>
  /**
   * Goes through the page by Tab, once around; names the stops in order. Each must show where the focus is and be
   * visible: those that do not are named with "(tanpa cincin)".
   */
  tabStops(atMost?: number): Promise<string[]>
}

let browser: Promise<Browser> | undefined
const contexts: BrowserContext[] = []

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

afterAll(async () => {
  await (await browser)?.close()
  browser = undefined
})

/** One of the worker, started when it is first needed, ended with the file. */
function theBrowser(): Promise<Browser> {
  return (browser ??= chromium.launch({
    executablePath: inject('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  }))
}

/** Opens an address in a window of its own; closed after the test. */
export async function look(address: string, options: Window = {}): Promise<Sight> {
  const { width = 1440, height = 900, theme = 'light', scale = 1, scripts = true } = options
  const context =
    options.sameAs?.context ??
    (await (
      await theBrowser()
    ).newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: theme,
      javaScriptEnabled: scripts,
      locale: 'id-ID',
      timezoneId: 'Asia/Jakarta',
      reducedMotion: 'reduce',
      ...(options.cookiesOf ? { storageState: await options.cookiesOf.context.storageState() } : {}),
    }))
  if (!options.sameAs) contexts.push(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('response', response => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(address)
  return {
    page,
    context,
    complaints,
    async ailments() {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(node => `${id}: ${help}: ${node.target.join(' ')} ${node.failureSummary?.split('\n').at(1)?.trim()}`),
      )
    },
    overflows: () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth'),
    async tabStops(atMost = 200) {
      const stops: string[] = []
      for (let count = 0; count < atMost; count++) {
        await page.keyboard.press('Tab')
        const stop = await page.evaluate<string | null>(focusNow)
        if (stop === null || stop === stops[0]) break
        stops.push(stop)
      }
      return stops
    },
  }
}

/** Run in the page: the name of what has the focus, and whether one sees that it has; null when nothing has. */
const focusNow = `(() => {
  const focused = document.activeElement
  if (!focused || focused === document.body) return null
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused)
  const box = focused.getBoundingClientRect()
  const hasRing = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
  const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
  const words = focused.getAttribute('aria-label') ?? focused.getAttribute('title') ?? focused.textContent ?? ''
  const same = [...document.querySelectorAll(focused.tagName)].indexOf(focused)
  const name = focused.tagName.toLowerCase() + ':' + words.trim().replace(/\\s+/g, ' ').slice(0, 40) + '#' + same
  return name + (hasRing && isSeen ? '' : ' (tanpa cincin)')
})()`

/** Opens an address in both themes at desktop and phone width, and expects of each what holds for all of our pages. */
export async function seemsRight(
  address: string,
  prepare: (sight: Sight) => Promise<unknown> = async () => {},
): Promise<void> {
  for (const width of [1440, 360])
    for (const theme of ['light', 'dark'] as const) {
      const sight = await look(address, { width, height: width === 360 ? 780 : 900, theme })
      await prepare(sight)
      const where = `${width} px, ${theme}`
      expect(await sight.ailments(), where).toEqual([])
      expect(await sight.overflows(), `${where}: wider than the window`).toBe(false)
      expect(sight.complaints, where).toEqual([])
      await sight.context.close()
    }
}
