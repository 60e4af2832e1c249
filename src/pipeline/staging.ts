import type { Resource } from '../core/source.ts'
import type { Sql } from '../core/sql.ts'
import { silverTable } from '../core/tables/index.ts'
import type { Connection } from '../engine/connection.ts'
import type { BronzeFile } from '../lake/catalog.ts'
import { blame } from '../lake/damage.ts'
import type { Lake } from '../lake/lake.ts'
import { rawRelation, stagedRelation } from './meaning.ts'
import { LOOKED_AT, refusedSample, sampleRelation } from './radar.ts'
import { clockOf } from './reading.ts'

type Staging = { readonly lake: Lake; readonly connection: Connection }

/** One step of a batch: the records of some files. */
export type Portion = {
  readonly resource: Resource
  /** The files that the records are in, and these as a relation. */
  readonly files: readonly BronzeFile[]
  readonly bronze: Sql
  /** Whether the radar looks at them. */
  readonly sampled: boolean
  /** Whether this is the batch's first portion. */
  readonly first: boolean
}

/**
 * Reads records into the temporary tables `staged_NAME`, one for each silver table, behind the portions before. A resource
 * of several tables has its records parsed once, into `raw_records`.
 */
export async function stage({ lake, connection }: Staging, portion: Portion): Promise<void> {
  const { resource, files, bronze, sampled, first } = portion
  const parsed = rawRelation(resource, bronze, clockOf(lake, files))
  const carrier = carrierOf(resource)
  const fill = (table: string, rows: Sql) =>
    connection.run(first ? `create or replace temp table ${table} as ${rows}` : `insert into ${table} ${rows}`)
  try {
    const once = isParsedOnce(resource)
    if (once) await connection.run(`create or replace temp table raw_records as ${withFewPayloads(parsed)}`)
    const raw = once ? 'select * from raw_records' : parsed
    for (const [name, meaning] of Object.entries(resource.silver)) {
      const reading = { raw, sampled: sampled && name === carrier }
      await fill(`staged_${name}`, stagedRelation(silverTable(name), meaning, reading))
    }
    if (sampled && carrier === undefined) await fill('sampled', `from ${sampleRelation(raw)}`)
    if (once) await connection.run('drop table raw_records')
  } catch (error) {
    const paths = files.map((file) => lake.catalog.absolute(file))
    throw await blame(connection, paths, error)
  }
}

/** The records of a staged batch that the radar looks at, as a relation; `bronze` are all of them, `refused` has the places of refused ones. */
export async function sampleOf({ lake, connection }: Staging, resource: Resource, bronze: Sql): Promise<Sql> {
  const carrier = carrierOf(resource)
  if (carrier !== undefined) return `staged_${carrier}`
  if ((await connection.first('select 1 as n from refused limit 1')) !== undefined)
    await connection.run(`insert into sampled ${refusedSample(bronze, lake.home)}`)
  return 'sampled'
}

/** Gives the memory of a batch back. */
export async function unstage(connection: Connection, resource: Resource): Promise<void> {
  const tables = [...Object.keys(resource.silver).map((name) => `staged_${name}`), 'sampled']
  for (const table of tables) await connection.run(`drop table if exists ${table}`)
}

/** The table whose staged rows can carry the records that the radar looks at: they are made from one record each. */
function carrierOf(resource: Resource): string | undefined {
  if (isParsedOnce(resource)) return undefined
  return Object.entries(resource.silver).find(([, meaning]) => meaning.from === undefined)?.[0]
}

/** Where no meaning reads whole records, which would be kept with what is parsed of them. */
function isParsedOnce({ silver }: Resource): boolean {
  return Object.keys(silver).length > 1 && !JSON.stringify(silver).includes('_payload')
}

function withFewPayloads(parsed: Sql): Sql {
  return `select * replace (case when ${LOOKED_AT} then _payload end as _payload) from (${parsed})`
}
