import {
  getBinaryNodeChild,
  getBinaryNodeChildren,
  jidDecode,
  S_WHATSAPP_NET,
  type BinaryNode,
} from '@whiskeysockets/baileys'

/** One stanza, as the client's own codec reads and writes it. */
export type Node = BinaryNode

/** The jid of the server itself, as the client writes it. */
export const serverJid = S_WHATSAPP_NET

/** Builds a stanza; attributes that are undefined are left out, numbers are written out. */
export function node(
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  content?: Node[] | Uint8Array | string,
): Node {
  const attrs: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) attrs[name] = String(value)
  return content === undefined ? { tag, attrs } : { tag, attrs, content }
}

/** The first child of that name. */
export function child(of: Node | undefined, tag: string): Node | undefined {
  return getBinaryNodeChild(of, tag)
}

/** All children of that name, or all children. */
export function children(of: Node | undefined, tag?: string): Node[] {
  if (tag !== undefined) return getBinaryNodeChildren(of, tag)
  return Array.isArray(of?.content) ? of.content : []
}

/** The bytes in a stanza, or in its first child of that name; undefined when there are none. */
export function bytesOf(of: Node | undefined, tag?: string): Buffer | undefined {
  const content = (tag === undefined ? of : child(of, tag))?.content
  if (content instanceof Uint8Array) return Buffer.from(content)
  return typeof content === 'string' ? Buffer.from(content) : undefined
}

/** A whole number written in a child's bytes, the highest byte first. */
export function numberOf(of: Node | undefined, tag: string): number {
  const bytes = bytesOf(of, tag)
  return bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : 0
}

/** A whole number as that many bytes, the highest first. */
export function bigEndian(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}

/** The part of a jid before the device and the server; '' when it is none. */
export function userOf(jid: string | undefined): string {
  return jidDecode(jid)?.user ?? ''
}

/** A jid without its device. */
export function bare(jid: string): string {
  return jid.replace(/:\d+@/, '@')
}

/** Ids of a receipt: its own and those in its list. */
export function idsOf(receipt: Node): string[] {
  const more = children(child(receipt, 'list'), 'item').map(item => item.attrs['id'] ?? '')
  return [...new Set([receipt.attrs['id'] ?? '', ...more])]
}
