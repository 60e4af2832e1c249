import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import type { Row } from '../src/engine/connection.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { type Ended, figuresOf, inHome, Mirror } from './contract/mirror.ts'
import { recordingEffects } from './support/effects.ts'
import { exact, parseExact } from './support/exact.ts'
import { openHome } from './support/opened.ts'
import {
  comparable,
  endOf,
  eventOf,
  type Fields,
  inOrder,
  marketOf,
  objectsIn,
  outcomesOf,
  rulesOf,
  rulingOf,
  textOf,
  tradeOf,
} from './support/polymarket-reading.ts'
import { linesOf, recordings } from './support/recordings.ts'

const folder = recordings('worlds/polymarket')
const chain = recordings('found/polymarket/crdndorian-weekly-stocks/subgraph-positions-pages')
const LISTS = ['events', 'markets', 'clob_markets'] as const
const COUNTS = { events: 710, markets: 1525, clob_markets: 1000, trades: 1502 }
const ALIASES = { gamma: 'id', slug: 'slug', question: 'questionID', amm: 'marketMakerAddress' }

const told = (what: string) => process.stdout.write(`recorded Polymarket: ${what}\n`)
const lines = (name: string) => linesOf(folder!, name)
const records = (name: string): Fields[] => lines(name).map(parseExact)
const named = () => records('clob_markets').filter(({ condition_id }) => condition_id !== '')

