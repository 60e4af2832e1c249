import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DAY, formatInstant, HOUR, MINUTE, SECOND } from '../../core/instant.ts'
import type { Io, PlanContext, Slice, SliceProgress } from '../../core/source.ts'
import { EVERYTHING } from '../../core/wanted.ts'
import { candleRequests, planCandles } from './candle-plan.ts'
import type { HeldMarket } from './held-markets.ts'
import { type Interval, lastEnd, nextEnd } from './periods.ts'

const NOW = Date.UTC(2026, 9, 8, 12, 30) * 1000
const CUTOFF = Date.UTC(2026, 7, 9) * 1000

/** A plan's surroundings: the markets that are held, and the venue's cutoff. */
function context(markets: readonly HeldMarket[], more: Partial<PlanContext> = {}): PlanContext {
  const cutoff = { market_settled_ts: formatInstant(CUTOFF), trades_created_ts: formatInstant(CUTOFF) }
  const io = {
    object: (_path: string, _params: unknown, read: (body: unknown) => unknown) => Promise.resolve(read(cutoff)),
  }
  const known = () => Promise.resolve(markets.map((market) => JSON.stringify(market)))
  return {
    ...EVERYTHING,
    phase: 0,
    now: NOW,
    earliest: undefined,
    progress: [],
    io: io as unknown as Io,
    known,
    ...more,
  }
}

const market = (ticker: string, more: Partial<HeldMarket> = {}): HeldMarket => ({
  ticker,
  series: 'KXA',
  opens: NOW - 10 * DAY,
  closes: null,
  settled: null,
  ...more,
})

/** The slices as a run leaves them. */
function progressOf(slices: readonly Slice[], state: SliceProgress['state'] = 'complete'): SliceProgress[] {
  return slices.map(({ name, params, span, asked }) => ({
    slice: name,
    state,
    params,
    span,
    asked,
    rows: 1,
    updatedAt: NOW,
  }))
}

/** For each market and interval, the ends of periods that are asked for, as spans in seconds. */
function asked(slices: readonly Slice[]): Map<string, [number, number][]> {
  const found = slices.flatMap(candleRequests).map(({ ticker, query }) => {
    const { start_ts, end_ts, period_interval } = query
    return { line: `${period_interval} ${ticker}`, span: [Number(start_ts), Number(end_ts)] as [number, number] }
  })
  return new Map([...Map.groupBy(found, ({ line }) => line)].map(([line, all]) => [line, all.map(({ span }) => span)]))
}

const lives = fc
  .record({
    age: fc.integer({ min: 1, max: 900 * 24 }),
    length: fc.integer({ min: 1, max: 900 * 24 }),
    minute: fc.nat(59),
  })
  .map(({ age, length, minute }): Partial<HeldMarket> => {
    const opens = NOW - age * HOUR + minute * MINUTE
    const closes = opens + length * HOUR
    return { opens, closes, settled: closes + HOUR < NOW ? closes + HOUR : null }
  })

it('asks for every period of every market in no more requests than each would take alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lives, { minLength: 1, maxLength: 70 }), async (all) => {
      const markets = all.map((life, i) => market(`KXA-${i}`, life))
      const { slices, requests } = await planCandles(context(markets))
      const spans = asked(slices)
      let alone = 0
      for (const { ticker, opens, closes } of markets)
        for (const minutes of [60, 1440] as const) {
          const from = lastEnd(minutes, opens!)
          const to = lastEnd(minutes, Math.min(NOW, nextEnd(minutes, closes!)))
          alone += Math.ceil((to - from) / (5000 * minutes * MINUTE))
          const own = spans.get(`${minutes} ${ticker}`) ?? []
          if (from < to) expect([own[0]![0] <= from / SECOND + 1, own.at(-1)![1] >= to / SECOND]).toEqual([true, true])
          for (const [i, [start, end]] of own.entries()) {
            expect(end - start).toBeLessThan(5000 * minutes * 60)
            if (i > 0) expect(start).toBe(own[i - 1]![1] + 1)
          }
        }
      expect(requests).toBe(alone)
    }),
    { numRuns: 60 },
  )
})

it('asks for nothing twice, then for the periods that have ended since', async () => {
  const markets = [market('KXA-1'), market('KXA-2', { closes: NOW - DAY, settled: NOW - DAY })]
  const progress = progressOf((await planCandles(context(markets))).slices)
  expect((await planCandles(context(markets, { progress }))).slices).toEqual([])
  const { slices } = await planCandles(context(markets, { progress, now: NOW + 2 * HOUR }))
  const end = Date.UTC(2026, 9, 8, 14) / 1000
  expect([...asked(slices)]).toEqual([['60 KXA-1', [[end - 7199, end]]]])
})

it('does not claim an hour that has only just ended', async () => {
  const now = Date.UTC(2026, 9, 8, 12, 1) * 1000
  const { slices } = await planCandles(context([market('KXA-1')], { now }))
  const [hours] = slices.filter(({ params }) => params.minutes === '60')
  expect([hours!.asked!.to, hours!.span!.to]).toEqual([now - MINUTE, now - MINUTE - HOUR])
})

it('asks again for what was left, as it was, and nothing of it beside', async () => {
  const markets = Array.from({ length: 45 }, (_, i) => market(`KXA-${i}`))
  const { slices } = await planCandles(context(markets))
  const [done, half, ...planned] = slices as [Slice, Slice, ...Slice[]]
  const progress = [
    ...progressOf([done]),
    { ...progressOf([half], 'partial')[0]!, cursor: '3' },
    ...progressOf(planned, 'planned'),
  ]
  const again = await planCandles(context([market('KXA-new'), ...markets], { progress }))
  expect(again.slices.slice(0, slices.length - 1)).toEqual([{ ...half, cursor: '3' }, ...planned])
  expect(again.slices.slice(slices.length - 1).map(({ params }) => params.markets)).toEqual([
    'KXA/KXA-new',
    'KXA/KXA-new',
  ])
})

it('asks the archive for what was settled before its cutoff, and minutes only for named markets', async () => {
  const markets = [
    market('KXA-1', { opens: CUTOFF - 9 * DAY, closes: CUTOFF - DAY, settled: CUTOFF - 1 }),
    market('KXA-2'),
  ]
  const kinds = async (more: Partial<PlanContext>) => {
    const { slices } = await planCandles(context(markets, more))
    return slices
      .map(({ params }) => `${params.tier} ${params.minutes as unknown as Interval} ${params.markets}`)
      .sort()
  }
  const hoursAndDays = [
    'historical 1440 KXA/KXA-1',
    'historical 60 KXA/KXA-1',
    'live 1440 KXA/KXA-2',
    'live 60 KXA/KXA-2',
  ]
  expect(await kinds({})).toEqual(hoursAndDays)
  expect(await kinds({ markets: ['KXA-1', 'KXA-2'] })).toEqual(
    [...hoursAndDays, 'historical 1 KXA/KXA-1', 'live 1 KXA/KXA-2'].sort(),
  )
})

it('keeps the ledger small where many markets are asked for', async () => {
  const markets = Array.from({ length: 5000 }, (_, i) =>
    market(`KXA-${i}`, { opens: NOW - (i % 900) * HOUR, closes: NOW + DAY }),
  )
  const { slices, requests } = await planCandles(context(markets))
  expect(requests).toBeGreaterThan(9_000)
  expect(slices.length).toBeLessThan(600)
})
