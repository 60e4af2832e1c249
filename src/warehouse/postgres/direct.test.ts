import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { TestWarehouse } from '../../../test/support/model.ts'
import { columnsOf, silverTable } from '../../core/tables/index.ts'
import { TYPES } from '../../engine/types.ts'

const COUNT = 20_000

/** Trades numbered from `first`, a minute apart; `moved` of them told a minute later than their number says. */
function trades(first: number, { moved = 0, size = '1' } = {}): string {
  const table = silverTable('trades')
  const given: Readonly<Record<string, string>> = {
    ...{
      venue: "'kalshi'",
      trade_id: "'t' || i",
      part: '0',
      market_id: "'M' || i % 7",
      price: '0.5',
      size,
      notional: '0.5',
    },
    ...{ trader_id: "case when i % 2 = 0 then 'T' || i % 5 end", kind: "'trade'", is_combo: 'false' },
    traded_at: `make_timestamptz(1767225600000000 + (i + case when i < ${first + moved} then 1 else 0 end) * 60000000)`,
    seen_at: `make_timestamptz(1800000000000000 + ${first})`,
  }
  const columns = Object.entries(table.columns).map(
    ([name, { type }]) => `cast(${given[name] ?? 'null'} as ${TYPES[type]}) as ${name}`,
  )
  return `(select ${columns.join(', ')}, i as _ordinal from range(${first}, ${first + COUNT}) as r(i))`
}

/** How many rows a table has, and what they all say, whatever their order. */
async function digest({ warehouse, connection }: TestWarehouse, table: string) {
  const names = columnsOf(table).join(', ')
  const rows = await warehouse.select(
    connection,
    `select ${names} from ${warehouse.place('silver', table)}`,
    'digested',
  )
  return connection.first(`select count(*) as n, bit_xor(hash(${names}))::varchar as said from ${rows}`)
}

describe.skipIf(inject('postgres') === undefined)('many facts', () => {
  let lakes: TestWarehouse[]
  beforeAll(async () => {
    lakes = [await TestWarehouse.open('postgres'), await TestWarehouse.open()]
  })
  afterAll(() => Promise.all(lakes.map((lake) => lake.close())))

  it('come out as on DuckDB: all new, some known, some moved to another instant', async () => {
    const batches = [
      trades(0),
      trades(60_000),
      trades(100_000, { size: '2' }),
      trades(60_000),
      trades(200_000),
      trades(200_000, { moved: 3 }),
    ]
    for (const [i, relation] of batches.entries()) {
      const written = []
      for (const { warehouse, connection } of lakes) {
        await connection.run(
          'create or replace temp table nothing (venue varchar, resource varchar, reason varchar, bronze_file varchar, bronze_row bigint, key varchar, seen_at timestamptz)',
        )
        await connection.run(`create or replace temp table told as select * from ${relation}`)
        const files = [{ path: `bronze/${i}.parquet`, venue: 'kalshi', resource: 'trades', records: COUNT }]
        const staged = [{ table: silverTable('trades'), relation: 'told' }]
        written.push(await warehouse.load(connection, { files, staged, rejects: 'nothing' }))
      }
      expect(written[0], `batch ${i}`).toEqual(written[1])
    }
    for (const name of ['trades', 'superseded_trades', 'unresolved']) {
      const [one, other] = await Promise.all(lakes.map((lake) => digest(lake, name)))
      expect(one, name).toEqual(other)
      expect(one?.n, name).not.toBe('0')
    }
  })
})
