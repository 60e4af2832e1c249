import path from 'node:path'
import type { Trace } from '../core/event.ts'
import type { Micros } from '../core/instant.ts'
import type { SliceProgress } from '../core/source.ts'
import { literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { type BronzeFile, Catalog } from './catalog.ts'
import { blame } from './damage.ts'
import { diskFiles, type Files } from './files.ts'
import { progressOf } from './ledger.ts'

/** Bronze of one home: what was received, byte for byte, and what is known of how complete it is. */
export class Lake {
  readonly home: string
  readonly files: Files
  readonly catalog: Catalog
  readonly trace: Trace

  constructor(home: string, { files = diskFiles, trace = () => {} }: { files?: Files; trace?: Trace } = {}) {
    this.home = home
    this.files = files
    this.trace = trace
    this.catalog = new Catalog(home, files)
  }

  /** The latest progress of each slice of a resource. */
  progress(venue: string, resource: string): SliceProgress[] {
    return progressOf(this.catalog.list(venue, resource).filter((file) => this.catalog.isWhole(file)))
  }

  /** Where the time line of a resource begins by all plans so far; undefined when there was none. */
  earliest(venue: string, resource: string): number | undefined {
    const known = this.catalog.list(venue, resource).flatMap((file) => file.earliest ?? [])
    return known.length === 0 ? undefined : known.reduce((a, b) => Math.min(a, b))
  }

  /** The latest moment by the venue's clock up to which something was asked, by the notes of some files. */
  clock(files: readonly BronzeFile[]): Micros | undefined {
    const known = files.flatMap((file) => file.progress.flatMap((p) => p.asked?.to ?? []))
    return known.length === 0 ? undefined : known.reduce((a, b) => Math.max(a, b))
  }

  /** Runs a query over some bronze files; gives its one text column. A damaged file among them is named. */
  async known(connection: Connection, files: readonly BronzeFile[], query: Sql): Promise<string[]> {
    const rows = await connection.rows(query).catch(async (error) => {
      const paths = files.map((file) => this.catalog.absolute(file))
      throw await blame(connection, paths, error)
    })
    return rows.map((row) => String(Object.values(row)[0]))
  }

  /** SQL for the records of some files, with the file's name, also where there are none. */
  records(files: readonly BronzeFile[]): Sql {
    const paths = files.map((file) => this.catalog.absolute(file))
    return paths.length === 0
      ? "(select null::varchar as key, null::varchar as payload, null::bigint as ordinal, null::timestamptz as fetched_at, '' as filename where false)"
      : `read_parquet(${literals(paths)}, hive_partitioning = false, filename = true)`
  }

  /**
   * Removes what killed runs left half-written. For the one writer of the home, before it begins; its own spilled data, in the
   * folder `spill` below the work, stays.
   */
  async sweep(spill: string): Promise<void> {
    const spills = (await this.files.list(this.work)).filter((name) => name.split(path.sep)[0] !== spill)
    const parts = (await this.files.list(path.join(this.home, 'bronze'))).filter((name) => name.endsWith('.tmp'))
    for (const name of spills) await this.files.remove(path.join(this.work, name))
    for (const name of parts) await this.files.remove(path.join(this.home, 'bronze', name))
  }

  /** Folder for what is on its way: spools and spilled data. Safe to delete while nothing runs. */
  get work(): string {
    return path.join(this.home, 'work')
  }
}
