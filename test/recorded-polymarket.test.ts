import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../src/engine/connection.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { type Ended, figuresOf, inHome, Mirror } from './contract/mirror.ts'
import { exact, parseExact } from './support/exact.ts'
import { openHome } from './support/opened.ts'
import {
  endOf,
  type Fields,
  MARKET_COLUMNS,
  marketOf,
  microsOf,
  numberAt,
  objectsIn,
  outcomesOf,
  textOf,
  tradeOf,
} from './support/polymarket-reading.ts'
import { linesOf, recordings } from './support/recordings.ts'

const folder = recordings('worlds/polymarket')
const LISTS = ['events', 'markets', 'clob_markets'] as const
const COUNTS = { events: 710, markets: 1525, clob_markets: 1000, trades: 1502 }

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const told = (what: string) => process.stdout.write(`recorded Polymarket: ${what}\n`)

describe.skipIf(folder === undefined)('recordings of the real Polymarket', () => {
  let mirror: Mirror
  let home: string
  let first: readonly Ended[]
  let opened: Awaited<ReturnType<typeof openHome>>
  const lines = (name: string) => linesOf(folder!, name)
  const records = (name: string): Fields[] => lines(name).map(parseExact)
  const rows = (query: string) => opened.connection.rows<Row>(query)
  /** Every list, and the trades of the one wallet in the recording. */
  const both = async () => [
    await mirror.run(home, ['sync', ...LISTS.map((name) => `polymarket/${name}`), '--json']),
    await mirror.run(home, ['sync', 'polymarket/trades', '--trader', wallet(), '--json']),
  ]
  const wallet = () => String(records('trades')[0]!.proxyWallet)

  beforeAll(async () => {
    mirror = await Mirror.open(polymarket, { world: { kind: 'recorded', from: folder! } })
    home = await mirror.home()
    first = await both()
    opened = await openHome(home)
  })
  afterAll(async () => {
    opened?.close()
    await mirror.close()
  })

  it('ends well, and no field is unknown', () => {
    expect(first.map(({ code, err }) => [code, code === 0 ? '' : err])).toEqual([
      [0, ''],
      [0, ''],
    ])
    expect(first.flatMap(({ events }) => events.filter(({ type }) => type === 'drift'))).toEqual([])
  })

  it.each([...LISTS, 'trades'] as const)('%s: every line is in bronze, byte for byte', async (name) => {
    const held = await rows(`select payload from bronze where resource = '${name}'`)
    expect(held.map(({ payload }) => payload).sort()).toEqual(lines(name).sort())
    expect(held.length).toBe(COUNTS[name])
    told(`${name}: ${held.length} lines`)
  })

  it('refused are the rows of the order book that name no market, and nothing else', async () => {
    const unnamed = records('clob_markets').filter(({ condition_id }) => condition_id === '').length
    expect(unnamed).toBe(54)
    expect(await rows('select resource, reason, count(*)::varchar as n from silver.rejects group by all')).toEqual([
      { resource: 'clob_markets', reason: 'market_id is missing', n: '54' },
    ])
  })

  it('markets: one for each condition, equal to the digits, times and texts of the record', async () => {
    const held = await rows(`select ${MARKET_COLUMNS} from silver.markets`)
    expect(held.sort(byText)).toEqual(records('markets').map(marketOf).sort(byText))
    told(`${held.length} markets equal`)
  })

  it('outcomes: each with its final price, and who won', async () => {
    const held = await rows('select market_id, outcome_id, "position", label, price, is_winner from silver.outcomes')
    expect(held.sort(byText)).toEqual(records('markets').flatMap(outcomesOf).sort(byText))
    told(`${held.length} outcomes equal`)
  })

  it('splits, voids and markets with many outcomes come out as what they are', async () => {
    const ends = Object.groupBy(records('markets'), (market) => String(endOf(market)).replace(/\d/, 'won'))
    const counted = Object.fromEntries(Object.entries(ends).map(([end, markets]) => [end, markets!.length]))
    const [held] =
      await rows(`select count(*) filter (resolution = 'split')::varchar as split, count(*) filter (resolution = 'void')::varchar as void,
      count(*) filter (status = 'resolved' and resolution_value is distinct from 0.5 and resolution <> 'void')::varchar as won,
      count(*) filter (status = 'closed')::varchar as undefined from silver.markets`)
    expect(held).toEqual(Object.fromEntries(Object.entries(counted).map(([end, n]) => [end, String(n)])))
    expect(counted).toMatchObject({ split: 5, void: 6 })
    const many =
      await rows(`select count(*)::varchar as outcomes, count(*) filter (is_winner)::varchar as winners from silver.outcomes
      join (from silver.markets where market_type = 'normal') using (market_id) group by market_id having count(*) > 2 order by 1`)
    expect(many).toEqual(['5', '5', '6', '7'].map((outcomes) => ({ outcomes, winners: '1' })))
  })

  it('market_aliases: all other names of a market', async () => {
    const held = await rows('select kind, alias, market_id from silver.market_aliases')
    const expected = records('markets').flatMap((market) =>
      Object.entries({ gamma: 'id', slug: 'slug', question: 'questionID', amm: 'marketMakerAddress' }).flatMap(
        ([kind, field]) =>
          textOf(market[field]) === null ? [] : [{ kind, alias: market[field], market_id: market.conditionId }],
      ),
    )
    expect(held.sort(byText)).toEqual(expected.sort(byText))
    told(`${held.length} aliases equal`)
  })

  it('events, and the subjects that events and markets are filed under', async () => {
    const held = await rows(
      `select event_id, series_id, title, subtitle, category, mutually_exclusive, status, epoch_us(occurs_at::timestamptz)::varchar as occurs, epoch_us(updated_at::timestamptz)::varchar as updated from silver.events`,
    )
    const expected = records('events').map((event) => ({
      event_id: event.id,
      series_id: objectsIn(event.series)[0]?.id ?? null,
      title: event.title,
      subtitle: textOf(event.subtitle),
      category: textOf(event.category),
      mutually_exclusive: event.negRisk ?? event.enableNegRisk ?? null,
      status: event.closed ? 'closed' : 'open',
      occurs: microsOf(event.startTime ?? event.eventDate),
      updated: microsOf(event.updatedAt),
    }))
    expect(held.sort(byText)).toEqual(expected.sort(byText))

    const filed = [
      ...records('events').map((record) => ({ record, linked: 'event', linked_id: record.id })),
      ...records('markets').map((record) => ({ record, linked: 'market', linked_id: record.conditionId })),
    ].flatMap(({ record, ...link }) => [
      ...(link.linked === 'event' ? objectsIn(record.tags) : []).map((tag) => ({
        link: { ...link, category_id: `tag:${tag.id}` },
        label: tag.label,
      })),
      ...['category', 'subcategory'].flatMap((kind) =>
        textOf(record[kind]) === null
          ? []
          : [{ link: { ...link, category_id: `${kind}:${record[kind]}` }, label: record[kind] }],
      ),
    ])
    const links = await rows('select linked, linked_id, category_id from silver.category_links')
    const distinct = [...new Map(filed.map(({ link }) => [JSON.stringify(link), link])).values()]
    expect(links.sort(byText)).toEqual(distinct.sort(byText))
    const categories = await rows('select category_id, label from silver.categories')
    const labels = new Map(filed.map(({ link, label }) => [link.category_id, label]))
    expect(new Map(categories.map(({ category_id, label }) => [category_id, label]))).toEqual(labels)
    told(`${held.length} events, ${categories.length} categories and ${links.length} links equal`)
  })

  it('the order book: rules of each market, and its winner', async () => {
    const named = records('clob_markets').filter(({ condition_id }) => condition_id !== '')
    const rules =
      await rows(`select market_id, accepts_orders, epoch_us(accepts_orders_at::timestamptz)::varchar as since, tick_size, min_size, maker_fee, taker_fee, exclusive_group
      from silver.market_rules`)
    const expected = named.map((market) => ({
      market_id: market.condition_id,
      accepts_orders: market.accepting_orders,
      since: microsOf(market.accepting_order_timestamp),
      tick_size: numberAt(market.minimum_tick_size, 12),
      min_size: numberAt(market.minimum_order_size, 6),
      maker_fee: numberAt(market.maker_base_fee, 12),
      taker_fee: numberAt(market.taker_base_fee, 12),
      exclusive_group: textOf(market.neg_risk_market_id),
    }))
    expect(rules.sort(byText)).toEqual(expected.sort(byText))
    const rulings = await rows('select market_id, status, resolution, winner_id from silver.resolutions')
    const winners = named.map((market) => {
      const won = objectsIn(market.tokens).filter(({ winner }) => winner === true)
      const ended = market.closed === true && won.length > 0
      return {
        market_id: market.condition_id,
        status: market.closed === true ? 'closed' : 'open',
        resolution: !ended ? null : won.length > 1 ? 'split' : won[0]!.outcome,
        winner_id: ended && won.length === 1 ? won[0]!.token_id : null,
      }
    })
    expect(rulings.sort(byText)).toEqual(winners.sort(byText))
    told(`${rules.length} rules and ${rulings.filter(({ resolution }) => resolution !== null).length} winners equal`)
  })

  const TRADES = `select market_id, outcome_id, trader_id, side, price, size, notional, epoch_us(traded_at::timestamptz)::varchar as at from silver.trades`

  it('trades: prices and sizes to the digit; asked for by wallet and by market they are the same', async () => {
    const expected = records('trades').map(tradeOf).sort(byText)
    expect((await rows(TRADES)).sort(byText)).toEqual(expected)
    const fine = records('trades').filter(({ price }) => exact(price)!.scale > 12).length
    expect(fine).toBeGreaterThan(100)
    const other = await mirror.home()
    const named = [...new Set(records('trades').map(({ conditionId }) => String(conditionId)))]
    const { code, err } = await mirror.run(other, [
      'sync',
      'polymarket/trades',
      ...named.flatMap((id) => ['--market', id]),
    ])
    expect(code, err).toBe(0)
    const ids = 'select trade_id from silver.trades order by 1'
    const [sold, names] = await inHome(other, async (connection) => [
      await connection.rows(TRADES),
      await connection.rows(ids),
    ])
    expect(sold!.sort(byText)).toEqual(expected)
    expect(names).toEqual(await rows(ids))
    told(
      `${expected.length} trades equal, ${fine} of them with prices finer than the table, by wallet and in ${named.length} markets`,
    )
  })

  it('references that the recording does not hold are listed as unresolved', async () => {
    const held = await rows('select from_table, sum(rows)::varchar as n from silver.unresolved group by 1 order by 1')
    const events = new Set(records('events').map(({ id }) => id))
    const dangling = {
      events: records('events').filter(({ series }) => objectsIn(series).length > 0).length,
      markets: records('markets').filter(({ events: of }) => !events.has(objectsIn(of)[0]?.id)).length,
      trades: COUNTS.trades,
    }
    const expected = Object.entries(dangling).filter(([, n]) => n > 0)
    expect(held).toEqual(expected.map(([from_table, n]) => ({ from_table, n: String(n) })))
  })

  it('is complete by its own word, and a second run stores nothing', async () => {
    const again = await both()
    expect(again.map(figuresOf)).toMatchObject([
      { stored: 0, rows: 0, rejects: 0 },
      { stored: 0, rows: 0, rejects: 0 },
    ])
    const states = await rows('select distinct state from silver.ledger')
    expect(states.map(({ state }) => state).sort()).toEqual(['complete', 'empty-confirmed'])
    const { code, err } = await mirror.run(home, ['verify'])
    expect(code, err).toBe(0)
  })
})
