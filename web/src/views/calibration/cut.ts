import type { Choice } from '../../parts/controls.tsx'

/** Of which markets the figures tell: 'all' is no cut. */
export type Cut = {
  readonly venue: string
  readonly category: string
  readonly horizon: string
  readonly volume_band: string
}

/** When before the close the price was taken. */
export const HORIZONS: readonly Choice[] = [
  { value: '1h', label: '1 hour' },
  { value: '1d', label: '1 day' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: 'midpoint', label: 'half-way' },
]

export const BANDS = ['all', '<100', '100-1k', '1k-10k', '10k-100k', '100k+']

/** A horizon as a sentence says it. */
export const before = (horizon: string): string =>
  horizon === 'midpoint'
    ? 'half-way between first trade and close'
    : `${HORIZONS.find(({ value }) => value === horizon)?.label ?? horizon} before the close`
