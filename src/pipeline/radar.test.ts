import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ENOUGH, type FieldProfile } from '../core/drift.ts'
import { defineResource } from '../core/source.ts'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { look } from './radar.ts'

const trades = defineResource({
  name: 'trades',
  doc: 'Records with two fields that are known, one of which once had another name.',
  asks: { endpoint: '/things', paging: 'none', delta: 'all', proof: 'one answer' },
  byDefault: true,
  key: "payload->>'id'",
  pageCap: 10,
  axis: 'created',
  accepts: [],
  plan: async () => ({ slices: [], requests: 0, note: '' }),
  async *pages() {},
  raw: { id: 'VARCHAR', size: 'VARCHAR', count: 'VARCHAR' },
  ignored: ['a/b~"c'],
  eras: [{ until: '2026-01-01', gives: { size: 'try_cast(count as bigint) * 2' } }],
  silver: {},
})

const VALUES: Readonly<Record<string, unknown>> = {
  null: null,
  number: 0.5,
  string: 'text',
  boolean: true,
  array: [1],
  object: { deep: null },
}
const FIELDS = ['size', 'count', 'a/b~"c', 'later'] as const

type Shape = Readonly<Record<(typeof FIELDS)[number], string>>
const shape = fc.record(
  Object.fromEntries(FIELDS.map((f) => [f, fc.constantFrom('absent', ...Object.keys(VALUES))])),
) as fc.Arbitrary<Shape>
/** Records that stay alike for a while, cut into batches anywhere. */
const HISTORY = fc.record({
  runs: fc.array(fc.record({ shape, times: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 5 }),
  cuts: fc.array(fc.nat({ max: 90 }), { maxLength: 3 }),
})

/** The rules by the letter, record by record. */
function reference(shapes: readonly Shape[]): string[] {
  const found = new Map<string, string>()
  for (const field of FIELDS) {
    let [had, filled, lacked, wasNull] = [0, 0, false, false]
    const types: string[] = []
    const tell = (change: string, detail: string, n: number) => {
      const key = `${field} ${change}`
      const first = found.get(key)?.split(' @')[1] ?? String(n)
      found.set(key, `${key} ${detail} @${first}`)
    }
    for (const [n, one] of shapes.entries()) {
      const type = one[field]
      const replaced = field === 'size' && one.count !== 'absent'
      if (type === 'absent' && replaced) had++
      else if (type === 'absent') {
        if (!lacked && had >= ENOUGH && field !== 'count') tell('vanished', types.join(' → '), n)
        lacked = true
      } else {
        had++
        if (field === 'later' && !found.has('later new')) tell('new', type, n)
        if (type !== 'null') filled++
        if (type === 'null' && !wasNull && filled >= ENOUGH) tell('newly-null', types.join(' → '), n)
        wasNull ||= type === 'null'
        if (type !== 'null' && !types.includes(type)) {
          types.push(type)
          if (types.length > 1) tell('retyped', types.join(' → '), n)
        }
      }
    }
  }
  return [...found.values()].sort()
}

let engine: Engine
let connection: Connection
beforeAll(async () => {
  engine = await Engine.open()
  connection = await engine.connect()
})
afterAll(() => engine.close())

/** What the radar finds in batches, as the warehouse would keep it. */
async function watched(shapes: readonly Shape[], cuts: readonly number[]): Promise<string[]> {
  const edges = [0, ...cuts.filter((cut) => cut < shapes.length).sort((a, b) => a - b), shapes.length]
  const found = new Map<string, string>()
  let before: readonly FieldProfile[] = []
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const rows = shapes.slice(from, edges[i + 1]).map((one, n) => ({
      _ordinal: n,
      _row: n,
      _key: String(from + n),
      _payload: JSON.stringify(
        Object.fromEntries(FIELDS.flatMap((f) => (one[f] === 'absent' ? [] : [[f, VALUES[one[f]]]]))),
      ),
    }))
    await connection.run(
      `create or replace temp table sample as select *, 'file' as _file, make_timestamptz(_key::bigint) as seen_at
       from (select unnest(from_json($rows, '[{"_ordinal":"BIGINT","_row":"BIGINT","_key":"VARCHAR","_payload":"VARCHAR"}]'), recursive := true))`,
      { rows: JSON.stringify(rows) },
    )
    const seen = await look(connection, { venue: 'venue', resource: trades, before, sample: 'sample' })
    before = seen?.profiles ?? before
    if (seen?.drift === undefined) continue
    const drift = await connection.rows<Record<'field' | 'change' | 'detail' | 'at', string>>(
      `select field, change, detail, epoch_us(first_seen_at) as at from ${seen.drift}`,
    )
    for (const { field, change, detail, at } of drift) {
      const key = `${field} ${change}`
      const first = found.get(key)?.split(' @')[1] ?? at
      found.set(key, `${key} ${detail} @${first}`)
    }
  }
  return [...found.values()].sort()
}

it('finds what the rules say, however the records are cut into batches', async () => {
  await fc.assert(
    fc.asyncProperty(HISTORY, async ({ runs, cuts }) => {
      const shapes = runs.flatMap(({ shape, times }) => Array.from({ length: times }, () => shape))
      expect(await watched(shapes, cuts)).toEqual(reference(shapes))
    }),
    { numRuns: 150, seed: 11 },
  )
})
