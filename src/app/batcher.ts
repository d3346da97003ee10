/**
 * Groups calls that come while an earlier group is under way: `add` resolves when the group with its item was carried
 * out, and rejects when that failed. Few large database commands instead of many small ones.
 */
export function createBatcher<Item, Result>(
  carryOut: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let waiting: { item: Item; done: (result: Result) => void; fail: (error: unknown) => void }[] = []
  let running = false
  const run = async (): Promise<void> => {
    running = true
    while (waiting.length) {
      const group = waiting
      waiting = []
      try {
        const result = await carryOut(group.map(one => one.item))
        for (const one of group) one.done(result)
      } catch (error) {
        for (const one of group) one.fail(error)
      }
    }
    running = false
  }
  return item =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail })
      if (!running) queueMicrotask(() => void (running || run()))
    })
}
