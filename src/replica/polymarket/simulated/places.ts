import { orderByTime } from '../../economy/order.ts'
import { mix } from '../../economy/random.ts'
import type { EconomyEvent, Micros } from '../../economy/types.ts'
import { first } from '../../search.ts'
import { lifeOf } from './life.ts'

/** Where things stand in order of their creation, as numbers only: a million rows must not be a million objects. */
export interface Places {
  /** Index in the economy of each row behind the first `before`. */
  readonly indices: Uint32Array
  /** When it is closed for good. */
  closedAt(row: number): Micros
  /** How many rows exist at an instant. */
  count(at: Micros): number
  rowOf(index: number): number | undefined
  /** Rows behind the first `before` in the order in which the CLOB came to know them, and when. */
  readonly hydrated: { readonly rows: Uint32Array; readonly at: Float64Array }
  idOf(row: number): string
  rowWithId(id: string): number | undefined
}

interface Column {
  readonly index: number[]
  readonly createdAt: number[]
  readonly closedAt: number[]
  readonly hydratedAt: number[]
}

/** Takes down when events and questions begin and end while the economy shows them. */
export function placeTaker(): {
  take(event: EconomyEvent): void
  events(options: Numbering): Places
  markets(options: Numbering): Places
} {
  const column = (): Column => ({ index: [], createdAt: [], closedAt: [], hydratedAt: [] })
  const [events, markets] = [column(), column()]
  return {
    take(event) {
      const lives = event.questions.map(lifeOf)
      events.index.push(event.index)
      events.createdAt.push(event.timeline.createdAt)
      events.closedAt.push(Math.max(...lives.map(({ resolvedAt }) => resolvedAt)))
      for (const [i, life] of lives.entries()) {
        markets.index.push(event.questions[i]!.index)
        markets.createdAt.push(life.createdAt)
        markets.closedAt.push(life.resolvedAt)
        markets.hydratedAt.push(life.hydratedAt)
      }
    },
    events: (options) => placesOf(events, options),
    markets: (options) => placesOf(markets, options),
  }
}

export interface Numbering {
  /** Ids below `firstId` belong to older rows; ids above have holes. */
  readonly firstId: number
  /** Rows of the time before the order book, which were closed before any other was made: how many, and their ids. */
  readonly before: { readonly count: number; readonly firstId: number; readonly step: number }
}

function placesOf(column: Column, { firstId, before }: Numbering): Places {
  const created = Float64Array.from(column.createdAt)
  const order = orderByTime(created)
  const indices = order.map((i) => column.index[i]!)
  const closed = Float64Array.from(order, (i) => column.closedAt[i]!)
  created.sort()
  const byIndex = new Uint32Array(order.length)
  for (let i = 0; i < order.length; i++) byIndex[order[i]!] = i
  const rising = Uint32Array.from(column.index)
  const hydration = orderByTime(Float64Array.from(column.hydratedAt))
  const hydrated = {
    rows: hydration.map((i) => before.count + byIndex[i]!),
    at: Float64Array.from(hydration, (i) => column.hydratedAt[i]!),
  }
  const idOf = (row: number) =>
    String(
      row < before.count
        ? before.firstId + row * before.step
        : firstId + 2 * (row - before.count) + (mix(firstId, row) & 1),
    )
  return {
    indices,
    hydrated,
    closedAt: (row) => (row < before.count ? Number.NEGATIVE_INFINITY : closed[row - before.count]!),
    count: (at) => before.count + first(created.length, (i) => created[i]! > at),
    rowOf(index) {
      const at = first(rising.length, (i) => rising[i]! >= index)
      return rising[at] === index ? before.count + byIndex[at]! : undefined
    },
    idOf,
    rowWithId(id) {
      const number = Number(id)
      const isOld = number < firstId
      const row = isOld ? (number - before.firstId) / before.step : Math.floor((number - firstId) / 2) + before.count
      const total = isOld ? before.count : before.count + indices.length
      return Number.isInteger(row) && row >= 0 && row < total && idOf(row) === id ? row : undefined
    },
  }
}
