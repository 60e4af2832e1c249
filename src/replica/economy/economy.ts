import { allocate, futureWindow, pastWindow, type Window } from './allocate.ts'
import { drawCatalogue } from './catalogue.ts'
import { createTrades, reorder, type Trades } from './columns.ts'
import { COMBO_SERIES, drawCombos } from './combos.ts'
import { orderByTime } from './order.ts'
import type { Span } from './timeline.ts'
import { fillTrades } from './trades.ts'
import { DAY, type EconomyEvent, type EconomyOptions, type Micros, type Question, type Series } from './types.ts'

/** Everything that happens in a simulated world, in no venue's words. Combinations stand behind the other events. */
export interface Economy {
  readonly seed: number
  readonly until: Micros
  readonly horizon: Micros
  readonly series: readonly Series[]
  readonly events: readonly EconomyEvent[]
  readonly questions: readonly Question[]
  readonly trades: Trades
  readonly traders: number
}

const COMBO_SHARE = 0.05

/** The same options give the same economy, to the bit. Exactly `trades` of its trades lie before `until`. */
export function makeEconomy(options: EconomyOptions): Economy {
  const { seed, until } = options
  const span: Span = { start: until - options.days * DAY, until, horizon: until + options.future * DAY }
  const plain = drawCatalogue({ seed, markets: options.markets, span })
  const comboSeries = COMBO_SERIES.map((code, i) => seriesOfCombos(code, plain.series.length + i, span))
  const combos = drawCombos(
    {
      seed,
      count: Math.min(150_000, Math.max(24, Math.round(options.trades * COMBO_SHARE * 0.7))),
      events: plain.events,
      span,
      firstQuestion: plain.questions.length,
      firstEvent: plain.events.length,
    },
    comboSeries,
  )
  const questions = [...plain.questions, ...combos.map((event) => event.questions[0]!)]
  const traders = Math.max(50, Math.round(options.trades ** 0.7))
  const trades = drawTrades({ options, span, questions, combosFrom: plain.questions.length, traders })
  return {
    seed,
    until,
    horizon: span.horizon,
    series: [...plain.series, ...comboSeries],
    events: [...plain.events, ...combos],
    questions,
    trades,
    traders,
  }
}

interface Drawing {
  readonly options: EconomyOptions
  readonly span: Span
  readonly questions: readonly Question[]
  readonly combosFrom: number
  readonly traders: number
}

function drawTrades({ options, span, questions, combosFrom, traders }: Drawing): Trades {
  const { seed, days, future } = options
  const later = Math.round((options.trades * future) / days)
  const columns = createTrades(options.trades + later)
  const fill = { seed, traders, blocks: Math.max(0.0006, Math.min(0.02, 6 / options.trades)) }
  const groups = [questions.slice(0, combosFrom), questions.slice(combosFrom)] as const
  for (const [part, total, windowOf] of [
    ['past', options.trades, pastWindow],
    ['future', later, futureWindow],
  ] as const) {
    const ofCombos = groups[1].length === 0 ? 0 : Math.round(total * COMBO_SHARE)
    for (const [group, amount] of [
      [groups[0], total - ofCombos],
      [groups[1], ofCombos],
    ] as const) {
      const windows = group.map((question) => windowOf(question, span))
      fillGroup(columns, group, { counts: allocate(amount, group, windows), windows, part, ...fill })
    }
  }
  const made = columns.time.subarray(0, columns.length)
  reorder(columns, orderByTime(made))
  return columns
}

interface Filling {
  readonly counts: Uint32Array
  readonly windows: readonly (Window | null)[]
  readonly part: string
  readonly seed: number
  readonly traders: number
  readonly blocks: number
}

function fillGroup(columns: Trades, group: readonly Question[], { counts, windows, ...rest }: Filling): void {
  for (const [i, question] of group.entries()) {
    const window = windows[i]
    if (window != null && counts[i]! > 0) fillTrades(columns, question, { count: counts[i]!, window, ...rest })
  }
}

function seriesOfCombos(code: string, index: number, { start }: Span): Series {
  const title = `Combo ${code.slice(3).toLowerCase()}`
  const createdAt = start - 200 * DAY
  return { index, category: 'Sports', code, title, frequency: 'custom', tags: null, kind: 'single', createdAt }
}
