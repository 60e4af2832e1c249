import { existsSync } from 'node:fs'
import path from 'node:path'
import { literal } from '../../src/core/sql.ts'
import { Engine } from '../../src/engine/engine.ts'
import { currentSnapshot } from '../../src/snapshot/manifest.ts'
import { createNamedViews } from './named-views.ts'
import { ENGINE } from './threads.ts'
import { POLYMARKET } from './truth-polymarket.ts'

export type Judged = {
  readonly file: string
  readonly table: string
  /** Which rows of the table the file speaks of. */
  readonly where?: string
  /** The resource that brings the rows, where it is no default one: a home that never asked for it is not judged by them. */
  readonly resource?: string
  /** Rows of the file that a mirror asks for, as SQL. */
  readonly asked?: string
  /** Rows of the file that no list leads to: those whose column is in another file. */
  readonly but?: Readonly<Record<string, string>>
  /** Columns of the file that are spelt otherwise in the table, as SQL. */
  readonly spelt?: Readonly<Record<string, string>>
  /** Columns of the file that no record of the venue tells. */
  readonly untold?: readonly string[]
}

const listed = 'market_id in (select market_id from silver.markets where not is_combo)'

/** Kalshi's candles and books are asked for markets that were traded. */
const traded =
  'market_id in (select market_id from silver.markets where volume > 0 union select market_id from silver.trades)'
/** From where on candles of each length were asked for, by the ledger. */
const since = `(select min(covers_from) from silver.ledger where resource = 'candles' and split_part(slice, ' ', 2) = interval_minutes)`
/** A day of Kalshi's begins at midnight in New York. */
const STARTS = `case interval_minutes when 1440 then timezone('America/New_York', timezone('America/New_York', ends_at) - interval 1 day)
  else ends_at - to_minutes(interval_minutes) end`
const open = "market_id in (select market_id from silver.markets where status = 'open')"
/** The newest book of each outcome, level by level. */
const lastBooks = `(select *, split_part(outcome_id, ':', 1) as market_id from silver.book_levels
  where (outcome_id, "at") in (select (outcome_id, max("at")) from silver.books group by outcome_id))`
/** Dome's candles, books and prices are asked for markets that are open; of prices and books the newest of each outcome is judged. */
const openTokens = `outcome_id in (select outcome_id from silver.outcomes where ${open})`
/** Dome's books since when they were asked for: one that has stood still since before then is not among them. */
const askedSince = `"at"::timestamptz >= (select min(covers_from) from silver.ledger where resource = 'books')`
const newest = (table: string, moments: string) =>
  `(select * from silver.${table} where (outcome_id, "at") in (select (outcome_id, max("at")) from silver.${moments} group by outcome_id))`
const slug =
  '(select any_value(a.alias) from silver.market_aliases as a where a.venue = markets.venue and a.market_id = markets.market_id)'
const listOf = (field: string) => `unnest(from_json(${field}, '["VARCHAR"]'))`

/** For each truth file of a venue: the table that must equal it. */
const TABLES: Readonly<Record<string, readonly Judged[]>> = {
  polymarket: POLYMARKET,
  kalshi: [
    { file: 'series', table: 'silver.series' },
    { file: 'events', table: 'silver.events' },
    { file: 'markets', table: 'silver.markets', where: 'not is_combo' },
    { file: 'outcomes', table: 'silver.outcomes', where: listed },
    { file: 'trades', table: 'silver.trades' },
    {
      file: 'candles',
      resource: 'candles',
      table: `(select *, ${STARTS} as starts_at from silver.candles)`,
      asked: `interval_minutes <> '1' and ends_at::timestamptz > ${since} and ${traded}`,
      where: 'market_id in (select market_id from silver.markets)',
    },
    {
      file: 'books',
      resource: 'books',
      table: lastBooks,
      asked: `split_part(outcome_id, ':', 1) in (select market_id from silver.markets where ${traded} and ${open})`,
      where: open,
    },
    { file: 'milestones', resource: 'milestones', table: 'silver.milestones' },
    {
      file: 'milestone_events',
      resource: 'milestones',
      table: `(select venue, milestone_id, event_id, list_contains(from_json(primary_event_ids, '["VARCHAR"]'), event_id) as is_primary
        from (select *, ${listOf('related_event_ids')} as event_id from silver.milestones))`,
    },
    { file: 'structured_targets', resource: 'structured_targets', table: 'silver.structured_targets' },
    { file: 'multivariate_collections', resource: 'multivariate', table: 'silver.multivariate_collections' },
    {
      file: 'multivariate_events',
      resource: 'multivariate',
      table: `(select venue, collection_id, json_extract_string(unnest(from_json(events, '["JSON"]')), '$.ticker') as event_id
        from silver.multivariate_collections)`,
    },
    { file: 'incentives', resource: 'incentives', table: 'silver.incentives' },
    { file: 'activity_hourly', table: 'gold.activity_hourly' },
    { file: 'activity_daily', table: 'gold.activity_daily' },
    { file: 'venue_activity_hourly', table: 'gold.venue_activity_hourly' },
    { file: 'venue_activity_daily', table: 'gold.venue_activity_daily' },
    { file: 'candles_1m', table: 'gold.candles_1m' },
    { file: 'candles_1h', table: 'gold.candles_1h' },
    { file: 'candles_1d', table: 'gold.candles_1d' },
    { file: 'market_summary', table: 'gold.market_summary' },
  ],
  dome: [
    { file: 'events', resource: 'events', table: 'silver.events' },
    { file: 'markets', table: 'silver.markets', spelt: { url_slug: slug } },
    { file: 'outcomes', table: 'silver.outcomes', untold: ['price'] },
    { file: 'prices', table: newest('prices', 'prices'), where: openTokens },
    {
      file: 'candles',
      resource: 'candles',
      table: 'silver.candles',
      asked: `interval_minutes = '60' and ${open}`,
      where: open,
    },
    {
      file: 'books',
      resource: 'books',
      table: newest('books', 'books'),
      asked: `${open} and ${askedSince}`,
      where: open,
    },
    {
      file: 'book_levels',
      resource: 'books',
      table: newest('book_levels', 'books'),
      asked: `${openTokens} and ${askedSince}`,
      where: openTokens,
    },
    { file: 'trades', resource: 'trades', table: 'silver.trades' },
    { file: 'fills', resource: 'trades', table: 'silver.fills', untold: ['role'] },
    { file: 'activity_daily', resource: 'trades', table: 'gold.activity_daily' },
    // Which of several trades of a second came last is not told.
    { file: 'market_summary', resource: 'trades', table: 'gold.market_summary', untold: ['last_price'] },
  ],
  manifold: [
    { file: 'traders', table: 'silver.traders' },
    { file: 'markets', table: 'silver.markets' },
    {
      file: 'outcomes',
      table: 'silver.outcomes',
      where: "split_part(outcome_id, ':', 1) = market_id",
    },
    {
      file: 'answers',
      table: 'silver.outcomes',
      where: "split_part(outcome_id, ':', 1) <> market_id",
      spelt: { answer_id: "split_part(outcome_id, ':', 1)" },
    },
    { file: 'trades', table: 'silver.trades' },
    { file: 'orders', table: 'silver.orders' },
    { file: 'prices', table: 'silver.prices' },
    {
      file: 'comments',
      table: 'silver.comments',
      but: { market_id: 'hidden_markets' },
      spelt: { words: "coalesce(text, content->>'$.content[0].content[0].text')", is_text: 'text is not null' },
    },
    { file: 'groups', table: 'silver.groups' },
    {
      file: 'transactions',
      table: 'silver.transactions',
      spelt: { currency: "case currency when 'MANA' then 'M$' else currency end" },
    },
  ],
}

