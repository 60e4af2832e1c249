import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsOf } from '../src/core/drift.ts'
import type { Connection, Row } from '../src/engine/connection.ts'
import { Engine } from '../src/engine/engine.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { parseExact } from './support/exact.ts'
import { meaningOf } from './support/meaning.ts'
import { bodiesOf } from './support/polymarket-bodies.ts'
import { comparable, endOf, type Fields, inOrder, objectsIn, textsIn } from './support/polymarket-reading.ts'
import { READINGS } from './support/polymarket-rows.ts'
import { recordings } from './support/recordings.ts'

const folder = recordings('found')
const bodies = folder === undefined ? {} : bodiesOf(folder)
const SHAPES = 'polymarket/qualia-prod-snapshots/tests/prod_read/snapshots'

/** The resource that reads what a recorded shape is of; the others are not asked for. */
const READ_BY: Readonly<Record<string, string>> = {
  clob__book: 'books',
  clob__markets_condition_id: 'clob_markets',
  data__activity: 'activity',
  'data__closed-positions': 'closed_positions',
  data__holders: 'holders',
  data__oi: 'open_interest',
  data__positions: 'positions',
  data__trades: 'trades',
  data__v1_leaderboard: 'leaderboard',
  gamma__events: 'events',
  gamma__markets: 'markets',
  gamma__series: 'series',
  gamma__series_id: 'series',
  gamma__tags: 'tags',
  gamma__tags_id: 'tags',
}

/** Fields that neither the venue's page nor a list that we ask for has. */
const NOT_OURS: Readonly<Record<string, readonly string[]>> = {
  'series within events': ['description'],
  // Single objects begin with the address of their schema; we ask for lists.
  gamma__series_id: ['$schema'],
  gamma__tags_id: ['$schema'],
}

/** What the mapping of the price history reads its token and its window from. */
const REQUEST = 'GET /prices-history?market=5&startTs=1&endTs=9999999999&fidelity=1'

const resourceNamed = (name: string) => polymarket.resources.find((resource) => resource.name === name)!
const records = (resource: string, body: string): Fields[] => bodies[resource]![body]!.map(parseExact)
const unknownIn = (resource: string, fields: Iterable<string>) => {
  const { known, older } = fieldsOf(resourceNamed(resource))
  return [...new Set(fields)].filter((field) => !known.includes(field) && !older.includes(field))
}

