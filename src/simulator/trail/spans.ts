/** A number as people write it here, at most `digits` behind the comma: 1.234, 2,18. */
function figure(value: number, digits = 0): string {
  return value.toLocaleString('id-ID', { maximumFractionDigits: digits, minimumFractionDigits: digits })
}

/** A span of time, exact enough to compare: "41 ms", "2,18 dtk", "3 mnt 5 dtk", "2 j 4 mnt". */
export function spanWords(ms: number): string {
  if (ms < 1000) return `${figure(Math.round(ms))} ms`
  if (ms < 60_000) return `${figure(ms / 1000, ms < 10_000 ? 2 : 1)} dtk`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} mnt ${Math.floor((ms % 60_000) / 1000)} dtk`
  return `${figure(Math.floor(minutes / 60))} j ${minutes % 60} mnt`
}

/** A whole number with points between thousands. */
export function countWords(count: number): string {
  return figure(count)
}
