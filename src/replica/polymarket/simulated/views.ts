import type { EconomyEvent, Micros } from '../../economy/types.ts'
import type { Fields, Form } from '../library.ts'
import { eventFields } from './event-body.ts'
import { legacyEventFields, legacyFields } from './legacy-body.ts'
import { type Moment, ownFields, SAME_FIELDS } from './market-body.ts'
import type { Parts } from './parts.ts'

/** The moments at which things are looked at: by themselves, or nested in others. */
export interface Views {
  now(): Micros
  fresh(): Moment
  nested(): Moment
}

export function marketAt(parts: Parts, row: number, moment: Moment): Fields {
  const { legacy } = parts
  if (row < legacy.count) return legacyFields(parts, legacy.market(row))
  return { ...SAME_FIELDS, ...ownFields(parts, parts.condition(row), moment) }
}

const SAME_TEXT = JSON.stringify(SAME_FIELDS).slice(1, -1)

/** The same as text, with more members at its end; what all markets say alike was written once. */
export function marketText(
  parts: Parts,
  row: number,
  { moment, members = [] }: { moment: Moment; members?: readonly (string | false)[] },
): string {
  const { legacy } = parts
  if (row < legacy.count) return withMembers(legacyFields(parts, legacy.market(row)), members)
  return withMembers(ownFields(parts, parts.condition(row), moment), [SAME_TEXT, ...members])
}

export function eventAt(parts: Parts, row: number, moment: Moment): Fields {
  const { legacy } = parts
  if (row < legacy.count) return legacyEventFields(parts, legacy.market(row))
  return eventFields(parts, economyEvent(parts, row), moment)
}

/** The event of a row behind the legacy ones. */
export function economyEvent({ share, events, legacy }: Parts, row: number): EconomyEvent {
  return share.event(events.indices[row - legacy.count]!)
}

/** The row of a market's event. */
export function eventRowOf({ share, markets, events, legacy }: Parts, row: number): number {
  if (row < legacy.count) return row
  return events.rowOf(share.question(markets.indices[row - legacy.count]!)!.event.index)!
}

/** Rows of an event's markets, those of the future too. */
export function marketRowsOf(parts: Parts, row: number): number[] {
  if (row < parts.legacy.count) return [row]
  return economyEvent(parts, row).questions.map(({ index }) => parts.markets.rowOf(index)!)
}

/** An object's text with more members, each already written, at its end. */
export function withMembers(fields: Fields, members: readonly (string | false)[]): string {
  return `${[JSON.stringify(fields).slice(0, -1), ...members.filter((each) => each !== false)].join(',')}}`
}

const SCHEMAS = 'https://gamma-api.polymarket.com/schemas'

export function schemaMember(name: string, { schema = false }: Form): string | false {
  return schema && `"$schema":"${SCHEMAS}/${name}.json"`
}

const MOST_KEPT = 2_000

/** Keeps texts until the present or the number of trades changes, since a page shows one event many times. */
export function rememberTexts(
  { share }: Parts,
  { now }: Views,
  make: (row: number) => string,
): (row: number) => string {
  const kept = new Map<number, string>()
  let as = ''
  return (row) => {
    const present = `${now()} ${share.trades.length}`
    if (present !== as || kept.size > MOST_KEPT) kept.clear()
    as = present
    const text = kept.get(row) ?? make(row)
    kept.set(row, text)
    return text
  }
}
