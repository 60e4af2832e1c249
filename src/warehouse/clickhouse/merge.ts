import { ident, type Sql } from '../../core/sql.ts'
import { columnNames, type Table, twinOf } from '../../core/table.ts'
import type { Staged } from '../warehouse.ts'
import { type Arrival, contentOf, gather, list, sameKey, survey } from './arrivals.ts'
import { instant } from './dialect.ts'
import type { Load } from './load.ts'
import { LAYOUTS } from './schema.ts'

/**
 * Prepares the merge of staged rows into a silver table by key. Rows equal to what is there change nothing; of several
 * rows of one key the last one stays, and what it took the place of goes to the table's twin. Gives the number of rows
 * written. What rows of these keys are there is asked of the server; the rest is done here, where rows are alike.
 */
export async function merge(load: Load, staged: Staged): Promise<number> {
  const { table } = staged
  const arrival = await survey(load, table, staged.relation)
  if (arrival.rows === 0) return 0
  const source = await gather(load, staged, arrival)
  // Mostly none of them is there yet: then they lie where they belong already.
  await stageCurrent(load, { table, source, arrival }, 'true')
  const existing = await findExisting(load, staged, arrival)
  if (existing === undefined) {
    await enter(load, { table, source, arrival, fresh: 'true' })
    return arrival.distinct
  }
  return mergeInto(load, { table, source, arrival }, existing)
}

type Incoming = { readonly table: Table; readonly source: Sql; readonly arrival: Arrival }
type Merging = Incoming & {
  /** Whether a row `s` differs from the one before it under its key. */
  readonly fresh: Sql
  /** Rows that were there and are replaced, with `superseded_at`. */
  readonly replaced?: Sql
  /** All rows that are current no longer. */
  readonly removed?: Sql
}

/** Merges what came with the rows of its keys that are there, where it must be known how they differ. */
export async function mergeInto(load: Load, incoming: Incoming, existing: Sql): Promise<number> {
  const { table, source, arrival } = incoming
  const { connection } = load.work
  const equal = contentOf(table).map((c) => `and e.${ident(c)} is not distinct from s.${ident(c)}`)
  const matched = await load.keep(
    `select *, case when not _equal then _seen else _until end as superseded_at from (
       select e.*, s.seen_at as _seen, ${arrival.repeated ? 's._until' : 'null::timestamptz'} as _until, true ${equal.join(' ')} as _equal
       from ${existing} as e join ${source} as s on ${sameKey(table, 'e', 's')} ${arrival.repeated ? 'where s._nth = 1' : ''})`,
    'matched',
  )
  const found = await connection.first<{ rows: string; replaced: string }>(
    `select count(*) as rows, count(superseded_at) as replaced from ${matched}`,
  )
  const [rows, replaced] = [Number(found?.rows), Number(found?.replaced)]
  const isEqual = `exists (select 1 from ${matched} as m where ${sameKey(table, 'm', 's')} and m._equal)`
  const fresh = rows === 0 ? 'true' : arrival.repeated ? `(s._nth > 1 or not ${isEqual})` : `not ${isEqual}`
  await load.work.unstage(table.name)
  await stageCurrent(load, incoming, fresh)
  const gone = `(select * from ${matched} where superseded_at is not null)`
  await enter(load, { ...incoming, fresh, ...(replaced > 0 && { replaced: gone, removed: gone }) })
  return arrival.distinct - (rows - replaced)
}

/** Puts the rows that are to be current beside the table. */
async function stageCurrent(load: Load, { table, source, arrival }: Incoming, fresh: Sql): Promise<void> {
  const last = arrival.repeated ? `${fresh} and s._until is null` : fresh
  const rows = `(select s.* from ${source} as s where ${last})`
  await load.work.stage({ table: table.name, relation: rows })
}

/** Full rows of the table that have one of the keys beside it; undefined when there are none. */
async function findExisting(
  load: Load,
  { table, anywhere = false }: Staged,
  { from, to }: Arrival,
): Promise<Sql | undefined> {
  const { work } = load
  const target = work.schema.data(table.name)
  const within =
    table.at === undefined || anywhere
      ? 'true'
      : `${ident(table.at)} >= ${instant(from!)} and ${ident(table.at)} <= ${instant(to!)}`
  const key = list(table.key)
  const known = `${within} and (${key}) in (select ${key} from ${work.stageOf(table.name)})`
  // Keys alone first: they are a quarter of what a row holds.
  const one = await work.server.first(`select 1 as n from ${target} where ${known} limit 1`)
  if (one === undefined) return undefined
  return work.fetch(`select ${list(columnNames(table))}, _load, _step from ${target} final where ${known}`)
}

/** Writes what goes with the new rows: the past of their keys, the days that change, what the next steps must know. */
export async function enter(load: Load, merging: Merging): Promise<void> {
  const { table, source, arrival, fresh, removed } = merging
  await keepPast(load, merging)
  if (removed !== undefined && table.kind === 'fact') await removeMoved(load, merging, removed)
  await noteTouched(load, merging)
  const last = arrival.repeated ? `${fresh} and s._until is null` : fresh
  const current = `select ${list(columnNames(table), 's')} from ${source} as s where ${last}`
  load.written.set(table.name, {
    current: table.kind === 'state' ? await load.keep(current, 'current') : `(${current})`,
    removed,
  })
}

/** What the twin keeps: of a state every row that is new, of a fact what another row has taken the place of. */
async function keepPast({ work }: Load, { table, source, arrival, fresh, replaced }: Merging): Promise<void> {
  const twin = twinOf(table)!.name
  const names = list(columnNames(table), 's')
  if (table.kind === 'state') {
    await work.stage({ table: twin, relation: `(select ${names} from ${source} as s where ${fresh})` })
    return
  }
  const past = [
    ...(replaced === undefined ? [] : [`select ${names}, s.superseded_at from ${replaced} as s`]),
    ...(arrival.repeated
      ? [`select ${names}, s._until as superseded_at from ${source} as s where s._until is not null and ${fresh}`]
      : []),
  ]
  if (past.length > 0) await work.stage({ table: twin, relation: `(${past.join(' union all ')})` })
}

/** A fact that lies elsewhere from now on is marked as deleted where it was. */
async function removeMoved({ work }: Load, { table, source, arrival, fresh }: Merging, removed: Sql): Promise<void> {
  const last = arrival.repeated ? `${fresh} and s._until is null` : fresh
  const { order } = LAYOUTS.get(table.name)!
  const stays = columnNames(table)
    .filter((c) => order.some((part) => part === c || part.endsWith(`(${c})`)))
    .map((c) => `s.${ident(c)} = r.${ident(c)}`)
  const moved = `(select * from ${removed} as r where not exists (select 1 from ${source} as s where ${last} and ${stays.join(' and ')}))`
  await work.stage({ table: table.name, relation: moved, deleted: true })
}

/** Days whose facts change; `replaced` when rows that were there before change, or leave their day. */
async function noteTouched(load: Load, { table, source, fresh, replaced }: Merging): Promise<void> {
  const { connection } = load.work
  const rows = `from ${source} as s where ${fresh}`
  if (table.at === undefined) {
    if ((await connection.first(`select 1 as n ${rows} limit 1`)) !== undefined) load.touchAll(table.name)
    return
  }
  const day = `epoch_us(${ident(table.at)}) // 86400000000 as day`
  const left = replaced === undefined ? '' : `union all select ${day} from ${replaced}`
  const days = await connection.rows<{ day: string }>(`select distinct day from (select ${day} ${rows} ${left})`)
  load.touch(
    table.name,
    days.map((row) => row.day),
    replaced !== undefined,
  )
}
