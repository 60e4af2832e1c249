import { useRows } from '../../data/answers.ts'
import type { Overview, Score } from '../../data/contract.ts'
import { choices, Filters, Select } from '../../parts/controls.tsx'
import { useWords } from '../../shell/router.tsx'
import { titleOf } from '../../text/venues.ts'
import { Coherence } from './coherence.tsx'
import { Curve } from './curve.tsx'
import { BANDS, type Cut, HORIZONS } from './cut.ts'
import { Longshots } from './longshots.tsx'
import { Scores } from './scores.tsx'

/** How good prices were as forecasts, by what they are cut. */
export default function Page() {
  const [words, change] = useWords()
  const { venue = 'all', category = 'all', horizon = '1d', volume_band = 'all', by = 'venue' } = words
  const cut: Cut = { venue, category, horizon, volume_band }
  return (
    <>
      <h1>Calibration</h1>
      <p className="lede">
        A price is a forecast: of all that traded at 0.30, about 30 % should come true. Here resolved markets say how
        nearly they did, by the price they had some time before the close.
      </p>
      <Cuts cut={cut} onChange={change} />
      <div className="columns even">
        <div>
          <Curve cut={cut} />
        </div>
        <div>
          <Scores cut={cut} by={by} onBy={(value) => change({ by: value })} />
          <Longshots venue={venue} horizon={horizon} />
          <Coherence venue={venue} />
        </div>
      </div>
    </>
  )
}

type CutsProps = { readonly cut: Cut; onChange(change: Partial<Cut>): void }

function Cuts({ cut, onChange }: CutsProps) {
  const venues = useRows<Overview>({ steps: ['overview'] })
  const { venue, horizon } = cut
  const categories = useRows<Score>({ steps: ['scores'], query: { venue, horizon, volume_band: 'all' } })
  const names = venues.data?.rows.map((row) => row.venue) ?? [cut.venue]
  const known = categories.data?.rows.map((row) => row.category) ?? []
  return (
    <Filters>
      <Select
        label="Venue"
        value={venue}
        choices={choices([...new Set(['all', ...names])], titleOf)}
        onChange={(value) => onChange({ venue: value, category: 'all' })}
      />
      <Select
        label="Category"
        value={cut.category}
        choices={choices([...new Set(['all', cut.category, ...known.toSorted()])])}
        onChange={(value) => onChange({ category: value })}
      />
      <Select
        label="Before the close"
        value={horizon}
        choices={HORIZONS}
        onChange={(value) => onChange({ horizon: value })}
      />
      <Select
        label="Volume of the market"
        value={cut.volume_band}
        choices={choices(BANDS)}
        onChange={(value) => onChange({ volume_band: value })}
      />
    </Filters>
  )
}
