import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../src/core/errors.ts'
import { ledger, runs } from '../../src/core/tables/operations.ts'
import { MODELS } from '../../src/models/index.ts'
import { ENGINES } from '../support/engines.ts'
import { TestWarehouse } from '../support/model.ts'
import { rowsOf } from '../support/tables.ts'
import { market, moment, SERIES, trade } from './warehouse-rows.ts'

describe.each(ENGINES)('the promises of a warehouse, on %s', (engine) => {
  let lake: TestWarehouse
  beforeEach(async () => {
    lake = await TestWarehouse.open(engine)
  })
  afterEach(() => lake.close())

  it('what is told again changes nothing, what is told otherwise replaces and is kept', async () => {
    expect(await lake.load({ markets: [market('A')], trades: [trade('t')] })).toBe(2)
    expect(
      await lake.load({ markets: [market('A', { seen_at: moment(9) })], trades: [trade('t', { seen_at: moment(9) })] }),
    ).toBe(0)
    expect(await rowsOf(lake, 'markets')).toMatchObject([{ market_id: 'A', seen_at: '2026-01-01 00:00:00+00' }])
    await lake.load({
      markets: [market('A', { question: 'Other?', seen_at: moment(20) })],
      trades: [trade('t', { size: '7', seen_at: moment(20) })],
    })
    expect(await rowsOf(lake, 'markets')).toMatchObject([{ question: 'Other?', seen_at: '2026-01-01 00:00:20+00' }])
    expect((await rowsOf(lake, 'market_versions')).map((row) => row.question).sort()).toEqual(['Other?', 'Will it?'])
    expect(await rowsOf(lake, 'trades')).toMatchObject([{ size: '7.000000' }])
    expect(await rowsOf(lake, 'superseded_trades')).toMatchObject([
      { size: '1.000000', seen_at: '2026-01-01 00:00:00+00', superseded_at: '2026-01-01 00:00:20+00' },
    ])
  })

  it('of several rows of one key in one batch the last stays, and each that says something new is kept', async () => {
    const said = ['one', 'one', 'two', 'one']
    await lake.load({ markets: said.map((question, i) => market('A', { question, seen_at: moment(i) })) })
    expect(await rowsOf(lake, 'markets')).toMatchObject([{ question: 'one', seen_at: '2026-01-01 00:00:03+00' }])
    expect((await rowsOf(lake, 'market_versions')).map((row) => [row.question, row.seen_at])).toEqual([
      ['one', '2026-01-01 00:00:00+00'],
      ['one', '2026-01-01 00:00:03+00'],
      ['two', '2026-01-01 00:00:02+00'],
    ])
  })

  it('children take what their parents say, whichever comes first; what is missing is listed until it comes', async () => {
    await lake.load({ events: [{ ...SERIES, event_id: 'E', title: 'Event' }], trades: [trade('t'), trade('u')] })
    expect(await rowsOf(lake, 'unresolved')).toMatchObject([
      { from_table: 'events', to_table: 'series', reference: 'S', rows: '1' },
      { from_table: 'trades', to_table: 'markets', reference: 'A', rows: '2' },
    ])
    await lake.load({ markets: [market('A', { event_id: 'E' })] })
    await lake.load({ series: [{ ...SERIES, title: 'Series', category: 'Weather', seen_at: moment(50) }] })
    expect(await rowsOf(lake, 'unresolved')).toEqual([])
    expect(await rowsOf(lake, 'events')).toMatchObject([{ category: 'Weather', seen_at: '2026-01-01 00:00:50+00' }])
    expect(await rowsOf(lake, 'markets')).toMatchObject([{ category: 'Weather' }])
  })

  it('text arrives as it is: quotes, backslashes, control characters, emoji, a megabyte', async () => {
    const texts = [
      ...[
        `it's "so"`,
        'a\\b\\n\\.',
        '\\.',
        '\\N',
        'tab\tline\nreturn\r',
        ',;|',
        '🦊 ünïcödé \u{10FFFF}',
        '',
        ' ',
        'null',
        'NULL',
      ],
      ...[
        '\\copy x from y',
        '$1 $$ {a:String}',
        '\u0000',
        'a\u0000b',
        '\\u0000',
        '\u0001\u0002',
        '<script>alert(1)</script>',
        'x'.repeat(1 << 20),
      ],
    ]
    await lake.load({ markets: texts.map((question, i) => market(String(i).padStart(2, '0'), { question })) })
    expect((await rowsOf(lake, 'markets')).map((row) => row.question)).toEqual(texts)
    expect(
      await lake.load({ markets: texts.map((question, i) => market(String(i).padStart(2, '0'), { question })) }),
    ).toBe(0)
  })

  it('ids may hold anything as well', async () => {
    const ids = [`'`, '"', '\\', '\\.', 'a,b', 'a\tb', ' ', '🦊', `'; drop table x; --`]
    await lake.load({ trades: ids.map((id) => trade(id, { market_id: id })) })
    expect(new Set((await rowsOf(lake, 'trades')).map((row) => row.trade_id))).toEqual(new Set(ids))
    expect(await lake.load({ trades: ids.map((id) => trade(id, { market_id: id })) })).toBe(0)
  })

  it('numbers, instants and nulls arrive exactly', async () => {
    await lake.load({
      trades: [
        trade('a', {
          price: '0.000000000001',
          size: '999999999999.999999',
          notional: '99999999999999999999999999.999999999999',
        }),
        trade('b', { price: '1', size: '0.000001', notional: '0.000000000001', outcome_id: null, side: null }),
        trade('c', { traded_at: '2026-01-01T00:00:00.000001Z', seen_at: '2026-03-29T01:30:00.999999Z' }),
      ],
    })
    expect(await rowsOf(lake, 'trades')).toMatchObject([
      { price: '0.000000000001', size: '999999999999.999999', notional: '99999999999999999999999999.999999999999' },
      { price: '1.000000000000', size: '0.000001', notional: '0.000000000001', outcome_id: null, side: null },
      { traded_at: '2026-01-01 00:00:00.000001+00', seen_at: '2026-03-29 01:30:00.999999+00' },
    ])
  })

  it('files are in when their rows are, can be forgotten, and come in again without doubling', async () => {
    const { warehouse, connection } = lake
    await lake.load({ trades: [trade('t')] })
    const [file] = await warehouse.loaded(connection)
    await warehouse.forget(connection, [file!])
    expect(await warehouse.loaded(connection)).toEqual(new Set())
    expect(await lake.load({ trades: [trade('t')] })).toBe(0)
    expect(await rowsOf(lake, 'trades')).toHaveLength(1)
  })

  it('a load that fails leaves nothing behind', async () => {
    const { warehouse, connection } = lake
    const batch = {
      files: [{ path: 'bronze/x.parquet', venue: 'kalshi', resource: 'trades', records: 1 }],
      staged: [],
      rejects: 'nowhere_at_all',
    }
    await expect(warehouse.load(connection, batch)).rejects.toThrow()
    expect(await warehouse.loaded(connection)).toEqual(new Set())
    expect(await lake.load({ trades: [trade('t')] })).toBe(1)
  })

  it('log tables are replaced as a whole and written row by row', async () => {
    const { warehouse, connection } = lake
    const slice = (name: string) =>
      `select 'kalshi' as venue, 'trades' as resource, ${name} as slice, 'complete' as state, 3 as rows, null as first_key, null as last_key,
        null as proof, null::timestamptz as covers_from, null::timestamptz as covers_to, '2026-01-01'::timestamptz as updated_at`
    for (const name of ["'one'", "'two'"]) await warehouse.replace(connection, ledger, `(${slice(name)})`)
    expect(await rowsOf(lake, 'ledger')).toMatchObject([{ slice: 'two', rows: '3' }])
    const run = {
      run_id: 'r',
      command: "sync it's",
      started_at: '2026-01-01T00:00:00Z',
      ended_at: null,
      exit_code: null,
    }
    const counts = { requests: 1, records: 2, rows: 3, duplicates: 0, rejects: 0, message: null }
    await warehouse.record(connection, runs, { ...run, ...counts })
    await warehouse.record(connection, runs, { ...run, ...counts, exit_code: 0, requests: 9 })
    const rows = await warehouse.select(
      connection,
      `select command, exit_code, requests from ${warehouse.place('silver', 'runs')}`,
      'read',
    )
    expect(await connection.rows(`select * from ${rows}`)).toEqual([
      { command: "sync it's", exit_code: '0', requests: '9' },
    ])
  })

  it('markets are closed by the clock once', async () => {
    const { warehouse, connection } = lake
    await lake.load({ markets: [market('A', { closes_at: moment(100) }), market('B', { closes_at: moment(300) })] })
    for (const second of [200, 250])
      await warehouse.closeMarkets(connection, 'kalshi', Date.parse(moment(second)) * 1000)
    expect((await rowsOf(lake, 'markets')).map((row) => [row.status, row.seen_at])).toEqual([
      ['closed', '2026-01-01 00:01:40+00'],
      ['open', '2026-01-01 00:00:00+00'],
    ])
    expect(await rowsOf(lake, 'market_versions')).toHaveLength(3)
  })

  it('what the radar and the mapping know is kept', async () => {
    const { warehouse, connection } = lake
    const name = { venue: 'kalshi', resource: 'trades' }
    expect(await warehouse.state(connection, name)).toEqual({ definition: undefined, fields: [] })
    const field = { field: 'count', types: ['string', 'number'], present: 20, filled: 3, lacked: false, wasNull: true }
    const drift = `(select 'kalshi' as venue, 'trades' as resource, 'extra' as field, 'new' as change, 'string' as detail, 'k' as sample, '2026-01-01'::timestamptz as first_seen_at)`
    await lake.load({ trades: [trade('t')] }, { radar: { ...name, profiles: [field], drift } })
    await lake.load({ trades: [trade('u')] }, { radar: { ...name, profiles: [field], drift } })
    expect(await rowsOf(lake, 'drift')).toMatchObject([{ field: 'extra', change: 'new', detail: 'string' }])
    await warehouse.define(connection, { ...name, definition: 'hash', known: ['extra'], mayLack: [] })
    expect(await warehouse.state(connection, name)).toEqual({ definition: 'hash', fields: [field] })
    expect(await rowsOf(lake, 'drift')).toEqual([])
  })

  it('clearing forgets what was read, and only that', async () => {
    const { warehouse, connection } = lake
    await lake.load({ markets: [market('A')], trades: [trade('t')] })
    await lake.build(MODELS, 'activity_hourly')
    await warehouse.clear(connection)
    for (const name of ['markets', 'market_versions', 'trades', 'unresolved'])
      expect(await rowsOf(lake, name), name).toEqual([])
    expect(await warehouse.loaded(connection)).toEqual(new Set())
    await lake.load({ trades: [trade('t')] })
    expect(await lake.build(MODELS, 'activity_hourly')).toMatchObject([{ trades: '1' }])
  })

  it('asking changes nothing and says what is wrong', async () => {
    const { warehouse, connection } = lake
    const ask = async (statement: string) =>
      connection.rows(`select * from ${await warehouse.select(connection, statement, 'asked')}`)
    expect(await ask(`select count(*) as n from ${warehouse.place('silver', 'trades')}`)).toEqual([{ n: '0' }])
    if (engine !== 'duckdb') {
      await expect(ask(`delete from ${warehouse.place('silver', 'trades')}`)).rejects.toThrow(UserError)
      await expect(ask('select nonsense from nowhere')).rejects.toThrow(UserError)
    }
  })
})
