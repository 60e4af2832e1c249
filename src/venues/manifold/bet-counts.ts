import { PayloadError } from '../../core/errors.ts'
import { HOUR, MILLISECOND, type Micros } from '../../core/instant.ts'
import { type Span, spanText } from '../../core/interval.ts'
import type { Check, Claim, Io } from '../../core/source.ts'
import { coverage } from '../../core/timeline.ts'

/** Bets held in an hour of the time line (µs), in the order of time. */
type Held = readonly { readonly hour: Micros; readonly bets: number }[]

/**
 * The venue counts bets of any span in one request. Where it counts more than is held, the span is halved until the hour is
 * found; where it counts fewer, bets have left public view since, which is no hole.
 */
export const counts: Check = async ({ io, known, progress }) => {
  const held = await heldByHour(known)
  const [unreadable = '0'] = await known(
    ({ bronze }) =>
      `select count(*)::varchar from ${bronze('bets')} where try_cast(split_part(key, '@', 2) as bigint) is null`,
  )
  const claims: Claim[] = []
  let told = 0
  let gone = 0
  for (const span of coverage(progress.filter((p) => p.params.of === 'all'))) {
    const whole = { from: span.from, to: Math.floor(span.to / HOUR) * HOUR }
    if (whole.from >= whole.to) continue
    const n = await countBets(io, whole)
    told += n
    gone += Math.max(0, within(held, whole) - n)
    for (const window of await holes(io, held, { span: whole, told: n })) {
      const what = `has ${window.told} bets by the venue, and ${within(held, window.span)} are held`
      claims.push(
        unreadable === '0'
          ? { place: spanText(window.span), what, window: window.span }
          : {
              place: spanText(window.span),
              what: `${what}; ${unreadable} bets are held whose time cannot be read (silver.rejects)`,
            },
      )
    }
  }
  const left = gone > 0 ? `, ${gone} more are held than it still shows` : ''
  return { compared: `${told} bets by the venue's own count${left}`, claims }
}

type Window = { readonly span: Span; readonly told: number }

async function holes(io: Io, held: Held, { span, told }: Window): Promise<Window[]> {
  const own = within(held, span)
  // More are held than the venue still shows where markets have left public view: holes may hide among them.
  if (told === own) return []
  const hours = Math.round((span.to - span.from) / HOUR)
  if (hours <= 1) return told > own ? [{ span, told }] : []
  const middle = Math.floor((span.from + (span.to - span.from) / 2) / HOUR) * HOUR
  const lower = { from: span.from, to: middle }
  const upper = { from: middle, to: span.to }
  const n = await countBets(io, lower)
  return [
    ...(await holes(io, held, { span: lower, told: n })),
    ...(await holes(io, held, { span: upper, told: told - n })),
  ]
}

/** How many bets the venue counts in a span. */
export function countBets(io: Io, { from, to }: Span): Promise<number> {
  const query = {
    count: 'true',
    includeZeroShareRedemptions: 'true',
    beforeTime: String(Math.ceil(to / MILLISECOND)),
    afterTime: from === 0 ? undefined : String(Math.ceil(from / MILLISECOND) - 1),
  }
  return io.object('/bets', query, (body) => {
    const n: unknown = Array.isArray(body) ? Object(body[0]).count : undefined
    if (typeof n !== 'number')
      throw new PayloadError(`expected [{"count": N}], got ${JSON.stringify(body).slice(0, 200)}`)
    return n
  })
}

async function heldByHour(known: Parameters<Check>[0]['known']): Promise<Held> {
  const rows = await known(
    ({ bronze }) => `select hour::varchar || ' ' || count(distinct key)::varchar from (
        select key, try_cast(split_part(key, '@', 2) as bigint) * 1000 // ${HOUR} * ${HOUR} as hour from ${bronze('bets')})
      where hour is not null group by hour order by hour`,
  )
  return rows.map((row) => {
    const [hour, bets] = row.split(' ').map(Number)
    return { hour: hour!, bets: bets! }
  })
}

function within(held: Held, { from, to }: Span): number {
  return held.reduce((sum, { hour, bets }) => (hour >= from && hour < to ? sum + bets : sum), 0)
}
