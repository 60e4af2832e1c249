import { UNIT_E6 } from '../../economy/types.ts'
import type { Account } from '../../polymarket/accounts/account.ts'
import type { Position, Wallets, Window } from '../library.ts'
import { wideHex } from './fills.ts'
import { closeOf, endOf, gameAt, secondsOf, sidesOf, winnerOf } from './market-body.ts'
import { isOpen, type Parts } from './parts.ts'

/** Millionths of a share: below a hundredth of one nothing is listed. */
const LEAST = UNIT_E6 / 100

export function openWallets(parts: Parts): Wallets {
  const { trading, seed } = parts
  const eoaOf = (trader: number) => wideHex(seed, 'eoa', trader).slice(0, 42)
  const byName = new Map<string, number>()
  const find = (name: string) => {
    if (byName.size === 0) {
      for (let trader = 0; trader < trading.tape.traders; trader++) {
        byName.set(eoaOf(trader), trader)
        if (handleOf(trader) !== undefined) byName.set(handleOf(trader)!, trader)
      }
    }
    return byName.get(name)
  }
  return {
    find: (by, value) => (by === 'proxy' ? trading.traderOf(value) : find(value)),
    text: (trader, metrics) =>
      JSON.stringify({
        eoa: eoaOf(trader),
        proxy: trading.wallet(trader),
        wallet_type: trader % 3 === 0 ? 'safe' : 'proxy',
        handle: handleOf(trader),
        pseudonym: trader % 2 === 0 ? `Trader-${trader}` : undefined,
        image: trader % 5 === 1 ? `https://www.example.com/${trader}.png` : undefined,
        wallet_metrics: metrics === null ? undefined : metricsOf(parts, trader, metrics),
      }),
    positions(proxy) {
      const trader = trading.traderOf(proxy)
      if (trader === undefined) return []
      return trading.accounts.ofTrader(trader, parts.clock.now()).flatMap((account) => positionsOf(parts, account))
    },
  }
}

/** Not everybody has chosen one. */
function handleOf(trader: number): string | undefined {
  return trader % 4 === 2 ? `trader${trader}` : undefined
}

function positionsOf(parts: Parts, { holdings, condition, trader }: Account): Position[] {
  return holdings.flatMap(({ size }, outcome) => {
    if (size < LEAST) return []
    const hex = wideHex(parts.seed, 'position', trader, condition.question, outcome).slice(2)
    const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
    return [{ id, text: () => positionText(parts, { trader, question: condition.question, outcome, size }) }]
  })
}

interface Held {
  readonly trader: number
  readonly question: number
  readonly outcome: number
  readonly size: number
}

function positionText(parts: Parts, { trader, question, outcome, size }: Held): string {
  const now = parts.clock.now()
  const market = parts.ofQuestion(question)!
  const { condition, row } = market
  const game = gameAt(market)
  const winner = winnerOf(market, now)
  const side = sidesOf(market)[outcome]!
  return JSON.stringify({
    wallet: parts.trading.wallet(trader),
    token_id: side.id,
    condition_id: condition.conditionId,
    title: condition.title,
    shares: size,
    shares_normalized: size / UNIT_E6,
    redeemable: !isOpen(market, parts) && condition.payouts[outcome]! > 0,
    market_slug: condition.slug,
    event_slug: condition.eventSlug,
    image: condition.icon,
    label: side.label,
    winning_outcome: winner ?? undefined,
    start_time: row.startAt,
    end_time: endOf(market),
    completed_time: null,
    close_time: closeOf(market, now),
    game_start_time: game === null ? null : new Date(game / 1000).toISOString(),
    market_status: isOpen(market, parts) ? 'open' : 'closed',
    negativeRisk: condition.negRisk,
  })
}

function metricsOf({ trading, clock }: Parts, trader: number, { from, to }: Window): unknown {
  const accounts = trading.accounts.ofTrader(trader, clock.now())
  const moves = accounts
    .flatMap((account) => account.moves)
    .filter(({ at }) => secondsOf(at) >= from && secondsOf(at) <= to)
  const trades = moves.filter(({ kind }) => kind === 'TRADE')
  const dollars = (some: readonly { money: number }[]) => some.reduce((sum, { money }) => sum + money, 0)
  const byDay = Map.groupBy(trades, ({ at }) => new Date(at / 1000).toISOString().slice(0, 10))
  const days = [...byDay].map(([date, own]) => ({ date, volume: dollars(own), trades: own.length }))
  const count = (kind: string) => moves.filter((move) => move.kind === kind).length
  return {
    total_volume: dollars(trades),
    total_trades: trades.length,
    total_markets: new Set(trades.map(({ condition }) => condition)).size,
    highest_volume_day: days.reduce<(typeof days)[number] | null>(
      (a, b) => (a !== null && a.volume >= b.volume ? a : b),
      null,
    ),
    merges: count('MERGE'),
    splits: count('SPLIT'),
    conversions: 0,
    redemptions: count('REDEEM'),
  }
}
