/**
 * How long every page of the dashboard takes until it can be used, each in a fresh profile: until its main table or chart
 * shows its figures, and until that has answered a click. Measured by the page itself from the start of its navigation.
 * Usage: node bench/pages.ts http://127.0.0.1:7878 [runs per page].
 */
import type { Browser } from 'playwright-core'
import { browserProgram, startBrowser } from '../test/browser/support/chromium.ts'

type Rows = { readonly rows: readonly Record<string, string>[] }
/** Selectors of what is waited for, and of what is clicked; the click has been answered when `answered` holds it. */
type View = { readonly address: string; readonly ready: string; readonly click: string }
type Measured = { readonly figures: number; readonly answered: number; readonly kilobytes: number }

const [url = 'http://127.0.0.1:7878', times = '5'] = process.argv.slice(2)
const ROW = 'tbody tr:not([aria-hidden]) td'
const SORT = 'main table th:not([aria-sort]) button'
const SWITCH = 'main [aria-pressed=false]'
const UNFOLD = 'main [aria-expanded=false]'
const ANSWERED = '[aria-sort] [data-clicked], [aria-pressed=true][data-clicked], [aria-expanded=true][data-clicked]'

const first = async (route: string): Promise<Record<string, string> | undefined> =>
  ((await (await fetch(`${url}/api/${route}`)).json()) as Rows).rows[0]

async function views(): Promise<View[]> {
  const market = await first('markets?limit=1&sort=trades')
  const trader = await first('traders?limit=1&sort=trades')
  const found: View[] = [
    { address: '', ready: `main ${ROW}`, click: SORT },
    { address: 'markets', ready: `.long ${ROW}`, click: SORT },
    { address: 'calibration', ready: `main ${ROW}`, click: SWITCH },
    { address: 'traders', ready: `.long ${ROW}`, click: SORT },
    { address: 'completeness', ready: `main ${ROW}`, click: SORT },
    // A lake that was made without commands has no runs: then that is what is shown.
    { address: 'runs', ready: 'main .source', click: UNFOLD },
  ]
  const one = (view: string, venue: string, id: string) => `${view}?${new URLSearchParams({ venue, id })}`
  if (market !== undefined)
    found.push({
      address: one('market', market.venue!, market.market_id!),
      ready: '.legend b',
      click: SWITCH,
    })
  if (trader !== undefined)
    found.push({ address: one('trader', trader.venue!, trader.trader_id!), ready: `.long ${ROW}`, click: SORT })
  return found
}

/** Runs in the page from before its first script: looks at every frame, clicks at once, waits for the answer. */
function watchPage({ ready, click, answered }: { ready: string; click: string; answered: string }): void {
  let figures: number | undefined
  const look = () => {
    const target = document.querySelector<HTMLElement>(click)
    if (figures === undefined && target !== null && document.querySelector(ready) !== null) {
      figures = performance.now()
      target.dataset.clicked = ''
      target.click()
    }
    if (figures === undefined || document.querySelector(answered) === null) requestAnimationFrame(look)
    else Object.assign(globalThis, { measured: { figures, answered: performance.now() } })
  }
  requestAnimationFrame(look)
}

async function measure(browser: Browser, view: View): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchPage, { ...view, answered: ANSWERED })
    await page.goto(`${url}/${view.address}`)
    await page.waitForFunction(() => 'measured' in globalThis)
    return await page.evaluate(() => ({
      ...(globalThis as unknown as { measured: { figures: number; answered: number } }).measured,
      kilobytes: (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).reduce(
        (sum, { transferSize }) => sum + transferSize / 1000,
        0,
      ),
    }))
  } finally {
    await context.close()
  }
}

const program = browserProgram()
if (program === undefined) process.exit(1)
const browser = await startBrowser(program)
for (const view of await views()) {
  const runs: Measured[] = []
  for (let i = 0; i < Number(times); i++) runs.push(await measure(browser, view))
  runs.sort((a, b) => a.answered - b.answered)
  const middle = runs[Math.floor(runs.length / 2)]!
  const worst = runs.at(-1)!
  console.log(
    `/${view.address.slice(0, 60).padEnd(60)} figures ${middle.figures.toFixed(0).padStart(5)} ms, answers ${middle.answered.toFixed(0).padStart(5)} ms ` +
      `(worst ${worst.answered.toFixed(0)}), ${middle.kilobytes.toFixed(0)} kB`,
  )
}
await browser.close()
