import type { Resource } from '../../src/core/source.ts'
import { silverTable } from '../../src/core/tables/index.ts'
import type { Connection, Row } from '../../src/engine/connection.ts'
import { rawRelation, stagedRelation } from '../../src/pipeline/meaning.ts'

/** A record as bronze would hold it. */
export type Kept = { readonly payload: string; readonly request?: string }

/** When the records of a test were received. */
export const SEEN_AT = '2026-10-08T12:00:00Z'

/** The rows that records give a silver table, every value as text, with `_reason` where one is refused. */
export async function meaningOf<R extends Row>(
  connection: Connection,
  resource: Resource,
  { table, records }: { table: string; records: readonly Kept[] },
): Promise<(R & { _reason: string | null })[]> {
  await connection.run(
    `create or replace temp table bronze_of_test as
     select payload, request, try(${resource.key}) as key, '${SEEN_AT}'::timestamptz as fetched_at, ordinal, ordinal as place, ordinal as file_row_number, 'test' as filename
     from (select unnest(from_json($records, '[{"payload":"VARCHAR","request":"VARCHAR"}]'), recursive := true), generate_subscripts(from_json($records, '["JSON"]'), 1) as ordinal)`,
    { records: JSON.stringify(records) },
  )
  const staged = stagedRelation(silverTable(table), resource.silver[table]!, {
    raw: rawRelation(resource, 'bronze_of_test'),
  })
  return connection.rows(`select * exclude (_ordinal, _file, _row, _key) from (${staged}) order by all`)
}
