import { UserError } from '../../../core/errors.ts'
import { type Clock, createClock } from '../../clock.ts'
import { makeEconomy } from '../../economy/economy.ts'
import { readMoment } from '../../moment.ts'
import type { SimulatedOptions } from '../../world.ts'
import { openBooks } from './books.ts'
import { chooseBroken } from './broken.ts'
import { figuresOf } from './figures.ts'
import type { Parts } from './source.ts'
import { nameAll } from './tickers.ts'
import { tradeIds } from './trade-id.ts'

/** The parts of a world; whoever shows this venue's markets beside others renders the same ones, by one clock. */
export function openParts(options: SimulatedOptions, ownClock?: Clock): Parts {
  const { trades, seed, future = 0, brokenRecords = 0 } = options
  const { days = trades > 1_000_000 ? 90 : 30, markets = Math.max(60, Math.round(trades ** 0.72)) } = options
  if (!(trades >= 0 && days > 0 && future >= 0))
    throw new UserError('A world needs trades >= 0, days > 0 and future >= 0.')
  const until = readMoment(options.until)
  const economy = makeEconomy({ trades, seed, until, days, future, markets })
  const clock = ownClock ?? createClock(until)
  const ids = tradeIds(seed)
  const books = openBooks(economy, ids)
  const combosFrom = economy.questions.findIndex((question) => question.legs !== undefined)
  const broken = chooseBroken({ economy, seed, count: brokenRecords, combosFrom })
  return {
    economy,
    clock,
    tickers: nameAll(economy),
    ids,
    books,
    broken,
    figures: figuresOf({ economy, books, clock }),
  }
}