describe.skipIf(folder === undefined)('recordings of the real Polymarket', () => {
  let mirror: Mirror
  let home: string
  let first: readonly Ended[]
  let opened: Awaited<ReturnType<typeof openHome>>
  const rows = (query: string) => opened.connection.rows<Row>(query)
  /** Every list, and the trades of the one wallet in the recording. */
  const both = async () => [
    await mirror.run(home, ['sync', ...LISTS.map((name) => `polymarket/${name}`), '--json']),
    await mirror.run(home, [
      'sync',
      'polymarket/trades',
      '--json',
      '--trader',
      String(records('trades')[0]!.proxyWallet),
    ]),
  ]
  /** Holds a table against what the test itself reads in the recording. */
  const equal = async (table: string, expected: readonly Fields[]) => {
    const held = await rows(`from silver.${table}`)
    expect(comparable(held, expected)).toEqual(inOrder(expected))
    told(`${held.length} rows of ${table} equal`)
  }

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
    expect(first.map(({ code, err }) => (code === 0 ? '' : err))).toEqual(['', ''])
    expect(first.flatMap(({ events }) => events.filter(({ type }) => type === 'drift'))).toEqual([])
  })

  it.each([...LISTS, 'trades'] as const)('%s: every line is in bronze, byte for byte', async (name) => {
    const held = await rows(`select payload from bronze where resource = '${name}'`)
    expect(held.map(({ payload }) => payload).sort()).toEqual(lines(name).sort())
    expect(held.length).toBe(COUNTS[name])
    told(`${name}: ${held.length} lines`)
  })

  it('refused are the rows of the order book that name no market, and nothing else', async () => {
    expect(COUNTS.clob_markets - named().length).toBe(54)
    expect(await rows('select resource, reason, count(*)::varchar as n from silver.rejects group by all')).toEqual([
      { resource: 'clob_markets', reason: 'market_id is missing', n: '54' },
    ])
  })

  it('markets: one for each condition, equal to the digits, times and texts of the record', async () => {
    await equal('markets', records('markets').map(marketOf))
    await equal('outcomes', records('markets').flatMap(outcomesOf))
    const aliases = records('markets').flatMap((market) =>
      Object.entries(ALIASES).map(([kind, name]) => ({ kind, alias: market[name], market_id: market.conditionId })),
    )
    await equal(
      'market_aliases',
      aliases.filter(({ alias }) => textOf(alias) !== null),
    )
  })

  it.skipIf(chain === undefined)('outcomes lie in the order that their tokens have on the chain', async () => {
    const pages = readdirSync(chain!).map((file) => gunzipSync(readFileSync(path.join(chain!, file))).toString())
    const tokens = new Map(
      pages.flatMap((page) => objectsIn(JSON.parse(page).positions)).map((token) => [token.id, token]),
    )
    const held = await rows('select outcome_id, market_id, "position" from silver.outcomes')
    const shared = held.filter(({ outcome_id }) => tokens.has(outcome_id))
    expect(shared.length).toBeGreaterThan(20)
    for (const { outcome_id, market_id, position } of shared)
      expect(tokens.get(outcome_id)).toEqual({ id: outcome_id, condition: market_id, outcomeIndex: position })
    told(`${shared.length} outcomes are where the chain has them`)
  })

  it('splits, voids and markets with many outcomes come out as what they are', async () => {
    const ends = Object.groupBy(records('markets').map(endOf), (end) => (typeof end === 'number' ? 'won' : String(end)))
    const counts = Object.entries(ends).map(([end, markets]) => [end, String(markets!.length)])
    const [held] =
      await rows(`select count(*) filter (resolution = 'split') as split, count(*) filter (resolution = 'void') as void,
      count(*) filter (status = 'closed') as undefined, count(*) filter (status = 'resolved' and resolution not in ('split', 'void')) as won from silver.markets`)
    expect(held).toEqual(Object.fromEntries(counts))
    expect(held).toMatchObject({ split: '5', void: '6' })
    const many = await rows(`select count(*) as outcomes, count(*) filter (is_winner) as winners from silver.outcomes
      group by market_id having count(*) > 2 order by 1`)
    expect(many).toEqual(['5', '5', '6', '7'].map((outcomes) => ({ outcomes, winners: '1' })))
  })

  it('events, and the subjects that events and markets are filed under', async () => {
    await equal('events', records('events').map(eventOf))
    const filed = [
      ...records('events').map((record) => ({ record, linked: 'event', linked_id: record.id })),
      ...records('markets').map((record) => ({ record, linked: 'market', linked_id: record.conditionId })),
    ].flatMap(({ record, ...link }) => [
      ...(link.linked === 'event' ? objectsIn(record.tags) : []).map(({ id, label }) => ({
        link,
        name: `tag:${id}`,
        label,
      })),
      ...['category', 'subcategory'].map((kind) => ({
        link,
        name: `${kind}:${record[kind]}`,
        label: textOf(record[kind]),
      })),
    ])
    const said = filed.filter(({ label }) => label !== null)
    const links = said.map(({ link, name }) => ({ ...link, category_id: name }))
    await equal('category_links', [...new Map(links.map((link) => [JSON.stringify(link), link])).values()])
    const labels = new Map(said.map(({ name, label }) => [name, label]))
    await equal(
      'categories',
      [...labels].map(([category_id, label]) => ({ category_id, label })),
    )
  })

  it('the order book: rules of each market, and its winner', async () => {
    await equal('market_rules', named().map(rulesOf))
    await equal('resolutions', named().map(rulingOf))
  })

  it('trades: prices and sizes to the digit; asked for by wallet and by market they are the same', async () => {
    const expected = records('trades').map(tradeOf)
    await equal('trades', expected)
    const finer = records('trades').filter(({ price }) => exact(price)!.scale > 12).length
    expect(finer).toBeGreaterThan(100)
    const other = await mirror.home()
    const conditions = [...new Set(expected.map(({ market_id }) => String(market_id)))]
    const byName = ['sync', 'polymarket/trades', ...conditions.flatMap((id) => ['--market', id])]
    const { code, err } = await mirror.run(other, byName)
    expect(code, err).toBe(0)
    const byMarket = await inHome(other, (connection) => connection.rows<Row>('from silver.trades'))
    expect(comparable(byMarket, expected)).toEqual(inOrder(expected))
    const ids = (of: readonly Row[]) => of.map(({ trade_id }) => trade_id).sort()
    expect(ids(byMarket)).toEqual(ids(await rows('from silver.trades')))
    told(`${finer} trades have prices finer than the table; they lie in ${conditions.length} markets`)
  })

  it('references that the recording does not hold are listed as unresolved', async () => {
    const events = new Set(records('events').map(({ id }) => id))
    expect(records('markets').filter((market) => !events.has(objectsIn(market.events)[0]?.id))).toEqual([])
    const inSeries = records('events').filter(({ series }) => objectsIn(series).length > 0).length
    const dangling = { events: inSeries, trades: COUNTS.trades }
    const held = await rows('select from_table, sum("rows") as n from silver.unresolved group by 1 order by 1')
    expect(held).toEqual(Object.entries(dangling).map(([from_table, n]) => ({ from_table, n: String(n) })))
  })

  it('is complete by its own word, and a second run stores nothing', async () => {
    const again = await both()
    const nothing = { stored: 0, rows: 0, rejects: 0 }
    expect(again.map(figuresOf)).toMatchObject([nothing, nothing])
    const states = await rows('select distinct state from silver.ledger order by 1')
    expect(states.map(({ state }) => state)).toEqual(['complete', 'empty-confirmed'])
    const { effects, out, err } = recordingEffects(mirror.env(home))
    expect(await run(['verify'], effects), err()).toBe(0)
    for (const name of [...LISTS, 'trades']) expect(out()).toMatch(new RegExp(`^polymarket/${name}: complete$`, 'm'))
  })
})
