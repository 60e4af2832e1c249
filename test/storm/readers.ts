import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** `snapshot` is a name that sorts by time. */
export type Read = { readonly snapshot: string; readonly rows: number }

/**
 * Reads a home's published files as a stranger would: with a plain DuckDB, by file name, without any of our code. Every
 * value of every table is decoded. Throws where a file cannot be read or the tables of the snapshot do not fit together;
 * gives nothing where nothing was published yet.
 */
export async function readPublished(home: string): Promise<Read | undefined> {
  const current = path.join(home, 'published', 'current')
  const manifest = await readFile(path.join(current, 'manifest.json'), 'utf8').catch(ifMissing)
  if (manifest === undefined) return undefined
  const promised = JSON.parse(manifest) as { snapshot: string; tables: { name: string; parts: { rows: number }[] }[] }
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const read = new Map<string, number>()
    for (const schema of ['silver', 'gold']) {
      for (const name of await readdir(path.join(current, schema))) {
        const files = `read_parquet('${path.join(current, schema, name)}/*.parquet')`
        read.set(name, Number(await single(connection, `select count(*), bit_xor(hash(t)) from ${files} as t`)))
        if (['trades', ...COUNTING].includes(name)) await connection.run(`create view "${name}" as from ${files}`)
      }
    }
    for (const { name, parts } of promised.tables) {
      const rows = parts.reduce((sum, part) => sum + part.rows, 0)
      if (read.get(name) !== rows)
        throw new Error(`${home}: ${name} holds ${read.get(name)} rows, its manifest says ${rows}`)
    }
    await fitTogether(connection, home)
    return { snapshot: promised.snapshot, rows: [...read.values()].reduce((sum, rows) => sum + rows, 0) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** All of one snapshot tells of the same trades. */
async function fitTogether(connection: DuckDBConnection, home: string): Promise<void> {
  const trades = await single(connection, 'select count(distinct (trade_id, part))::bigint from trades')
  const counts = [
    'select count(*) from trades',
    ...COUNTING.map((table) => `select coalesce(sum(trades), 0)::bigint from ${table}`),
  ]
  for (const query of counts) {
    const found = await single(connection, query)
    if (found !== trades) throw new Error(`${home}: ${query} gives ${found}, but there are ${trades} trades`)
  }
}

/** Models that count the trades. */
const COUNTING = [
  'activity_hourly',
  'activity_daily',
  'venue_activity_hourly',
  'venue_activity_daily',
  'market_summary',
]

async function single(connection: DuckDBConnection, query: string): Promise<unknown> {
  const reader = await connection.runAndReadAll(query)
  return reader.getRows()[0]?.[0]
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
