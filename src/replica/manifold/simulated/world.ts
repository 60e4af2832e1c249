import { UserError } from '../../../core/errors.ts'
import { createClock } from '../../clock.ts'
import { random } from '../../economy/random.ts'
import { DAY } from '../../economy/types.ts'
import { readMoment } from '../../moment.ts'
import type { SimulatedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import type { Millis } from '../library.ts'
import { chooseBroken } from './broken.ts'
import { IS_LEG, IS_SALE } from './columns.ts'
import { borrowedIds } from './comment-text.ts'
import { drawComments } from './comments.ts'
import { figuresOf } from './figures.ts'
import { drawGroups } from './groups.ts'
import { createIds } from './ids.ts'
import { insertBets } from './insert.ts'
import { addLedger, type Ledger } from './ledger.ts'
import { makeBets } from './make-bets.ts'
import { drawMarkets } from './markets.ts'
import { type Parts, PER_BET, presentOf } from './parts.ts'
import { drawPeople } from './people.ts'
import { openShelves } from './shelves.ts'
import { openLibrary } from './source.ts'
import { stateAt } from './state-at.ts'
import { truthTables } from './truth.ts'
import { drawTxns } from './txns.ts'

/** How old a stale answer is, at least and at most. */
const STALE = { least: 5_000, most: 15_000 }

/** A Manifold that never was: what it holds at an instant depends on the seed and that instant alone. */
export function simulatedWorld(options: SimulatedOptions): World {
  const parts = openParts(options)
  const ages = random(options.seed, 'stale')
  let age = 0
  const library = openLibrary(parts, () => presentOf(parts) - age)
  return {
    clock: parts.clock,
    looksBack: true,
    answer(request, twist) {
      age = twist === 'stale-page' ? STALE.least + ages.below(STALE.most - STALE.least) : 0
      return route(library, request, twist)
    },
    insertTrades: (count) => insertBets(parts, count),
    removeRecords: (count) => removeComments(parts, count),
    stateAt: (at) => stateAt(parts, at),
    truth: truthTables(parts),
  }
}

function openParts(options: SimulatedOptions): Parts {
  const { trades, seed, future = 0, brokenRecords = 0, sharedTimes = 0.3 } = options
  const { days = trades > 1_000_000 ? 90 : 30, markets = Math.max(60, Math.round(trades ** 0.66)) } = options
  const { users = Math.max(50, Math.round(trades ** 0.62)) } = options
  if (!(trades >= 0 && days > 0 && future >= 0 && users > 0 && markets > 0))
    throw new UserError('A world needs trades >= 0, days > 0, future >= 0, and at least one user and market.')
  if (!(sharedTimes >= 0 && sharedTimes < 1)) throw new UserError('The share of shared times is below 1, from 0 up.')
  const until = readMoment(options.until)
  const span = { start: until - days * DAY, until, horizon: until + future * DAY }
  const [start, horizon] = [Math.floor(span.start / 1000), Math.floor(span.horizon / 1000)]
  const clock = createClock(until)
  const people = drawPeople({ seed, count: users, start, horizon })
  const plans = drawMarkets({ seed, markets, span, people })
  const pools = plans.flatMap((plan) => plan.pools)
  const later = Math.round((trades * future) / days)
  const made = makeBets({ seed, trades, later, span, people, plans, sharedTimes })
  const { bets, orders } = made
  const shelves = openShelves({ bets, pools, markets: plans.length, users: people.count })
  const perBet = (share: number) => Math.round((trades + later) * share)
  const written = options.comments === undefined ? perBet(PER_BET.comments) : options.comments
  const comments = drawComments({ seed, count: written, plans, people, start, horizon })
  const shared = { bets, shelves, comments, madeBets: bets.length, betIds: createIds(seed, 'bet') }
  const namesakes = pickNamesakes(shared)
  const figures = figuresOf({ plans, bets, shelves })
  let ledger: Ledger | null = null
  let seen = -1
  const parts: Parts = {
    seed,
    clock,
    span,
    people,
    plans,
    pools,
    orders,
    floors: made.floors,
    ...shared,
    namesakes,
    borrowed: borrowedIds({ ...shared, namesakes }),
    groups: drawGroups({ seed, plans, people }),
    txns: drawTxns({ seed, count: perBet(PER_BET.txns), people, plans, start, horizon }),
    broken: chooseBroken({ seed, count: brokenRecords, bets: trades, markets: plans.length }),
    stream: random(seed, 'inserts'),
    figures,
    ledger(at: Millis) {
      if (ledger?.at !== at || seen !== bets.length) ledger = addLedger(parts, at)
      seen = bets.length
      return ledger
    },
  }
  return parts
}

/** One sale bears the id of an earlier purchase in the same market: two bets, one id, two times. */
function pickNamesakes({ bets, shelves }: Pick<Parts, 'bets' | 'shelves'>): ReadonlyMap<number, number> {
  const first = new Map<number, number>()
  for (const entry of shelves.all().subarray(0, 50_000)) {
    const pool = bets.pool[entry]!
    const flags = bets.flags[entry]!
    if (bets.order[entry] !== -1) continue
    if ((flags & IS_SALE) === 0) {
      if (flags === 0 && !first.has(pool)) first.set(pool, entry)
      continue
    }
    const buy = first.get(pool)
    const isApart = buy !== undefined && bets.time[buy]! < bets.time[entry]!
    // Legs are told by their neighbours, so a sale that has some keeps its own id.
    if (isApart && (bets.flags[entry + 1]! & IS_LEG) === 0) return new Map([[entry, buy]])
  }
  return new Map()
}

function removeComments(parts: Parts, count: number): void {
  const now = presentOf(parts)
  const { comments, stream } = parts
  for (let i = 0; i < count && comments.count > 0; i++) comments.remove(stream.below(comments.count), now)
  parts.clock.moveOn(1000)
}
