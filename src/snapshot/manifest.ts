import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { EnvironmentError } from '../core/errors.ts'
import { asOurs } from '../engine/errors.ts'

/** A Parquet file of a snapshot: rows of one month, or those that have none: all rows where nothing divides them. */
export type Part = { readonly file: string; readonly rows: number; readonly month: string | null }

export type PublishedTable = {
  readonly schema: 'silver' | 'gold'
  readonly name: string
  /** Column names and engine types, in order: what a reader sees, also where there are no rows. */
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** What a model's rows were made by: those of another definition are other rows. */
  readonly definition?: string
  readonly parts: readonly Part[]
}

/** What a snapshot holds. `load` and `generation` say which state of the warehouse it shows. */
export type Manifest = {
  readonly snapshot: string
  readonly publishedAt: string
  readonly generation: number
  readonly load: number
  readonly tables: readonly PublishedTable[]
}

export type Snapshot = { readonly home: string; readonly folder: string; readonly manifest: Manifest }

export const MANIFEST = 'manifest.json'

/** The folder that holds a home's snapshots, and the link to the one that counts. */
export function publishedFolder(home: string): { root: string; snapshots: string; current: string } {
  const root = path.join(home, 'published')
  return { root, snapshots: path.join(root, 'snapshots'), current: path.join(root, 'current') }
}

/** The current snapshot of a home: its own folder (which stays the same while others are published) and its manifest. */
export async function currentSnapshot(home: string): Promise<Snapshot | undefined> {
  try {
    const folder = await realpath(publishedFolder(home).current)
    return { home, folder, manifest: JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Manifest }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (error instanceof SyntaxError) throw damagedSnapshot(home, `its ${MANIFEST} is no JSON`)
    throw asOurs(error)
  }
}

/** A snapshot that cannot be read, with the way out: it holds nothing that the warehouse does not. */
export function damagedSnapshot(home: string, why: string): EnvironmentError {
  const { root } = publishedFolder(home)
  return new EnvironmentError(
    `The published snapshot is damaged (${why}). Delete the folder ${root} and run "oddslake build": it is written anew from the warehouse.`,
  )
}
