export function readIdentity(
  _text: string,
): { name: string | null; organisation: string | null; role: string | null } | null {
  return null
}
