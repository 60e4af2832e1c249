import type { MarketSummary } from '../data/contract.ts'
import { Link } from '../shell/router.tsx'
import { decimal, price } from '../text/decimals.ts'
import { minute } from '../text/instants.ts'
import { MarketLink } from './market-link.tsx'
import type { Column } from './table.tsx'
import { Venue } from './venue.tsx'

type Market = Column<MarketSummary>

const figure = (id: 'volume' | 'volume_24h' | 'trades', header: string, from?: 1 | 2 | 3 | 4): Market => ({
  id,
  header,
  isNumber: true,
  width: '6.5rem',
  value: (row) => row[id],
  cell: (row) => decimal(row[id]),
  ...(from !== undefined && { from }),
})

/** What the list of markets tells of each; the ids are the API's words for sorting. */
export const MARKET_COLUMNS: readonly Market[] = [
  {
    id: 'question',
    header: 'Market',
    isName: true,
    value: (row) => row.question,
    cell: (row) => <MarketLink {...row} isMarked />,
  },
  { id: 'venue', header: 'Venue', width: '6.5rem', from: 4, cell: (row) => <Venue venue={row.venue} /> },
  {
    id: 'category',
    header: 'Category',
    width: '8.5rem',
    from: 3,
    cell: ({ venue, category }) =>
      category !== null && (
        <Link view="markets" query={{ venue, category }}>
          {category}
        </Link>
      ),
  },
  { id: 'status', header: 'Status', width: '5rem', from: 2, cell: status },
  { id: 'last_price', header: 'Price', isNumber: true, width: '4rem', cell: (row) => price(row.last_price) },
  {
    id: 'change_24h',
    header: '24 h',
    isNumber: true,
    width: '4.5rem',
    from: 1,
    value: (row) => row.change_24h,
    cell: (row) => decimal(row.change_24h, { digits: 3, signed: true }),
  },
  { id: 'spread', header: 'Spread', isNumber: true, width: '4.5rem', from: 4, cell: (row) => price(row.spread) },
  figure('volume_24h', 'Volume 24 h', 3),
  { ...figure('volume', 'Volume'), width: '6rem' },
  { ...figure('trades', 'Trades', 2), width: '5rem' },
  {
    id: 'last_traded_at',
    header: 'Last trade',
    descends: true,
    width: '9.25rem',
    from: 4,
    value: (row) => row.last_traded_at,
    cell: (row) => minute(row.last_traded_at),
  },
  {
    id: 'closes_at',
    header: 'Closes',
    width: '8.5rem',
    from: 3,
    value: (row) => row.closes_at,
    cell: (row) => minute(row.closes_at),
  },
]

/** The result where there is one, else the state of trading. */
function status({ status, resolution }: MarketSummary): string {
  return status === 'resolved' && resolution !== null ? resolution : (status ?? '')
}
