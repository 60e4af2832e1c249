/** Venues that have a colour of their own; others share the rest of the palette by their name. */
const KNOWN = ['kalshi', 'manifold', 'polymarket', 'dome']
const ACCENTS = 8

const TITLES: Readonly<Record<string, string>> = {
  kalshi: 'Kalshi',
  manifold: 'Manifold',
  polymarket: 'Polymarket',
  dome: 'Dome',
  all: 'All venues',
}

export const titleOf = (venue: string): string => TITLES[venue] ?? venue

/** Number of the venue's colour, `--accent-0` and so on. */
export function accent(venue: string): number {
  const at = KNOWN.indexOf(venue)
  if (at !== -1) return at
  const sum = [...venue].reduce((total, letter) => total + letter.charCodeAt(0), 0)
  return KNOWN.length + (sum % (ACCENTS - KNOWN.length))
}

/** The colour as a chart takes it. */
export const colour = (venue: string): string => (venue === 'all' ? 'var(--ink-2)' : `var(--accent-${accent(venue)})`)
