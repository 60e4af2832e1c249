import { type ComponentType, lazy } from 'react'

export type View = {
  readonly title: string
  /** Whether it stands in the navigation; the others are reached from their lists. */
  readonly listed: boolean
  readonly Page: ComponentType
}

const view = (title: string, listed: boolean, load: () => Promise<{ default: ComponentType }>): View => ({
  title,
  listed,
  Page: lazy(load),
})

/** The views by the last step of their address. Each is a file of its own, asked for when it is shown. */
export const VIEWS: Readonly<Record<string, View>> = {
  '': view('Overview', true, () => import('../views/overview/page.tsx')),
  markets: view('Markets', true, () => import('../views/markets.tsx')),
  market: view('Market', false, () => import('../views/market/page.tsx')),
  calibration: view('Calibration', true, () => import('../views/calibration/page.tsx')),
  traders: view('Traders', true, () => import('../views/traders.tsx')),
  trader: view('Trader', false, () => import('../views/trader.tsx')),
  completeness: view('Completeness', true, () => import('../views/completeness/page.tsx')),
  runs: view('Runs', true, () => import('../views/runs.tsx')),
}
