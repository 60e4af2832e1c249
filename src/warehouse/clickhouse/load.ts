import { ident, type Sql } from '../../core/sql.ts'
import { columnNames } from '../../core/table.ts'
import { rejects as rejectsTable } from '../../core/tables/operations.ts'
import type { LoadBatch, LoadResult } from '../warehouse.ts'
import { list, sameKey } from './arrivals.ts'
import { literal as constant } from './dialect.ts'
import { mergeLate } from './late.ts'
import { merge } from './merge.ts'
import { writeRadar } from './profile.ts'
import { fillInherited, listUnresolved } from './references.ts'
import { NO_DAY } from './schema.ts'
import type { Work } from './work.ts'

/** What a load makes of a table, as relations of the engine with the table's columns. */
export type Written = {
  /** Rows that are current from now on. */
  readonly current: Sql
  /** Rows that were current and are so no longer. */
  readonly removed: Sql | undefined
}

/** One load while it is prepared: what it has found out of the warehouse, and what it is going to write. */
export class Load {
  readonly work: Work
  readonly written = new Map<string, Written>()
  readonly #touched: Sql[] = []
  #relations = 0

  constructor(work: Work) {
    this.work = work
  }

  /** The rows of a statement as a table of the engine: they are read more than once. */
  async keep(statement: Sql, name: string): Promise<Sql> {
    const table = `${name}_${this.#relations++}`
    await this.work.connection.run(`create or replace temp table ${table} as ${statement}`)
    return table
  }

  /** What current rows of some venues say in one column, by their key: as it is with what this load writes. */
  async valuesOf({
    from,
    key,
    column,
    venues,
  }: {
    from: string
    key: string
    column: string
    venues: readonly string[]
  }): Promise<Sql> {
    const names = list(['venue', key, column])
    const held = await this.work.fetch(
      `select ${names} from ${this.work.schema.data(from)} final
       where venue in (${venues.map(constant).join(', ')}) and ${ident(column)} is not null`,
    )
    const written = this.written.get(from)
    if (written === undefined) return held
    return `(select ${names} from ${written.current} union all select ${names} from ${held} as h where not exists
      (select 1 from ${written.current} as w where w.venue = h.venue and w.${ident(key)} = h.${ident(key)}))`
  }

  /** Notes days whose rows change, counted from 1970. */
  touch(table: string, days: readonly (string | number)[], replaced: boolean): void {
    for (const day of days)
      this.#touched.push(`(${this.work.id}, ${constant(table)}, ${day}, ${replaced}, ${this.work.id * 8})`)
  }

  /** Notes that rows change which belong to no day. */
  touchAll(table: string): void {
    this.touch(table, [NO_DAY], true)
  }

  /** Says what has changed and that files are in: the last of a load. */
  finish(files: LoadBatch['files']): void {
    const { id, schema } = this.work
    if (this.#touched.length > 0)
      this.work.say(
        `insert into ${schema.place('ops', 'touched')} (load_id, table_name, day, replaced, _version) values ${this.#touched.join(', ')}`,
      )
    const rows = files.map(
      ({ path, venue, resource, records }) =>
        `(${id}, ${constant(path)}, ${constant(venue)}, ${constant(resource)}, ${records}, now64(6), ${id * 8})`,
    )
    this.work.say(
      `insert into ${schema.place('ops', 'loads')} (load_id, file, venue, resource, records, loaded_at, _version) values ${rows.join(', ')}`,
    )
  }
}

/** Prepares a batch; what it has prepared is decided and carried out when the work is. */
export async function load(work: Work, batch: LoadBatch): Promise<LoadResult> {
  const own = new Load(work)
  let rows = 0
  const enter = batch.again === true ? mergeLate : merge
  for (const staged of batch.staged) rows += await enter(own, staged)
  const loaded = new Set(batch.staged.map((s) => s.table.name))
  await fillInherited(own, loaded)
  await listUnresolved(own, loaded)
  const rejects = await refuse(own, batch)
  if (batch.radar !== undefined) await writeRadar(own, batch.radar)
  own.finish(batch.files)
  return { rows, rejects }
}

/** Writes what was refused; of files that are read again that takes the place of what was refused before. */
async function refuse({ work }: Load, { rejects, files, again }: LoadBatch): Promise<number> {
  const refused = await work.stage({ table: 'rejects', relation: rejects })
  if (again !== true) return refused
  const paths = files.map((file) => constant(file.path)).join(', ')
  const before = await work.fetch(
    `select ${list(columnNames(rejectsTable))}, _load, _step from ${work.schema.data('rejects')} final where bronze_file in (${paths})`,
  )
  const gone = `(select * from ${before} as b where not exists (select 1 from ${rejects} as n where ${sameKey(rejectsTable, 'n', 'b')}))`
  await work.stage({ table: 'rejects', relation: gone, deleted: true })
  return refused
}
