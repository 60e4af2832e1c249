import path from 'node:path'
import type { SliceProgress } from '../core/source.ts'
import { literals } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { firstLine } from '../engine/errors.ts'
import { damaged } from './damage.ts'
import type { Files } from './files.ts'

/** What a bronze file says of itself, in its Parquet footer. */
export type FileNote = {
  readonly progress: readonly SliceProgress[]
  readonly rows: number
  /** Bytes of the records as they came; files from before this was noted say nothing. */
  readonly bytes?: number
  /** Whether a server on this machine was asked (a replica) or the venue itself: the two must not be mixed. */
  readonly origin: Origin
  /** Where the resource's time line began by the plans until then. */
  readonly earliest?: number
  /** Set when it tells of facts anew that earlier files told otherwise, maybe at another time. */
  readonly corrects?: boolean
  /** Files that hold what this one left out as known already. Without them, its progress counts for nothing. */
  readonly needs?: readonly string[]
}
export type Origin = 'local' | 'venue'

/** One committed bronze file. */
export type BronzeFile = FileNote & {
  /** Below the home, such as `bronze/venue=kalshi/resource=trades/dt=2026-11-21/….parquet`. */
  readonly path: string
  readonly venue: string
  readonly resource: string
}

const NAME = /^venue=([^/]+)\/resource=([^/]+)\/dt=\d{4}-\d{2}-\d{2}\/[^/]+\.parquet$/

/** The bronze files of a home, in commit order. Files are immutable, so a footer is read once. */
export class Catalog {
  readonly home: string
  readonly #files: Files
  readonly #known = new Map<string, BronzeFile>()

  constructor(home: string, files: Files) {
    this.home = home
    this.#files = files
  }

  /** Reads the footers of files that are new since the last look. */
  async refresh(connection: Connection): Promise<void> {
    const names = (await this.#files.list(path.join(this.home, 'bronze')))
      .filter((name) => NAME.test(name))
      .sort(byName)
    const fresh = names.filter((name) => !this.#known.has(`bronze/${name}`))
    for (let i = 0; i < fresh.length; i += 500) {
      for (const file of await this.#read(connection, fresh.slice(i, i + 500))) this.add(file)
    }
  }

  add(file: BronzeFile): void {
    this.#known.set(file.path, file)
  }

  /** All files, or those of a venue or resource, oldest first. */
  list(venue?: string, resource?: string): BronzeFile[] {
    return [...this.#known.values()].filter(
      (f) => (venue === undefined || f.venue === venue) && (resource === undefined || f.resource === resource),
    )
  }

  /** Whether everything a file left out as known already is still there. */
  isWhole(file: BronzeFile): boolean {
    return (file.needs ?? []).every((needed) => this.#known.has(needed))
  }

  absolute(file: Pick<BronzeFile, 'path'>): string {
    return path.join(this.home, file.path)
  }

  async #read(connection: Connection, names: string[]): Promise<BronzeFile[]> {
    const paths = names.map((name) => path.join(this.home, 'bronze', name))
    const rows = await this.#footers(connection, paths)
    const notes = new Map(rows.map((row) => [row.file_name, JSON.parse(row.note) as FileNote]))
    return names.map((name, i) => {
      const note = notes.get(paths[i]!)
      if (note === undefined) throw damaged(paths[i]!, 'it carries no oddslake note')
      const [, venue, resource] = NAME.exec(name)!
      return { path: `bronze/${name}`, venue: venue!, resource: resource!, ...note }
    })
  }

  async #footers(connection: Connection, paths: string[]): Promise<{ file_name: string; note: string }[]> {
    const query = (list: string[]) =>
      `select file_name, decode(value) as note from parquet_kv_metadata(${literals(list)}) where decode(key) = 'oddslake'`
    try {
      return await connection.rows(query(paths))
    } catch (error) {
      for (const file of paths) {
        await connection.rows(query([file])).catch((cause: Error) => {
          throw damaged(file, firstLine(cause.message))
        })
      }
      throw error
    }
  }
}

/** Bronze names begin with their time, so name order within and across folders is commit order. */
function byName(a: string, b: string): number {
  const left = path.basename(a)
  const right = path.basename(b)
  return left < right ? -1 : left > right ? 1 : 0
}
