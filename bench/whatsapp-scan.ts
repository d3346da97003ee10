/** Has the phone of the local WhatsApp at that address scan a QR. One that has run out is refused, and the next is used. */
export function scanAt(root: string, qr: string): void {
  fetch(`${root}/_control/scan`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ qr }),
  }).catch(() => undefined)
}
