import type { Trade } from '../data/contract.ts'
import { Link } from '../shell/router.tsx'
import { decimal, exact } from '../text/decimals.ts'
import { moment } from '../text/instants.ts'
import { NamedMarket } from './named-market.tsx'
import type { Column } from './table.tsx'

/** Digits of the finest step that a venue trades in. */
const PRICE_DIGITS = 4

type TapeOptions = {
  /** The name of an outcome. */
  outcome(id: string): string
  /** Whether the market is named instead of the trader. */
  readonly isOfTrader?: boolean
  /** Whether the venue names traders. */
  readonly hasTraders?: boolean
}

/** The columns of a list of trades. */
export function tapeColumns({
  outcome,
  isOfTrader = false,
  hasTraders = false,
}: TapeOptions): readonly Column<Trade>[] {
  const party: Column<Trade> = isOfTrader
    ? { id: 'market_id', header: 'Market', isName: true, cell: (trade) => <NamedMarket {...trade} /> }
    : { id: 'trader_id', header: 'Trader', from: 2, width: '9rem', cell: trader }
  return [
    { id: 'traded_at', header: 'Time', width: 'var(--time)', cell: time },
    ...(isOfTrader ? [party] : []),
    { id: 'side', header: 'Side', width: '3.25rem', cell: (trade) => trade.side ?? '' },
    {
      id: 'outcome_id',
      header: 'Outcome',
      from: isOfTrader ? 4 : 1,
      cell: ({ outcome_id }) => (outcome_id === null ? '' : outcome(outcome_id)),
    },
    { id: 'price', header: 'Price', isNumber: true, width: '4.25rem', cell: paid },
    {
      id: 'size',
      header: 'Size',
      isNumber: true,
      width: '5.5rem',
      cell: (trade) => decimal(trade.size, { digits: 2 }),
      ...(isOfTrader && { from: 1 }),
    },
    {
      id: 'notional',
      header: 'Money',
      isNumber: true,
      from: 1,
      width: '6rem',
      cell: (trade) => decimal(trade.notional, { digits: 2 }),
    },
    ...(hasTraders ? [party] : []),
  ]
}

function trader({ venue, trader_id }: Trade) {
  return (
    trader_id !== null && (
      <Link view="trader" query={{ venue, id: trader_id }} title={trader_id}>
        {trader_id}
      </Link>
    )
  )
}

/** Venues that count in floats tell prices of many digits: all of them stand in the title. */
function paid({ price }: Trade) {
  return <span title={exact(price)}>{decimal(price, { digits: PRICE_DIGITS })}</span>
}

/** The year goes without saying on a narrow screen, parts of a second everywhere: they stand in the title. */
function time({ traded_at }: Trade) {
  return (
    <time dateTime={traded_at} title={traded_at}>
      <span className="from-1">{traded_at.slice(0, 5)}</span>
      {moment(traded_at).slice(5, 19)}
    </time>
  )
}
