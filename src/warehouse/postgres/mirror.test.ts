import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { TestWarehouse } from '../../../test/support/model.ts'
import { literal } from '../../core/sql.ts'

describe.skipIf(inject('postgres') === undefined)('bronze on a PostgreSQL server', () => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open('postgres')
    await lake.connection.run(
      'create temp table nothing (venue varchar, resource varchar, reason varchar, bronze_file varchar, bronze_row bigint, key varchar, seen_at timestamptz)',
    )
  })
  afterAll(() => lake.close())

  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

  function load(file: string, payloads: readonly string[]) {
    const rows = payloads.map(
      (payload) =>
        `('kalshi', 'trades', 'k', ${literal(hashOf(payload))}, '2026-01-01'::timestamptz, ${payload
          .split('\0')
          .map(literal)
          .join(' || chr(0) || ')})`,
    )
    const bronze = `(select * from (values ${rows.join(', ')}) as b(venue, resource, key, content_hash, fetched_at, payload))`
    const files = [{ path: file, venue: 'kalshi', resource: 'trades', records: rows.length }]
    return lake.warehouse.load(lake.connection, { files, staged: [], rejects: 'nothing', bronze })
  }

  it('holds each content once, as jsonb where that can hold it, else as it came', async () => {
    const plain = [
      '{"a": 0.10}',
      '{"b":"it\'s \\\\ \\"so\\"\\n🦊"}',
      '{"c":"\\ud83e\\udd8a"}',
      '{"d":1e300}',
      '{"hash":"0xabe12345"}',
    ]
    const odd = ['{"e":"\\u0000"}', '{"f":"\\ud83e"}', '{"g":1e99999}', '{"h":', 'no JSON', '\0', '␀0']
    await load('bronze/a.parquet', [...plain, ...odd, plain[0]!])
    await load('bronze/b.parquet', [plain[0]!, odd[0]!])
    const client = new pg.Client({ connectionString: lake.warehouse.url })
    await client.connect()
    const { rows } = await client.query(
      `select encode(content_hash, 'hex') as hash, payload::text as payload, exact, times::int as times from bronze.records`,
    )
    await client.end()
    const found = new Map(rows.map((row) => [row.hash, row]))
    expect(found.size).toBe(plain.length + odd.length)
    for (const text of plain) expect(JSON.parse(found.get(hashOf(text)).payload)).toEqual(JSON.parse(text))
    expect(found.get(hashOf(plain[0]!))).toMatchObject({ payload: '{"a": 0.10}', exact: null, times: 3 })
    for (const text of odd.slice(0, 5)) expect(found.get(hashOf(text))).toMatchObject({ payload: null, exact: text })
    expect(found.get(hashOf('\0')).exact).toBe('␀0')
    expect(found.get(hashOf('␀0')).exact).toBe('␀10')
    expect(found.get(hashOf(odd[0]!)).times).toBe(2)
    await lake.warehouse.clear(lake.connection)
    await load('bronze/a.parquet', plain)
  })
})
