import type { Clock } from '../../clock.ts'
import { random } from '../../economy/random.ts'
import { openParts as openKalshiParts } from '../../kalshi/simulated/open.ts'
import type { Trading } from '../../polymarket/library.ts'
import { insertTrades } from '../../polymarket/simulated/insert.ts'
import { openParts as openPolymarket } from '../../polymarket/simulated/open.ts'
import type { Parts as PolymarketParts } from '../../polymarket/simulated/parts.ts'
import type { SimulatedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import { openKalshi } from './kalshi-side.ts'
import { secondsOf } from './market-body.ts'
import { matchesOf } from './matches.ts'
import type { KalshiSide, Market, Parts } from './parts.ts'
import { openLibrary } from './source.ts'
import { truthTables } from './truth.ts'
import { createVolumes } from './volumes.ts'

/** A Dome that never was: the markets and trades of the other replicas with the same options, in its words. */
export function simulatedWorld(options: SimulatedOptions): World {
  const { dome = {} } = options
  const polymarket = openPolymarket(options, () => 0)
  const parts = openParts(options, polymarket)
  const library = openLibrary(parts, dome.rows ?? 2026)
  const stream = random(options.seed, 'dome', 'inserts')
  return {
    clock: parts.clock,
    answer: (request, twist) => route(library, dome, request, twist),
    insertTrades: (count) => insertTrades(polymarket, stream, count),
    truth: truthTables(parts),
  }
}

function openParts(options: SimulatedOptions, polymarket: PolymarketParts): Parts {
  const { seed, brokenRecords = 0, dome = {} } = options
  const { clock, share, chain, trading, markets: places } = polymarket
  const markets = [...places.indices].map((question, ref): Market => marketOf(trading, share.question(question)!, ref))
  const refs = new Map(markets.map(({ question, row }) => [question.index, row.ref]))
  const ofQuestion = (question: number) => markets[refs.get(question) ?? -1]
  const shared = { seed, clock, share, chain, trading, markets, ofQuestion }
  const volumes = createVolumes({
    clock,
    trading,
    markets: markets.length,
    place: (question) => refs.get(question)!,
  })
  let kalshi: KalshiSide | null = null
  const parts: Parts = {
    ...shared,
    volumes,
    deadPrices: chooseDead(shared, dome.deadPrices ?? 0),
    broken: chooseBroken(shared, brokenRecords),
    kalshi() {
      kalshi ??= openKalshiSide(parts, options, clock)
      return kalshi
    },
  }
  return parts
}

function marketOf(trading: Trading, question: Market['question'], ref: number): Market {
  const condition = trading.ofQuestion(question.index)!
  const { slug, eventSlug, conditionId, tokenIds: tokens } = condition
  const startAt = secondsOf(condition.life.createdAt)
  return { question, condition, row: { ref, slug, eventSlug, conditionId, tokens, startAt } }
}

function openKalshiSide(parts: Parts, options: SimulatedOptions, clock: Clock): KalshiSide {
  const kalshi = openKalshiParts(options, clock)
  return { library: openKalshi(kalshi), matches: () => matchesOf(parts, kalshi) }
}

type Choice = Pick<Parts, 'seed' | 'clock' | 'markets'>

/** Tokens of markets that are open at the world's first present. */
function chooseDead({ seed, clock, markets }: Choice, count: number): ReadonlySet<string> {
  const stream = random(seed, 'dome', 'dead')
  const now = clock.now()
  const open = markets.filter(({ condition: { life } }) => life.createdAt <= now && now < life.resolvedAt)
  const tokens = new Set<string>()
  const most = Math.min(count, open.length)
  while (tokens.size < most) tokens.add(stream.pick(stream.pick(open).row.tokens))
  return tokens
}

function chooseBroken({ seed, markets }: Choice, count: number): ReadonlySet<number> {
  const stream = random(seed, 'dome', 'broken')
  const broken = new Set<number>()
  const most = Math.min(count, Math.floor(markets.length / 2))
  while (broken.size < most) broken.add(stream.below(markets.length))
  return broken
}
