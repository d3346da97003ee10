import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Asset {
  readonly type: string
  readonly bytes: Buffer
}

export interface Assets {
  /** Where a browser finds the asset of that name; its address changes with its content. Throws for an unknown name. */
  url(name: string): string
  /** What lies under the last part of such an address. */
  find(file: string): Asset | undefined
}

export const assetPath = '/aset/'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * What comes out of packages, by the name under which we serve it. htmx and its extension are one file: as two, htmx
 * may have gone over the page before the extension is there, and the page then never hears any news.
 */
const ofPackages: Readonly<Record<string, readonly string[]>> = {
  'htmx.js': ['htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js'],
  'public-sans.woff2': ['@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2'],
}

/**
 * Reads the assets of the design system and of further folders into memory; nothing else of the disk can be reached by
 * them. In style sheets, url(name) of another asset becomes its address. A name may stand in one folder only.
 */
export function readAssets(folders: readonly string[] = []): Assets {
  const files = new Map<string, Buffer>()
  const add = (name: string, bytes: Buffer): void => {
    if (files.has(name)) throw new Error(`two assets are called ${name}`)
    files.set(name, bytes)
  }
  const { resolve } = createRequire(import.meta.url)
  for (const [name, paths] of Object.entries(ofPackages))
    add(name, ofParts(paths.map(path => packageFile(resolve, path))))
  for (const folder of [fileURLToPath(new URL('assets', import.meta.url)), ...folders])
    for (const name of readdirSync(folder)) if (types[extname(name)]) add(name, readFileSync(join(folder, name)))

  const served = new Map<string, Asset>()
  const addresses = new Map<string, string>()
  const serve = (name: string, bytes: Buffer): void => {
    const extension = extname(name)
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
    const file = `${name.slice(0, -extension.length)}.${hash}${extension}`
    served.set(file, { type: types[extension]!, bytes })
    addresses.set(name, assetPath + file)
  }
  const url = (name: string): string => {
    const address = addresses.get(name)
    if (!address) throw new Error(`there is no asset ${name}`)
    return address
  }
  const sheets = [...files].filter(([name]) => name.endsWith('.css'))
  for (const [name, bytes] of files) if (!name.endsWith('.css')) serve(name, bytes)
  for (const [name, bytes] of sheets)
    serve(name, Buffer.from(bytes.toString().replace(/url\(([\w.-]+)\)/g, (_, other: string) => `url(${url(other)})`)))
  return { url, find: file => served.get(file) }
}

/** One part as it is; several scripts one after the other. */
function ofParts(paths: readonly string[]): Buffer {
  const [only, ...more] = paths.map(path => readFileSync(path))
  return more.length ? Buffer.from([only, ...more].join('\n;\n')) : only!
}

/** A file of a package, whether or not the package lets it be imported. */
function packageFile(resolve: NodeJS.RequireResolve, path: string): string {
  const parts = path.split('/')
  const name = parts.splice(0, path.startsWith('@') ? 2 : 1).join('/')
  const folder = resolve.paths(name)!.map(place => join(place, name))
  for (const place of folder) {
    const file = join(place, ...parts)
    try {
      readFileSync(file)
      return file
    } catch {
      continue
    }
  }
  throw new Error(`the package ${name} is not installed`)
}
