import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect } from 'vitest'
import type { Scene } from './scene.ts'

/** What a home must be when a storm is over: the truth, nothing twice, nothing left to do, nothing lying about. */
export async function expectSettled(scene: Scene, home: string): Promise<void> {
  expect(await scene.differences(home)).toEqual([])
  expect(await repeatedInBronze(home)).toEqual([])
  const again = await scene.sync(home)
  expect([again.code, again.err]).toEqual([0, expect.any(String)])
  const summary = JSON.parse(again.out.trim().split('\n').at(-1)!) as Record<string, unknown>
  expect(summary).toMatchObject({ type: 'summary', exitCode: 0, stored: 0, rows: 0, rejects: 0 })
  expect(await unfinished(home)).toEqual([])
  expect(await leftovers(home)).toEqual([])
}

/** Records that bronze holds more than once with the same content. The world stands still, so there must be none. */
async function repeatedInBronze(home: string): Promise<unknown[]> {
  return query(
    `select resource, key, count(*)::integer as times, list(distinct slice) as slices
     from read_parquet('${home}/bronze/**/*.parquet', hive_partitioning = false)
     where key is not null group by resource, key, content_hash having count(*) > 1 order by all limit 5`,
  )
}

async function unfinished(home: string): Promise<unknown[]> {
  const ledger = `read_parquet('${home}/published/current/silver/ledger/*.parquet')`
  return query(
    `select resource, slice, state from ${ledger} where state not in ('complete', 'empty-confirmed') limit 5`,
  )
}

/** Half-written files of runs that were killed: the runs after them must have cleared them away. */
async function leftovers(home: string): Promise<string[]> {
  const below = async (folder: string) =>
    (await readdir(path.join(home, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)))
  const bronze = (await below('bronze')).filter((file) => !file.endsWith('.parquet'))
  const published = (await readdir(path.join(home, 'published'))).filter((name) => name.startsWith('.'))
  return [...(await below('work')), ...bronze, ...published]
}

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
