import { ident, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { columns } from './tables.ts'
import { TextCollector, type Texts } from './texts.ts'
import { WordCollector, type WordIndex, wordsOf } from './words.ts'

const WANTED_SORTS = [
  'volume',
  'volume_24h',
  'change_24h',
  'closes_at',
  'trades',
  'last_traded_at',
  'question',
] as const
export type Sort = (typeof WANTED_SORTS)[number]
/** Columns by which lists of markets are ordered. */
export const SORTS = WANTED_SORTS.filter((name) => name in columns('gold.market_summary')) as [Sort, ...Sort[]]

/** Columns that lists of markets are filtered by. */
const FILTERS = ['venue', 'status', 'category'] as const
export type Filters = Readonly<Partial<Record<(typeof FILTERS)[number], string | undefined>>>

export type MarketQuestion = {
  readonly search?: string | undefined
  readonly filters: Filters
  readonly sort: Sort
  readonly direction: 'asc' | 'desc'
  /** Where in the order to begin. */
  readonly from: number
  readonly limit: number
}

/** Numbers of markets, and where the next page begins; undefined at the end. */
export type MarketPage = { readonly numbers: readonly number[]; readonly next: number | undefined }

/** The table that holds the rows by their number, `no`. */
export const NUMBERED: Sql = 'serving.markets'

/** The order of a column: numbers of markets, those without a value last. */
type Ranking = { readonly numbers: Uint32Array; readonly known: number }

/**
 * Finds markets by words, filters and order in a few milliseconds, however many there are: arrays in memory say which rows
 * come next, and only those are read. Made anew for each snapshot; about 100 bytes for each market.
 */
export class MarketIndex {
  readonly #words: WordIndex
  readonly #ids: Texts
  readonly #codes: Readonly<Record<keyof Filters, Codes>>
  readonly #rankings: ReadonlyMap<string, Ranking>
  /** How many words of the search a market has had so far. */
  readonly #marks: Uint8Array

  private constructor(rows: Awaited<ReturnType<typeof readRows>>, rankings: ReadonlyMap<string, Ranking>) {
    this.#words = rows.words
    this.#ids = rows.ids
    this.#codes = rows.codes
    this.#rankings = rankings
    this.#marks = new Uint8Array(rows.count)
  }

  /** Numbers the markets of a snapshot and reads what orders and finds them. */
  static async build(connection: Connection): Promise<MarketIndex> {
    await connection.run(
      `create table ${NUMBERED} as select (row_number() over (order by market_id, venue))::integer - 1 as no, *
       from gold.market_summary order by market_id, venue`,
    )
    // By an index a page is read in a few milliseconds, without one by reading the whole table.
    await connection.run(`create unique index markets_by_number on ${NUMBERED}(no)`)
    const rows = await readRows(connection)
    const rankings = new Map<string, Ranking>()
    for (const sort of SORTS) rankings.set(sort, await readRanking(connection, sort, rows.count))
    return new MarketIndex(rows, rankings)
  }

  find({ search, filters, sort, direction, from, limit }: MarketQuestion): MarketPage {
    const { numbers, known } = this.#rankings.get(sort)!
    const count = numbers.length
    const wanted = search === undefined ? 0 : this.#mark(search)
    const checks = FILTERS.flatMap((name) => {
      const word = filters[name]
      return word === undefined ? [] : [{ values: this.#codes[name].values, code: this.#codes[name].of(word) }]
    })
    const found: number[] = []
    for (let i = from; i < count; i++) {
      const place = direction === 'asc' ? i : i < known ? known - 1 - i : count - 1 - (i - known)
      const number = numbers[place]!
      if (wanted > 0 && this.#marks[number] !== wanted) continue
      if (!checks.every(({ values, code }) => values[number] === code)) continue
      if (found.length === limit) return { numbers: found, next: i }
      found.push(number)
    }
    return { numbers: found, next: undefined }
  }

  /** Marks markets that have every word of a search, or that are named by it; gives the mark. */
  #mark(search: string): number {
    const marks = this.#marks.fill(0)
    const words = wordsOf(search)
    words.forEach((word, i) => {
      for (const number of this.#words.beginning(word)) if (marks[number] === i) marks[number] = i + 1
    })
    for (const number of this.#ids.equal(search)) marks[number] = words.length
    return words.length
  }
}

/** A column of few words: a code for each word, and that of each market; 0 is none. */
class Codes {
  readonly #codes = new Map<string, number>()
  readonly values: Uint16Array

  constructor(count: number) {
    this.values = new Uint16Array(count)
  }

  set(number: number, word: string | null): void {
    if (word === null) return
    const code = this.#codes.get(word) ?? this.#codes.size + 1
    this.#codes.set(word, code)
    this.values[number] = code
  }

  /** The code of a word; one that no market has where nobody has the word. */
  of(word: string): number {
    return this.#codes.get(word) ?? 0xffff
  }
}

type MarketRow = Record<'market_id' | 'venue', string> & Record<'question' | 'status' | 'category', string | null>

async function readRows(connection: Connection) {
  const count = Number((await connection.first<{ n: string }>(`select count(*) as n from ${NUMBERED}`))!.n)
  const [words, ids] = [new WordCollector(), new TextCollector()]
  const codes = { venue: new Codes(count), status: new Codes(count), category: new Codes(count) }
  let number = 0
  const statement = `select market_id, question, ${FILTERS.join(', ')} from ${NUMBERED} order by no`
  for await (const rows of connection.stream(statement)) {
    for (const row of rows as MarketRow[]) {
      words.add(row.question ?? '')
      ids.add(row.market_id)
      for (const name of FILTERS) codes[name].set(number, row[name])
      number++
    }
  }
  return { count, words: words.index(), ids: ids.texts(), codes }
}

async function readRanking(connection: Connection, sort: string, count: number): Promise<Ranking> {
  const column = ident(sort)
  const known = await connection.first<{ n: string }>(`select count(${column}) as n from ${NUMBERED}`)
  const numbers = new Uint32Array(count)
  let i = 0
  const statement = `select no from ${NUMBERED} order by ${column} nulls last, venue, market_id`
  for await (const rows of connection.stream(statement)) for (const { no } of rows) numbers[i++] = no as number
  return { numbers, known: Number(known!.n) }
}