describe.skipIf(folder === undefined)('recorded bodies of the real Polymarket', () => {
  let engine: Engine
  let connection: Connection
  beforeAll(async () => {
    engine = await Engine.open()
    connection = await engine.connect()
    await connection.run("set TimeZone = 'UTC'")
  })
  afterAll(() => engine?.close())
  const rows = (resource: string, table: string, payloads: readonly string[]) => {
    const kept = payloads.map((payload) => ({ payload, request: REQUEST }))
    return meaningOf<Row>(connection, resourceNamed(resource), { table, records: kept })
  }

  const cases = Object.entries(bodies).flatMap(([name, of]) =>
    Object.keys(of).map((body): [string, string] => [body, name]),
  )
  it.each(cases)('%s (%s): every digit, time and text, and no unknown field', async (body, name) => {
    const payloads = bodies[name]![body]!
    expect(payloads.length).toBeGreaterThan(0)
    for (const [table, reading] of Object.entries(READINGS[name]!)) {
      const found = await rows(name, table, payloads)
      const expected = records(name, body).flatMap(reading)
      const refused = found.filter(({ _reason }) => _reason !== null)
      expect(comparable(found, expected)).toEqual(inOrder(expected))
      const unnamed = expected.filter((row) => row.market_id === null)
      expect(refused.map(({ _reason }) => _reason)).toEqual(unnamed.map(() => 'market_id is missing'))
    }
    const fields = records(name, body).flatMap(Object.keys)
    expect(unknownIn(name, fields)).toEqual(NOT_OURS[body] ?? [])
  })

  it.each(Object.entries(READ_BY))('%s: every field of the recorded shape is known', (file, resource) => {
    const { shape } = JSON.parse(readFileSync(path.join(folder!, SHAPES, `${file}.json`), 'utf8')) as {
      shape: string[]
    }
    const fields = shape.flatMap((line) => /^\$(?:\[\])?\.([^.:[]+)/.exec(line)?.[1] ?? [])
    expect(fields.length).toBeGreaterThan(1)
    expect(unknownIn(resource, fields)).toEqual(NOT_OURS[file] ?? [])
  })

  it('all other recorded shapes are of what no resource asks for', () => {
    const others = readdirSync(path.join(folder!, SHAPES)).map((file) => file.replace('.json', ''))
    expect(others.filter((name) => !(name in READ_BY)).sort()).toEqual([
      ...['data__live-volume', 'data__value', 'gamma__sports', 'gamma__tags_id_related-tags', 'gamma__teams'],
      ...['lb-api__profit', 'lb-api__rank', 'user-pnl__user-pnl'],
    ])
  })

  it('the order book lists markets without a name, without tokens, without a winner and without an end', async () => {
    const body = 'the first page of the order book'
    const listed = records('clob_markets', body)
    const tokens = (market: Fields) => objectsIn(market.tokens)
    const counted = (test: (market: Fields) => boolean) => listed.filter(test).length
    expect(counted(({ condition_id }) => condition_id === '')).toBe(54)
    expect(counted((market) => tokens(market).some(({ token_id }) => token_id === ''))).toBe(55)
    expect(counted((market) => tokens(market).every(({ winner }) => winner === false))).toBe(421)
    expect(counted(({ end_date_iso }) => end_date_iso === null)).toBe(25)
    const rulings = await rows('clob_markets', 'resolutions', bodies.clob_markets![body]!)
    expect(rulings.length).toBe(946)
    const unruled = (market: Fields) =>
      market.condition_id !== '' && tokens(market).every(({ winner }) => winner === false)
    expect(rulings.filter(({ winner_position }) => winner_position === null).length).toBe(counted(unruled))
  })

  it('a split that is written as 1 each is the split that is written as halves', async () => {
    const halves = bodies.markets!['markets within events']!.filter((payload) =>
      payload.includes('[\\"0.5\\", \\"0.5\\"]'),
    )
    expect(halves.length).toBeGreaterThan(0)
    const ones = halves.map((payload) => payload.replace('[\\"0.5\\", \\"0.5\\"]', '[\\"1\\", \\"1\\"]'))
    expect(ones).not.toEqual(halves)
    for (const [payloads, price] of [
      [halves, '0.500000000000'],
      [ones, '1.000000000000'],
    ] as const) {
      const ends = (await rows('markets', 'markets', payloads)).map(({ resolution, resolution_value }) => [
        resolution,
        resolution_value,
      ])
      expect(ends).toEqual(payloads.map(() => ['split', '0.500000000000']))
      const outcomes = await rows('markets', 'outcomes', payloads)
      expect(outcomes).toMatchObject(
        payloads.flatMap(() => [
          { price, is_winner: null },
          { price, is_winner: null },
        ]),
      )
    }
  })

  it('what old markets lack, and how they ended otherwise, is counted alike', async () => {
    const [markets, silver, outcomes]: [Fields[], Row[], Row[]] = [[], [], []]
    for (const body of ['closed markets of February 2026', 'markets of a client']) {
      markets.push(...records('markets', body))
      silver.push(...(await rows('markets', 'markets', bodies.markets![body]!)))
      outcomes.push(...(await rows('markets', 'outcomes', bodies.markets![body]!)))
    }
    const ends = markets.map(endOf)
    const figures = {
      void: silver.filter(({ resolution }) => resolution === 'void').length,
      'not told': silver.filter(({ status }) => status === 'closed').length,
      'no end date': silver.filter(({ closes_at }) => closes_at === null).length,
      'without tokens': outcomes.filter(({ outcome_id }) => String(outcome_id).includes(':')).length,
      'three outcomes or more':
        silver.length -
        outcomes.filter(({ position }) => position === '1').length +
        outcomes.filter(({ position }) => position === '2').length,
    }
    expect(figures).toEqual({
      void: ends.filter((end) => end === 'void').length,
      'not told': markets.filter((market, i) => market.closed === true && ends[i] === undefined).length,
      'no end date': markets.filter(({ endDate }) => endDate === undefined).length,
      'without tokens': markets
        .filter(({ clobTokenIds }) => clobTokenIds === undefined)
        .flatMap(({ outcomes }) => textsIn(outcomes)).length,
      'three outcomes or more': markets.filter(({ outcomes }) => textsIn(outcomes).length > 2).length,
    })
    for (const [figure, n] of Object.entries(figures)) expect(n, figure).toBeGreaterThan(0)
    process.stdout.write(`recorded Polymarket bodies: ${markets.length} markets, ${JSON.stringify(figures)}\n`)
  })
})
