/** Room for the figures of a vertical axis, in pixels: alike in all charts, so that they line up. */
export const LEFT = 44

/** Figures on an axis: `1.2M`, `350k`. */
export const TICKS = (value: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)

/** A look of tips that follows the theme. */
export const TIP = { fill: 'var(--paper)', stroke: 'var(--rule-2)' } as const
