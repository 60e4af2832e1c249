import { describe, expect, it } from 'vitest'
import { addressOf } from './address.ts'
import { LAYOUTS, Schema, statements } from './schema.ts'
import { inOurWords, withPrefix } from './words.ts'

const squeezed = (text: string) => text.replace(/\s+/g, ' ')

describe('the tables on a server', () => {
  const schema = new Schema({ prefix: 'team_', cluster: undefined })

  it('keep rows by key, months apart, in the order of days and markets', () => {
    const [trades] = schema.createTable('silver_data', 'trades', LAYOUTS.get('trades')!)
    expect(squeezed(trades!)).toMatch(
      /^create table if not exists "team_silver_data"\."trades" \("venue" LowCardinality\(String\), .*"side" LowCardinality\(Nullable\(String\)\), "price" Decimal\(38, 12\), .*"traded_at" DateTime64\(6, 'UTC'\), .*_deleted UInt8\) engine = ReplacingMergeTree\(_version, _deleted\) partition by toYYYYMM\(traded_at\) order by \("venue", toDate32\(traded_at\), "market_id", toUnixTimestamp64Micro\(traded_at\), "trade_id", "part"\) /,
    )
    const [markets] = schema.createTable('silver_data', 'markets', LAYOUTS.get('markets')!)
    expect(markets).toContain('order by ("venue", "market_id")')
  })

  it('are shown by views with one row per key', () => {
    const view = statements(schema).find((text) => text.startsWith('create or replace view "team_silver"."trades"'))
    expect(squeezed(view!)).toContain('"seen_at" from "team_silver_data"."trades" final settings')
  })
})

describe('the tables on a cluster', () => {
  const made = statements(new Schema({ prefix: '', cluster: 'lake' })).map(squeezed)

  it('are replicated on each server and distributed over all by key', () => {
    expect(made.find((text) => text.includes('"silver_data"."trades_local" on cluster'))).toContain(
      'engine = ReplicatedReplacingMergeTree(_version, _deleted) partition by toYYYYMM(traded_at)',
    )
    expect(made).toContain(
      `create table if not exists "silver_data"."trades" on cluster "lake" as "silver_data"."trades_local" engine = Distributed('lake', 'silver_data', 'trades_local', cityHash64("venue", "trade_id", "part"))`,
    )
  })

  it('each statement says that it is for all servers', () => {
    expect(made.filter((text) => !text.includes(' on cluster "lake"'))).toEqual([])
  })
})

describe('the URL', () => {
  it('says server, user, prefix and cluster, and is shown without its password', () => {
    expect(addressOf('clickhouses://ann:p%40ss@ch.example?prefix=team_&cluster=lake')).toEqual({
      http: 'https://ch.example:8443',
      place: 'ch.example:8443',
      shown: 'clickhouses://ann:…@ch.example?prefix=team_&cluster=lake',
      user: 'ann',
      password: 'p@ss',
      prefix: 'team_',
      cluster: 'lake',
    })
    expect(() => addressOf('clickhouse://h/lake')).toThrow(/names lake, which means nothing here/)
    expect(() => addressOf("clickhouse://h?prefix=a'b")).toThrow(/letters, digits and _/)
  })
})

describe("a model's statement", () => {
  it('names the columns of its selects and keeps its numbers exact', () => {
    expect(
      inOurWords(`with a as (select distinct t.x, f(b.c, 'd.e, f.g') as y, b.*, t."w", 3 * t.z from (select u.v from u) as t group by t.x, t.v)
        select a.x, 0.50 as half from a union all select q.k, 1 from q`),
    ).toBe(`with a as (select distinct t.x as x, f(b.c, 'd.e, f.g') as y, b.*, t."w", 3 * t.z from (select u.v as v from u) as t group by t.x, t.v)
        select a.x as x, toDecimal128('0.50', 2) as half from a union all select q.k as k, 1 from q`)
  })
})

describe("a user's statement", () => {
  it('finds its databases behind a prefix', () => {
    expect(withPrefix("select t.silver, 'gold.x' from silver.trades as t join gold.movers", 'team_')).toBe(
      "select t.silver, 'gold.x' from team_silver.trades as t join team_gold.movers",
    )
  })
})