export type Difference = {
  readonly table: string
  readonly rows: number
  readonly missing: number
  readonly extra: number
  readonly sample: string
}

/**
 * Compares a home's published snapshot with the ground truth that a world's generator wrote, row for row, every value as
 * text. Gives the tables that differ; none means equal.
 */
export async function differences(
  home: string,
  truth: string,
  judged: string | { readonly venue: string; readonly files?: readonly string[] } = 'kalshi',
): Promise<Difference[]> {
  const { venue, files }: { venue: string; files?: readonly string[] } =
    typeof judged === 'string' ? { venue: judged } : judged
  const snapshot = await currentSnapshot(home)
  if (snapshot === undefined) throw new Error(`no snapshot in ${home}`)
  const engine = await Engine.open({ memory: '2GB', ...ENGINE })
  try {
    const connection = await engine.connect()
    await createNamedViews(connection, snapshot, JSON.stringify(TABLES[venue]))
    const found: Difference[] = []
    for (const { file, resource, table, asked = 'true', where = 'true', spelt = {}, but = {}, untold = [] } of TABLES[
      venue
    ]!) {
      if (files !== undefined && !files.includes(file)) continue
      if (resource !== undefined && !existsSync(path.join(home, `bronze/venue=${venue}/resource=${resource}`))) continue
      const rows = `(select * exclude (${['_', ...untold].join(', ')}) from (select null as _, * from ${csv(truth, file)}))`
      const unseen = Object.entries(but).map(
        ([column, other]) => `${column} not in (select ${column} from ${csv(truth, other)})`,
      )
      await connection.run(
        `create or replace temp table expected as select * from ${rows} where ${[asked, ...unseen].join(' and ')}`,
      )
      const columns = await connection.columns('select * from expected')
      const types = new Map((await connection.columns(`select * from ${table}`)).map((c) => [c.name, c.type]))
      const cells = columns.map(({ name }) =>
        types.get(name) === 'TIMESTAMP WITH TIME ZONE'
          ? `strftime("${name}", '%Y-%m-%dT%H:%M:%S.%fZ') as "${name}"`
          : `(${spelt[name] ?? `"${name}"`})::varchar as "${name}"`,
      )
      await connection.run(
        `create or replace temp table actual as select ${cells.join(', ')} from ${table} where venue = ${literal(venue)} and ${where}`,
      )
      const counts = await connection.first<{ n: string; held: string; missing: string }>(`select
        (select count(*) from expected) as n, (select count(*) from actual) as held,
        (select count(*) from (select * from expected except all select * from actual)) as missing`)
      const [n, held, missing] = [Number(counts?.n), Number(counts?.held), Number(counts?.missing)]
      // All others of the rows held are as expected, each as often.
      const extra = held - (n - missing)
      if (missing + extra === 0) continue
      const sample =
        await connection.rows(`(select 'missing' as what, * from (select * from expected except all select * from actual) limit 2)
        union all by name (select 'extra' as what, * from (select * from actual except all select * from expected) limit 2)`)
      found.push({ table, rows: n, missing, extra, sample: JSON.stringify(sample) })
    }
    return found
  } finally {
    engine.close()
  }
}

function csv(truth: string, file: string): string {
  return `read_csv(${literal(path.join(truth, `${file}.csv`))}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`
}
