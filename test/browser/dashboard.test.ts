import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserProgram, startBrowser } from './support/chromium.ts'
import { buildDashboard, type Dashboard, openDashboard } from './support/dashboard.ts'
import { EVIL, mirrored } from './support/home.ts'
import { watch } from './support/watch.ts'

const program = browserProgram()

/** Two worlds are mirrored and the dashboard is built first. */
const SETUP_MS = 240_000

/** Figures as a page writes them, in the words of the engine. */
const count = (column: string) => `format('{:,}', cast(${column} as bigint))`
const digits = (column: string, n: number) =>
  `coalesce(replace(cast(cast(${column} as decimal(38, ${n})) as varchar), '-', '−'), '–')`
const minute = (column: string) => `coalesce(strftime(${column}, '%Y-%m-%d %H:%M'), '–')`

describe.skipIf(program === undefined)('the dashboard', () => {
  let home: Awaited<ReturnType<typeof mirrored>>
  let dashboard: Dashboard
  let browser: Browser
  let page: Page
  let trouble: readonly string[]

  beforeAll(async () => {
    const building = buildDashboard()
    home = await mirrored()
    dashboard = await openDashboard(home.home, await building)
    browser = await startBrowser(program!)
    page = await browser.newPage({ viewport: { width: 1680, height: 900 }, colorScheme: 'light' })
    trouble = watch(page, dashboard.url)
  }, SETUP_MS)

  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
    await home?.close()
  })

  const open = async (view: string, table: string) => {
    await page.goto(`${dashboard.url}/${view}`)
    await page.getByRole('table', { name: table, exact: true }).getByRole('row').nth(1).waitFor()
  }

  /** The texts of a table's first rows, of the columns named. */
  const shown = async (table: string, columns: readonly string[], most = 10): Promise<string[][]> => {
    const rows = await page.getByRole('table', { name: table, exact: true }).evaluate((element) => {
      const texts = (row: Element) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? '')
      return [...element.querySelectorAll('tr:not([aria-hidden])')].map(texts)
    })
    const heads = rows[0]!.map((head) => head.replace(/[▲▼]$/, ''))
    return rows.slice(1, most + 1).map((row) => columns.map((name) => row[heads.indexOf(name)] ?? `no ${name}`))
  }

  it('shows on the overview what SQL says', async () => {
    await open('', 'Venues')
    await page.getByRole('table', { name: 'Movers' }).waitFor()
    expect(await shown('Venues', ['Markets', 'Trades', 'Volume', 'Last trade'])).toEqual(
      await dashboard.sql(
        `select (select ${count('count(*)')} from gold.market_summary m where m.venue = t.venue), ${count('count(*)')},
           ${count('sum(size)')}, ${minute('max(traded_at)')} from silver.trades t group by t.venue order by t.venue`,
      ),
    )
    expect(await shown('Movers', ['Before', 'Price', 'Volume'], 20)).toEqual(
      await dashboard.sql(
        `select ${digits('price_before', 3)}, ${digits('price', 3)}, ${count('volume')} from gold.movers
         where span = '24h' order by abs(change) desc, rank, venue, market_id limit 20`,
      ),
    )
    const bars = page.locator('section', { hasText: 'Activity' }).locator('svg[data-drawing]')
    await bars.nth(1).waitFor()
    const [total] = await dashboard.sql(
      `select ${count('count(*)')} from silver.trades where venue = 'kalshi' and traded_at >= timestamptz '2026-08-01 00:00:00+00'`,
    )
    expect(await bars.first().getAttribute('aria-label')).toContain(`${total![0]} in all`)
  })

  it('lists, searches, filters and sorts the markets as SQL does, to the last one', async () => {
    const figures = `${digits('last_price', 3)}, ${count('volume')}, ${count('trades')}, ${minute('closes_at')}`
    const columns = ['Price', 'Volume', 'Trades', 'Closes']
    await open('markets', 'Markets')
    expect(await shown('Markets', columns)).toEqual(
      await dashboard.sql(`select ${figures} from gold.market_summary order by volume desc limit 10`),
    )
    await page.keyboard.press('/')
    await page.keyboard.type('will')
    await page.getByLabel('Status').selectOption('resolved')
    await page.getByRole('button', { name: 'Last trade' }).click()
    const wanted = `from gold.market_summary where regexp_matches(question, '\\bwill', 'i') and status = 'resolved'`
    const [total] = await dashboard.sql(`select ${count('count(*)')} ${wanted}`)
    await page.getByText(`${total![0]} in all`).waitFor()
    const latest = await dashboard.sql(
      `select ${figures} ${wanted} and trades > 0 order by last_traded_at desc limit 10`,
    )
    expect(latest.length).toBeGreaterThan(1)
    await page.locator('[aria-sort=descending]', { hasText: 'Last trade' }).waitFor()
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
    expect(await shown('Markets', columns, latest.length)).toEqual(latest)
    expect(page.url()).toMatch(/search=will/)

    await open('markets?sort=question&order=asc', 'Markets')
    const [all] = await dashboard.sql(`select ${count('count(*)')} from gold.market_summary`)
    const box = page.getByRole('region', { name: 'Markets' }).last()
    for (let i = 0; i < 20 && !(await page.getByText(`${all![0]} in all`).isVisible()); i++) {
      await box.evaluate((element) => element.scrollTo(0, element.scrollHeight))
      await page.waitForLoadState('networkidle')
    }
    expect(await page.getByText(`${all![0]} in all`).isVisible()).toBe(true)
  })

  it('shows a market with its prices, trades and versions as SQL says', async () => {
    const [[id]] = (await dashboard.sql(
      `select market_id from silver.market_versions join gold.market_summary using (venue, market_id)
       where venue = 'kalshi' and trades > 20 group by 1 having count(distinct silver.market_versions.seen_at) > 1 order by 1 limit 1`,
    )) as [[string]]
    const ofMarket = `venue = 'kalshi' and market_id = '${id}'`
    await open(`market?venue=kalshi&id=${id}`, 'Trades')
    expect(await shown('Trades', ['Side', 'Price', 'Size', 'Money'])).toEqual(
      await dashboard.sql(
        `select side, ${digits('price', 4)}, ${digits('size', 2)}, ${digits('notional', 2)} from silver.trades
         where ${ofMarket} order by traded_at desc, trade_id desc, part desc limit 10`,
      ),
    )
    const [candle] = await dashboard.sql(
      `select strftime(start_at, '%Y-%m-%d %H:%M'), close, ${count('volume')}, trades from gold.candles_1h where ${ofMarket} and outcome_id like '%:yes' order by start_at desc limit 1`,
    )
    const legend = await page.locator('.legend').textContent()
    expect(legend).toContain(candle![0])
    expect(legend).toContain(`close ${Number(candle![1]).toFixed(3)} volume ${candle![2]} in ${candle![3]} trades`)

    const slider = page.getByRole('slider')
    const versions = await dashboard.sql(
      `select ${digits('volume', 2)} from silver.market_versions where ${ofMarket} order by seen_at`,
    )
    expect(await slider.getAttribute('max')).toBe(String(versions.length - 1))
    const volume = page.locator('.facts div', { hasText: 'Volume, by the venue' }).locator('dd')
    await slider.press('Home')
    expect((await volume.textContent())?.replaceAll(',', '')).toBe(versions[0]![0])
    await slider.press('ArrowRight')
    expect((await volume.textContent())?.replaceAll(',', '')).toMatch(new RegExp(`^${versions[1]![0]}`))
  })

  it('shows calibration, scores and returns as SQL says, by the cut that is chosen', async () => {
    await open('calibration?horizon=1h', 'Calibration by price')
    await page.getByRole('table', { name: 'Scores' }).waitFor()
    const cut = `horizon = '1h' and category = 'all' and volume_band = 'all'`
    expect(await shown('Calibration by price', ['Outcomes', 'Mean price', 'Came true'], 20)).toEqual(
      await dashboard.sql(
        `select ${count('outcomes')}, ${digits('mean_price', 3)}, ${digits('share', 3)} from gold.calibration
         where ${cut} and venue = 'all' order by bin`,
      ),
    )
    expect((await shown('Scores', ['Outcomes', 'Brier', 'Log'])).toSorted()).toEqual(
      await dashboard.sql(
        `select ${count('outcomes')}, ${digits('brier', 4)}, ${digits('log_score', 4)} from gold.scores where ${cut} order by 1, 2, 3`,
      ),
    )
    await page.getByLabel('Venue').selectOption('kalshi')
    const [first] = await dashboard.sql(
      `select ${count('sum(outcomes)')} from gold.calibration where ${cut} and venue = 'kalshi'`,
    )
    await page.getByText(`${first![0]} outcomes in all`).waitFor()
  })

  it('shows traders and what they won as SQL says', async () => {
    await open('traders', 'Traders')
    expect(await shown('Traders', ['Trades', 'Volume', 'Realised'])).toEqual(
      await dashboard.sql(
        `select ${count('trades')}, ${count('volume')}, case when round(realised, 2) > 0 then '+' else '' end || ${digits('realised', 2)}
         from gold.trader_summary order by volume desc limit 10`,
      ),
    )
    await page.getByRole('table', { name: 'Traders' }).getByRole('link').first().click()
    await page.getByRole('table', { name: 'Positions' }).getByRole('row').nth(1).waitFor()
    expect(await page.getByRole('main').evaluate((main) => main === document.activeElement)).toBe(true)
    const [figures] = await dashboard.sql(
      `select ${count('trades')}, ${count('markets')} from gold.trader_summary order by gold.trader_summary.volume desc limit 1`,
    )
    expect(await page.locator('.figures').textContent()).toContain(`Trades${figures![0]}Markets${figures![1]}`)
  })

  it('shows what is complete, refused and run as SQL says', async () => {
    await open('completeness', 'Completeness by resource')
    await page.locator('svg[data-drawing] rect').first().waitFor()
    expect(await shown('Completeness by resource', ['Resource', 'State', 'Slices', 'Records'], 50)).toEqual(
      await dashboard.sql(
        `select venue || '/' || resource, state, ${count('count(*)')}, ${count('sum(rows)')} from silver.ledger
         group by venue, resource, state order by venue, resource, state`,
      ),
    )
    const refused = await dashboard.sql('select reason from silver.rejects')
    expect(refused.length).toBeGreaterThan(0)
    expect((await shown('Rejects', ['Why'], 100)).toSorted()).toEqual(refused.toSorted())
    await open('runs', 'Runs')
    expect(await shown('Runs', ['Command', 'Rejects'])).toEqual(
      await dashboard.sql(`select command, ${count('rejects')} from silver.runs order by started_at desc`),
    )
  })

  it('shows a title that is markup as text', async () => {
    const [[id]] = (await dashboard.sql(
      `select market_id from silver.markets where question like '<img%' order by 1 limit 1`,
    )) as [[string]]
    await open(`markets?search=${encodeURIComponent('onerror')}`, 'Markets')
    expect(await page.getByRole('link', { name: EVIL }).first().textContent()).toBe(EVIL)
    await page.goto(`${dashboard.url}/market?venue=kalshi&id=${id}`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(EVIL)
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    expect(await page.locator('img').count()).toBe(0)
  })

  it('gives its rows as CSV, its charts as SVG and PNG, and the SQL behind them', async () => {
    await open('completeness', 'Completeness by resource')
    await page.locator('svg[data-drawing] rect').first().waitFor()
    const ledger = page.locator('section.figure').first()
    const csv = await page.request.get((await ledger.getByRole('link', { name: 'CSV' }).getAttribute('href'))!)
    const [[rows]] = (await dashboard.sql('select count(*) from silver.ledger')) as [[string]]
    expect((await csv.text()).trim().split(/\r?\n(?=kalshi|polymarket)/).length - 1).toBe(Number(rows))
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        ledger.getByRole('button', { name }).click(),
      ])
      const chunks = await (await download.createReadStream()).toArray()
      return Buffer.concat(chunks)
    }
    const svg = (await save('SVG')).toString()
    expect(svg).toMatch(/^<svg.*kalshi\/trades/s)
    expect(svg).not.toMatch(/var\(|light-dark/)
    expect((await save('PNG')).subarray(1, 4).toString()).toBe('PNG')
    await ledger.getByRole('button', { name: 'SQL' }).click()
    const statement = (await ledger.locator('pre').textContent())!
    expect(await dashboard.sql(statement.replace(/;$/, ''))).toHaveLength(Number(rows))
  })

  it('says what is not there or cannot be read, and reads it again', async () => {
    const alone = await browser.newPage()
    await alone.goto(`${dashboard.url}/market?venue=kalshi&id=${encodeURIComponent('../no "such" thing')}`)
    await alone.getByRole('alert').getByText('There is no market').waitFor()
    await alone.goto(`${dashboard.url}/nowhere`)
    await alone.getByRole('heading', { name: 'There is no such view' }).waitFor()
    await alone.route('**/api/runs*', (route) =>
      route.fulfill({ status: 400, json: { title: 'Out', detail: 'of order' } }),
    )
    await alone.goto(`${dashboard.url}/runs`)
    await alone.getByRole('alert').getByText('Out: of order').waitFor()
    await alone.unroute('**/api/runs*')
    await alone.getByRole('button', { name: 'Try again' }).click()
    await alone.getByRole('table', { name: 'Runs' }).waitFor()
    await alone.close()
  })

  it('can be used by keyboard and by those who do not see it, in both themes and on a phone', async () => {
    const [[trader]] = (await dashboard.sql(
      'select trader_id from gold.trader_summary order by volume desc limit 1',
    )) as [[string]]
    const [[market]] = (await dashboard.sql(
      `select market_id from gold.market_summary where venue = 'kalshi' order by volume desc limit 1`,
    )) as [[string]]
    const views: Readonly<Record<string, string>> = {
      '': 'Overview',
      markets: 'Markets',
      [`market?venue=kalshi&id=${market}`]: 'Market',
      calibration: 'Calibration',
      traders: 'Traders',
      [`trader?venue=polymarket&id=${trader}`]: 'Trader',
      completeness: 'Completeness',
      runs: 'Runs',
    }
    await page.goto(dashboard.url)
    await page.getByRole('table', { name: 'Venues' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the figures')
    await page.evaluate(axe.source)
    for (const [view, title] of Object.entries(views)) {
      await page.evaluate(goTo, `${dashboard.url}/${view}`)
      await page.waitForFunction((name) => document.title.startsWith(`${name} ·`), title)
      await page.locator('main tbody tr:not([aria-hidden])').first().waitFor()
      await page.getByLabel('Theme').selectOption('light')
      expect(await violations(page), `light ${view}`).toEqual([])
      await page.getByLabel('Theme').selectOption('dark')
      await page.setViewportSize({ width: 375, height: 800 })
      expect(await violations(page, ['color-contrast']), `dark ${view}`).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), view).toBeLessThanOrEqual(0)
      await page.setViewportSize({ width: 1280, height: 900 })
    }
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
  })

  it('never complained, and asked nobody else', () => {
    expect(trouble).toEqual([])
    expect(dashboard.complaints).toEqual([])
  })
})

/** Goes to another view without a new page, as a link does. */
function goTo(address: string): void {
  history.pushState(null, '', address)
  dispatchEvent(new PopStateEvent('popstate'))
}

/** What axe finds that is serious or worse: by all of its rules, or by those named. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const found = await page.evaluate((only) => {
    const options = { resultTypes: ['violations' as const], ...(only !== undefined && { runOnly: only }) }
    return (globalThis as unknown as { axe: typeof axe }).axe.run(options)
  }, rules)
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))
}
