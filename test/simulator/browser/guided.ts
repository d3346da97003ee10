import type { Page } from 'playwright-core'

/** How long the guide may take to ask for something (ms). */
const patience = 40_000

/** What the coach mark says, and the middle of what it has marked. */
export interface Move {
  readonly state: 'you' | 'read' | 'loket' | 'done' | 'failed'
  readonly heading: string
  readonly words: string
  /** The words that lie ready beside the marked button, where it sends. */
  readonly prepared: string
  readonly x: number
  readonly y: number
  /** Differs once anything else is asked for. */
  readonly print: string
}

/**
 * Run in the page: what is to be done next; null while that is not to be seen yet: the answer is awaited, the ring does
 * not stand still, something lies over what it marks, or the words for a send button are not there.
 */
const nextMove = `(async previous => {
  const coach = document.getElementById('coach')
  if (!coach || coach.hidden) return null
  const state = coach.dataset.keadaan
  const told = { state, heading: coach.querySelector('h2').textContent, words: coach.querySelector('h2 + p').textContent }
  const key = coach.dataset.kunci + ' ' + state
  const settled = async element => {
    const before = JSON.stringify(element.getBoundingClientRect())
    await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    const box = element.getBoundingClientRect()
    return before === JSON.stringify(box) ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null
  }
  const minute = coach.querySelector('[data-sasaran="panduan:semenit"]')
  if (state === 'loket') {
    const at = minute && (await settled(minute))
    return at && previous !== key + ' semenit' && { ...told, ...at, prepared: '', print: key + ' semenit' }
  }
  if (state === 'done' || state === 'failed') return { ...told, x: 0, y: 0, prepared: '', print: key }
  if (state === 'read') {
    const at = await settled(coach.querySelector('[hx-post$="/lanjut"]'))
    return at && key !== previous ? { ...told, ...at, prepared: '', print: key } : null
  }
  const ring = document.getElementById('panduan-cincin')
  if (ring.hidden) return null
  const at = await settled(ring)
  const target = at && document.elementFromPoint(at.x, at.y)?.closest('a, button')
  if (!target || coach.contains(target)) return null
  const print = key + ' ' + (target.dataset.sasaran ?? target.textContent)
  if (print === previous) return null
  const prepared = target.matches('.send') ? target.form.querySelector('textarea').value : ''
  return target.matches('.send') && !prepared ? null : { ...told, ...at, prepared, print }
})`

/** Waits for the next thing the guide wants; `last` is what was done before. */
export async function awaitMove(page: Page, last: Move | null): Promise<Move> {
  const move = await page.evaluate<Move | string>(`(async () => {
    const end = performance.now() + ${patience}
    while (performance.now() < end) {
      const move = await ${nextMove}(${JSON.stringify(last?.print ?? '')})
      if (move) return move
      await new Promise(requestAnimationFrame)
    }
    return document.getElementById('coach')?.outerHTML ?? 'no coach mark'
  })()`)
  if (typeof move === 'string') throw new Error(`The guide asks for nothing more after ${last?.print}: ${move}`)
  return move
}

/** Presses what is marked, as a finger or a mouse does. */
export async function press(page: Page, { x, y }: Move): Promise<void> {
  await page.mouse.click(x, y)
}

/** Goes to what is marked by Tab, from wherever the focus is, and presses it. */
export async function pressByKeyboard(page: Page, { x, y, print }: Move, key: 'Enter' | 'Space'): Promise<void> {
  const arrived = `document.elementFromPoint(${x}, ${y})?.closest('a, button') === document.activeElement`
  for (let tabs = 0; tabs < 150; tabs++) {
    if (await page.evaluate<boolean>(arrived)) return page.keyboard.press(key)
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to what is marked: ${print}`)
}

/**
 * Does what the guide asks for until the story is over; returns all of it, the end card last. `meanwhile`: done before
 * each; true means that something else was done, so that the guide is to be looked at anew.
 */
export async function goThrough(
  page: Page,
  how: typeof press = press,
  meanwhile: (move: Move, at: number) => Promise<boolean | void> = async () => {},
): Promise<Move[]> {
  const moves: Move[] = []
  for (;;) {
    let move = await awaitMove(page, moves.at(-1) ?? null)
    while (await meanwhile(move, moves.length)) move = await awaitMove(page, null)
    // The chats went on meanwhile.
    if (move.state === 'you' || move.state === 'read') move = await awaitMove(page, moves.at(-1) ?? null)
    moves.push(move)
    if (move.state === 'done' || move.state === 'failed') return moves
    await how(page, move)
  }
}
