import type { Resource, SliceProgress, Venue } from '../../core/source.ts'
import { ident, literal } from '../../core/sql.ts'
import { silverTable } from '../../core/tables/index.ts'
import { blame } from '../../lake/damage.ts'
import { GOOD, rawRelation, stagedRelation } from '../meaning.ts'
import { clockOf, placedRecords, steps } from '../reading.ts'
import type { Finding, VerifyContext } from './verify.ts'

type Place = { readonly venue: string; readonly resource: string }

/** Slices that were proved when the ledger was last written, and are not any more: their bronze files are gone. */
export async function lostSlices(
  { warehouse, connection }: VerifyContext,
  place: Place,
  progress: readonly SliceProgress[],
): Promise<Finding[]> {
  const own = `venue = ${literal(place.venue)} and resource = ${literal(place.resource)}`
  const proved = await warehouse.select(
    connection,
    `select slice, rows from ${warehouse.place('silver', 'ledger')} where ${own} and state in ('complete', 'empty-confirmed')`,
    'proved_slices',
  )
  const rows = await connection.rows<{ slice: string; rows: string }>(`select * from ${proved} order by slice`)
  const known = new Set(progress.map((p) => p.slice))
  return rows
    .filter(({ slice }) => !known.has(slice))
    .map(({ slice, rows: n }) => ({
      ...place,
      place: slice,
      what: `was proved with ${n} records, and its bronze is gone`,
      repair: { by: 'sync' },
    }))
}

/** Bronze rows without their row in silver, by slice: read again as a load reads them, compared by key. */
export async function missingRows(context: VerifyContext, venue: Venue, resource: Resource): Promise<Finding[]> {
  const { lake, warehouse, connection } = context
  const loaded = await warehouse.loaded(connection)
  const files = lake.catalog.list(venue.name, resource.name).filter((file) => loaded.has(file.path) && file.rows > 0)
  const findings: Finding[] = []
  for (const [name, meaning] of Object.entries(resource.silver)) {
    const table = silverTable(name)
    const keys = table.key.map(ident)
    const held = await warehouse.select(
      connection,
      `select ${keys.join(', ')} from ${warehouse.place('silver', name)} where venue = ${literal(venue.name)}`,
      'held_keys',
    )
    const missing = new Map<string, { rows: number; files: Set<string> }>()
    for (const step of steps(resource, files)) {
      const paths = step.map((file) => lake.catalog.absolute(file))
      const bronze = placedRecords(lake, step)
      const raw = rawRelation(resource, bronze, clockOf(lake, step))
      const staged = stagedRelation(table, meaning, { raw, placed: true })
      const rows = await connection
        .rows<{ slice: string; file: string; n: string }>(
          `select b.slice, s._file as file, count(*) as n from (${staged}) as s
           join (select slice, filename, file_row_number from ${bronze}) as b on b.filename = s._file and b.file_row_number = s._row
           where ${GOOD} and not exists (select 1 from ${held} as t
             where ${keys.map((k) => `t.${k} = s.${k}`).join(' and ')}) group by all`,
        )
        .catch(async (error) => {
          throw await blame(connection, paths, error)
        })
      for (const { slice, file, n } of rows) {
        const found = missing.get(slice) ?? { rows: 0, files: new Set<string>() }
        found.rows += Number(n)
        found.files.add(file.slice(lake.home.length + 1))
        missing.set(slice, found)
      }
    }
    for (const [slice, { rows, files: held }] of missing) {
      findings.push({
        venue: venue.name,
        resource: resource.name,
        place: slice,
        what: `${rows} records are in bronze and not in silver.${name}`,
        repair: { by: 'load', files: [...held] },
      })
    }
  }
  return findings
}
