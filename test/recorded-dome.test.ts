import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dome } from '../src/venues/dome/index.ts'
import { inHome, Mirror } from './contract/mirror.ts'
import { exact, parseExact, rounded } from './support/exact.ts'
import { linesOf, recordings } from './support/recordings.ts'

const folder = recordings('worlds/dome')

type Side = { readonly id: string; readonly label: string }

/** The recorded lines, read without any of our own code; numbers as they are written. */
const lines = () => linesOf(folder!, 'markets')

const seconds = (value: unknown) => (exact(value) === undefined ? null : Number(rounded(exact(value)!, 1)))

describe.skipIf(folder === undefined)('recordings of the real Dome API', () => {
  let mirror: Mirror
  let home: string
  const rows = (query: string) => inHome(home, (connection) => connection.rows<Record<string, string | null>>(query))

  beforeAll(async () => {
    mirror = await Mirror.open(dome, { world: { kind: 'recorded', from: folder! } })
    home = await mirror.home()
    const { code, err, events } = await mirror.sync(home)
    expect(code, err).toBe(0)
    expect(events.filter(({ type }) => type === 'drift')).toEqual([])
  })
  afterAll(() => mirror.close())

  it('every line is in bronze, byte for byte, and refused is none', async () => {
    const held = await rows("select payload from bronze where resource = 'markets'")
    expect(held.map(({ payload }) => payload).sort()).toEqual(lines().sort())
    expect(await rows('select reason from silver.rejects')).toEqual([])
  })

  it('one market for each condition and two outcomes, equal to the digits and texts of the record', async () => {
    const records = lines().map(parseExact)
    const held =
      await rows(`select m.market_id, question, status, event_id, volume, epoch(opened_at)::bigint::varchar as opened,
        epoch(closes_at)::bigint::varchar as closes, resolution, alias, "groups"
      from silver.markets as m join silver.market_aliases using (market_id) join silver.market_details using (market_id)`)
    expect(held.length).toBe(new Set(records.map((record) => record.condition_id)).size)
    for (const row of held) {
      const record = records.find(({ condition_id }) => condition_id === row.market_id)!
      expect(row).toEqual({
        market_id: record.condition_id,
        question: record.title,
        status: record.status,
        event_id: null,
        volume: rounded(exact(record.volume_total)!, 6),
        opened: String(seconds(record.start_time)),
        closes: seconds(record.end_time) === null ? null : String(seconds(record.end_time)),
        resolution: null,
        alias: record.market_slug,
        groups: JSON.stringify(record.tags),
      })
    }
    const outcomes = await rows('select market_id, outcome_id, label, position, is_winner from silver.outcomes')
    const sides = records.flatMap(({ condition_id, side_a, side_b }) =>
      ([side_a, side_b] as Side[]).map(({ id, label }, position) => [condition_id, id, label, String(position), null]),
    )
    const place = (row: readonly unknown[]) => String(row[1])
    const by = (a: readonly unknown[], b: readonly unknown[]) => (place(a) < place(b) ? -1 : 1)
    expect(outcomes.map((row) => Object.values(row)).sort(by)).toEqual(sides.sort(by))
    process.stdout.write(`recorded Dome: ${held.length} markets and ${outcomes.length} outcomes equal\n`)
  })

  it('tokens without a price are asked for and known to have none', async () => {
    const [slice] = await rows(`select state, proof from silver.ledger where resource = 'prices'`)
    const tokens = 2 * lines().filter((line) => line.includes('"status":"open"')).length
    expect(slice).toEqual({ state: 'empty-confirmed', proof: `0 prices came, ${tokens} tokens have none by the venue` })
  })
})
