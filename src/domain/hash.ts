/** A number from 0 to 2³² - 1 for a text, the same in every process (FNV-1a over UTF-16 units); not a secret. */
export function hashOf(text: string): number {
  let hash = 2166136261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash >>> 0
}
