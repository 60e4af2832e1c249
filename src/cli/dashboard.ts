import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Effects } from './effects.ts'

/** The package: two folders up, from the sources as from what is compiled. */
const ROOT = path.resolve(import.meta.dirname, '../..')
const SOURCES = path.join(ROOT, 'web')
const BUILT = path.join(ROOT, 'dist', 'web')

/**
 * The folder of the built dashboard, or undefined where there is none. In a checkout it is built first when it is missing
 * or older than its sources; a package brings it along.
 */
export async function dashboardFolder(effects: Effects): Promise<string | undefined> {
  const page = path.join(BUILT, 'index.html')
  if (existsSync(path.join(SOURCES, 'index.html')) && (await changed(SOURCES)) > (await changed(page))) {
    effects.err('Building the dashboard …\n')
    const { build } = await import('vite')
    await build({ root: SOURCES, logLevel: 'error' })
  }
  return existsSync(page) ? BUILT : undefined
}

/** When a file, or the newest file of a folder, was changed; 0 where there is none. */
async function changed(target: string): Promise<number> {
  const found = await stat(target).catch(() => undefined)
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  const entries = await readdir(target, { recursive: true, withFileTypes: true })
  const files = entries.filter((e) => e.isFile() && !e.parentPath.includes('node_modules'))
  const times = await Promise.all(files.map((e) => stat(path.join(e.parentPath, e.name))))
  return Math.max(0, ...times.map((t) => t.mtimeMs))
}
