import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Context } from 'hono'
import { send } from './api.ts'

/** What the dashboard is made of; files of other kinds are not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

type File = { readonly body: Uint8Array; readonly type: string }

/** The files of the dashboard, read once: what is not among them does not exist, whatever a path looks like. */
export class Site {
  readonly #files: ReadonlyMap<string, File>

  private constructor(files: ReadonlyMap<string, File>) {
    this.#files = files
  }

  static async load(folder: string): Promise<Site> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = new Map<string, File>()
    for (const entry of entries) {
      const type = TYPES[path.extname(entry.name)]
      if (!entry.isFile() || type === undefined) continue
      const file = path.join(entry.parentPath, entry.name)
      const url = `/${path.relative(folder, file).split(path.sep).join('/')}`
      files.set(url, { body: await readFile(file), type })
    }
    return new Site(files)
  }

  /** The file at a path; for a view of the dashboard, which has an address without an extension, its page. */
  async answer(c: Context): Promise<Response | undefined> {
    const isView = path.extname(c.req.path) === ''
    const file = this.#files.get(c.req.path) ?? (isView ? this.#files.get('/index.html') : undefined)
    if (file === undefined) return undefined
    // Vite puts a hash of the content into the names below /assets/.
    const isFixed = c.req.path.startsWith('/assets/')
    const headers = isFixed ? { 'cache-control': 'private, max-age=31536000, immutable' } : {}
    return send(c, { ...file, headers: { vary: 'Accept-Encoding', ...headers } })
  }
}
