import { UserError } from '../../../core/errors.ts'
import { createClock } from '../../clock.ts'
import { settleOnChain } from '../../economy/blocks.ts'
import { chainOf } from '../../economy/chain.ts'
import { makeShare } from '../../economy/share.ts'
import { createTape } from '../../economy/tape.ts'
import { readMoment } from '../../moment.ts'
import type { SimulatedOptions } from '../../world.ts'
import type { Condition } from '../library.ts'
import { rulesOf } from '../rules.ts'
import { figuresOf } from './figures.ts'
import { openLegacy } from './legacy.ts'
import { type Parts, SALT } from './parts.ts'
import { placeTaker } from './places.ts'
import { openTagging } from './tagging.ts'
import { conditionAt, openTrading } from './trading.ts'

const LEGACY = { share: 0.01, least: 24, most: 5_000 }

/** The parts of a world; whoever mirrors this venue renders the same ones. What callers see is `age` microseconds old. */
export function openParts(options: SimulatedOptions, age: () => number): Parts {
  const { trades, seed, future = 0 } = options
  const { days = trades > 1_000_000 ? 90 : 30, markets = Math.max(60, Math.round(trades ** 0.72)) } = options
  if (!(trades >= 0 && days > 0 && future >= 0 && markets > 0))
    throw new UserError('A world needs trades >= 0, days > 0, future >= 0, and at least one market.')
  const { bigMarket = 0 } = options.polymarket ?? {}
  if (bigMarket > 0 && bigMarket + 1 >= trades)
    throw new UserError('A big market needs more trades around it: raise --trades.')
  const until = readMoment(options.until)
  const taker = placeTaker()
  const share = makeShare({ trades, seed, until, days, future, markets, bigMarket }, SALT, taker.take)
  const leaders = settleOnChain(share.trades, { seed, until })
  const tape = createTape({ ...share, leaders })
  const chain = chainOf(seed)
  const clock = createClock(until)
  const count = Math.min(LEGACY.most, Math.max(LEGACY.least, Math.round(markets * LEGACY.share)))
  const legacy = openLegacy({ seed, count, chain })
  const named = {
    seed,
    clock,
    share,
    tape,
    chain,
    legacy,
    markets: taker.markets({ firstId: 500_000, before: { count, firstId: 12, step: 47 } }),
    events: taker.events({ firstId: 900_000, before: { count, firstId: 2_890, step: 7 } }),
  }
  const tagging = openTagging(share.series, legacy)
  const condition = remember(MOST_KEPT, (row: number): Condition => conditionAt(named, row))
  const trading = openTrading({ ...named, condition }, () => clock.now() - age())
  const figures = figuresOf(share.trades, tape.ofQuestion)
  return { ...named, tagging, condition, trading, figures, rules: rulesOf(options.polymarket) }
}

const MOST_KEPT = 20_000

/** Keeps what was made last. */
function remember<T>(most: number, make: (key: number) => T): (key: number) => T {
  const kept = new Map<number, T>()
  return (key) => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make(key)
    if (kept.size === most) kept.delete(kept.keys().next().value!)
    kept.set(key, made)
    return made
  }
}
