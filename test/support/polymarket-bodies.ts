import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Engine } from '../../src/engine/engine.ts'
import { parseVerbatim } from './exact.ts'

type Body = Readonly<Record<string, unknown>>

const CRATE = 'polymarket/nautilus/crates/adapters/polymarket/test_data'
const FILES = 'polymarket/nautilus/tests/integration_tests/adapters/polymarket/resources'
const WINTER = 'polymarket/borat-feb2026/c433a570'
const FED = 'polymarket/trebuchet-fed-june/fixtures/polymarket/events/fed-decision-in-june-825'
const OLD = 'polymarket/statground-gamma-2020-2022'
const YEAR = 'polymarket/statground-gamma-2024'
const STATUS = 'dome/howard-xie/prediction_market'
const KINDS = ['', '_closed_binary_accepting_false', '_closed_binary_accepting_true', '_closed_nonbinary_legacy']
  .concat(['_closed_zero_zero_legacy', '_sports_market_map_handicap', '_sports_market_money_line'])
  .map((kind) => `${CRATE}/gamma_market${kind}.json`)

/** What was recorded of Polymarket, by the resource that reads it: the payloads of each body, byte for byte but for blanks. */
export function bodiesOf(folder: string): Record<string, Record<string, readonly string[]>> {
  const text = (file: string) => readFileSync(path.join(folder, file), 'utf8')
  const lines = (file: string) => {
    const all = gunzipSync(readFileSync(path.join(folder, file)))
      .toString()
      .split('\n')
    return all.filter((line) => line !== '').map(parseVerbatim) as Body[]
  }
  const read = (file: string) => parseVerbatim(text(file))
  const one = (file: string) => [read(file)].flat() as Body[]
  const list = (file: string, name: string) => (read(file) as Body)[name] as Body[]
  const within = (bodies: readonly Body[], name: string) => bodies.flatMap((body) => (body[name] ?? []) as Body[])
  const [held = '', closed = ''] = text(`${STATUS}/wallet_positions_api.txt`).split('| jq .').slice(1)
  const listIn = (part: string) => parseVerbatim(part.slice(part.indexOf('['), part.lastIndexOf(']') + 1)) as Body[]

  /** They are the recorded world's; what stands within them is not. */
  const old = [OLD, YEAR].flatMap((years) => lines(`${years}/events.jsonl.gz`))
  const events = {
    'events of February 2026': one(`${WINTER}/events.json`),
    'an event of May 2026': one(`${FED}/gamma-event.json`),
    'events of a search': [
      ...list(`${FED}/gamma-search.json`, 'events'),
      ...list(`${CRATE}/search_response.json`, 'events'),
    ],
    'an event with 46 markets': one(`${STATUS}/non_mutually_exclusive_event_status.json`),
    'an event of a client': one(`${CRATE}/gamma_event.json`),
  }
  const all = [...old, ...Object.values(events).flat()]
  const bodies: Record<string, Record<string, readonly Body[]>> = {
    markets: {
      'closed markets of February 2026': one(`${WINTER}/markets_raw.json`),
      'open markets of February 2026': one(`${WINTER}/active-markets.json`),
      'markets by condition': one(`${WINTER}/gamma_market_condition.json`),
      'markets of five minutes in July 2026': lines(
        'polymarket/btc5m-chainlink/samples/BTC-5m-markets-2026-07-24.jsonl.gz',
      ).map(({ raw }) => raw as Body),
      'markets of a comparison': one('cross-venue/dr-manhattan-fixtures/tests/fixtures/polymarket_markets.json'),
      'markets of a client': KINDS.flatMap(one),
      'markets within events': within(all, 'markets'),
    },
    events: { ...events, 'events within markets': within(lines(`${YEAR}/markets.jsonl.gz`), 'events') },
    series: { 'series of 2024': lines(`${YEAR}/series.jsonl.gz`), 'series within events': within(all, 'series') },
    tags: {
      'tags of February 2026': one(`${WINTER}/gamma_tags.json`),
      'tags of a client': one(`${CRATE}/gamma_tags.json`),
      'tags within events': within(all, 'tags'),
    },
    clob_markets: {
      'the first page of the order book': list(`${WINTER}/clob-markets.json`, 'data'),
      'a page of 2024': list(`${FILES}/http_responses/markets.json`, 'data'),
      'single markets': [
        ...one(`${FILES}/http_responses/market.json`),
        ...['false', 'true'].flatMap((ends) => one(`${CRATE}/clob_market_closed_binary_accepting_${ends}.json`)),
      ],
    },
    books: {
      books: [...one(`${FILES}/http_responses/book.json`), ...one(`${CRATE}/clob_book_response.json`)],
      'a book of a socket': one(`${FILES}/ws_messages/book.json`),
    },
    prices_history: Object.fromEntries(
      ['1h', '1d', '1w_f5'].map((span) => [`prices of ${span}`, one(`${WINTER}/active_prices_${span}.json`)]),
    ),
    trades: {
      'trades of February 2026': one(`${WINTER}/data_api_trades.json`),
      'trades of a client': [
        ...one(`${CRATE}/data_api_trades_response.json`),
        ...one(`${FILES}/http_responses/trades.json`),
      ],
    },
    positions: {
      'positions of a wallet': listIn(held),
      'positions of a client': one(`${CRATE}/data_api_positions_response.json`),
    },
    closed_positions: { 'closed positions of a wallet': listIn(closed) },
  }
  const payloads = (of: Record<string, readonly Body[]>) =>
    Object.fromEntries(Object.entries(of).map(([name, list]) => [name, list.map((body) => JSON.stringify(body))]))
  return Object.fromEntries(Object.entries(bodies).map(([resource, of]) => [resource, payloads(of)]))
}

/** The five pages that a loader was once served for ever, a million rows long; without the names that it threw away. */
export async function repeatedPages(folder: string): Promise<Map<string, object[]>> {
  const engine = await Engine.open()
  try {
    const connection = await engine.connect()
    const file = path.join(folder, 'nav1212-trades/data/trades/dt=2025-12-11/trades_20251211_153245_734015.parquet')
    const rows = await connection.rows<Record<string, string>>(
      `select proxyWallet, side, conditionId, price, size, timestamp, file_row_number as n from read_parquet('${file}', file_row_number = true) where file_row_number < 2500 order by file_row_number`,
    )
    const trades = rows.map(({ n, price, size, timestamp, ...row }) => ({
      ...row,
      ...{ price: Number(price), size: Number(size), timestamp: Number(timestamp) },
      ...{ asset: '7', transactionHash: `0x${n}`, outcome: 'Yes', outcomeIndex: 0 },
    }))
    return Map.groupBy(trades, (trade) => (trade as unknown as { conditionId: string }).conditionId)
  } finally {
    engine.close()
  }
}
