import { UserError } from '../../../core/errors.ts'
import { random } from '../../economy/random.ts'
import type { SimulatedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import { insertTrades } from './insert.ts'
import { openParts } from './open.ts'
import { SALT } from './parts.ts'
import { openLibrary } from './source.ts'
import { truthTables } from './truth.ts'
import { bookTables, pricesOf } from './truth-books.ts'
import { holdingTables } from './truth-holdings.ts'
import { tradeTables } from './truth-trades.ts'

/** How old a stale answer is, at least and at most. */
const STALE = { least: 5_000_000, most: 15_000_000 }

/** A Polymarket that never was: what it holds at an instant depends on the seed and that instant alone. */
export function simulatedWorld(options: SimulatedOptions): World {
  if ((options.brokenRecords ?? 0) > 0)
    throw new UserError('Polymarket has no records that are broken for good; name the fault broken-record instead.')
  let age = 0
  const parts = openParts(options, () => age)
  const ages = random(options.seed, SALT, 'stale')
  const inserts = random(options.seed, SALT, 'inserts')
  const library = openLibrary(parts, () => parts.clock.now() - age)
  return {
    clock: parts.clock,
    looksBack: true,
    answer(request, twist) {
      age = twist === 'stale-page' ? STALE.least + ages.below(STALE.most - STALE.least) : 0
      return route(library, request, twist)
    },
    insertTrades: (count) => insertTrades(parts, inserts, count),
    truth: [...truthTables(parts), ...tradeTables(parts), ...holdingTables(parts), ...bookTables(parts)],
    pricesOf: (outcomeId) => pricesOf(parts, outcomeId),
  }
}
