import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENGINES } from '../../test/support/engines.ts'
import { marketRow as market, outcomeRows as outcomes } from '../../test/support/market-rows.ts'
import { TestWarehouse } from '../../test/support/model.ts'
import { tradeRow as trade } from '../../test/support/trade-row.ts'
import { MODELS } from './index.ts'

const of = (market_id: string, outcome: string, price: string) => ({
  market_id,
  outcome_id: `${market_id}:${outcome}`,
  price,
})

describe.each(ENGINES)('prices before the close, by example, on %s', (engine) => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open(engine)
  })
  beforeEach(() => lake.warehouse.clear(lake.connection))
  afterAll(() => lake.close())

  const horizons = async () =>
    (await lake.build(MODELS, 'market_horizons')).map(({ outcome_id, horizon, price, outcome }) =>
      [outcome_id, horizon, Number(price), Number(outcome)].join(' '),
    )

  it('the last trade in the book until the horizon counts, of either outcome, by the order of trading', async () => {
    await lake.load({
      markets: [market('A')],
      outcomes: outcomes('A', ['yes', 'no'], 0),
      trades: [
        trade('a', '2026-01-11T12:00:00Z', { price: '0.2' }),
        trade('b', '2026-02-03T12:00:00Z', of('A', 'no', '0.6')),
        // Of one instant: the id decides.
        trade('d', '2026-02-09T11:00:00Z', { price: '0.55' }),
        trade('c', '2026-02-09T11:00:00Z', { price: '0.5' }),
        trade('e', '2026-02-09T11:30:00Z', { price: '0.99', kind: 'block' }),
        trade('f', '2026-02-10T11:00:00.000001Z', { price: '0.9' }),
      ],
    })
    // 30 days before the close is the very instant of the first trade; halfway from it is 26 January.
    const expected = ['A:yes 1d 0.55 1', 'A:yes 1h 0.55 1', 'A:yes 30d 0.2 1', 'A:yes 7d 0.4 1', 'A:yes midpoint 0.2 1']
    expect(await horizons()).toEqual(expected)
  })

  it('the close is when trading was to end, or the resolution where that came earlier', async () => {
    const ids = ['early', 'late', 'open', 'combo', 'void', 'half'] as const
    await lake.load({
      markets: [
        market('early', { resolved_at: '2026-02-09T00:00:00Z' }),
        market('late', { closes_at: null }),
        market('open', { status: 'closed' }),
        market('combo', { is_combo: true }),
        market('void', { resolution: 'CANCEL', resolution_value: null }),
        market('half', { resolution_value: '0.25' }),
      ],
      outcomes: ids.flatMap((id) =>
        outcomes(id, ['yes', 'no'], id === 'void' || id === 'half' ? null : id === 'late' ? 1 : 0),
      ),
      trades: ids.flatMap((id) => [
        trade(`${id}1`, '2026-02-08T20:00:00Z', of(id, 'yes', '0.3')),
        trade(`${id}2`, '2026-02-09T23:30:00Z', of(id, 'yes', '0.4')),
        trade(`${id}3`, '2026-02-10T11:00:00Z', of(id, 'yes', '0.5')),
      ]),
    })
    expect(await horizons()).toEqual([
      'early:yes 1h 0.3 1',
      'early:yes midpoint 0.3 1',
      'half:yes 1d 0.3 0.25',
      'half:yes 1h 0.5 0.25',
      'half:yes midpoint 0.3 0.25',
      'late:yes 1d 0.3 0',
      'late:yes 1h 0.5 0',
      'late:yes midpoint 0.3 0',
    ])
  })

  it('of answers each YES is judged, of other outcomes each one; a ruling counts where the market tells none', async () => {
    const told = { venue: 'kalshi', told_by: 'book', winner_position: 2, seen_at: '2026-03-01T00:00:00Z' }
    await lake.load({
      markets: [market('M', { resolution_value: null }), market('R', { status: 'closed', resolution_value: null })],
      outcomes: [
        ...outcomes('M', ['x:YES', 'x:NO', 'y:YES', 'y:NO'], null).map((row, i) => ({
          ...row,
          is_winner: i % 3 === 0,
        })),
        ...outcomes('R', ['a', 'b', 'c'], null),
      ],
      resolutions: [{ ...told, market_id: 'R' }],
      trades: [
        trade('a', '2026-02-10T01:00:00Z', of('M', 'x:NO', '0.1')),
        trade('b', '2026-02-10T01:00:00Z', of('M', 'y:YES', '0.2')),
        ...['a', 'b', 'c'].map((name) => trade(`r${name}`, '2026-02-10T01:00:00Z', of('R', name, '0.3'))),
      ],
    })
    const oneHour = (await horizons()).filter((row) => row.includes(' 1h '))
    expect(oneHour).toEqual(['M:x:YES 1h 0.9 1', 'M:y:YES 1h 0.2 0', 'R:a 1h 0.3 0', 'R:b 1h 0.3 0', 'R:c 1h 0.3 1'])
  })

  it('volume bands, category and log loss', async () => {
    const volumes = { A: '99.999999', B: '100', C: '99999', D: '100000', E: null }
    await lake.load({
      markets: Object.entries(volumes).map(([id, volume]) =>
        market(id, { volume, ...(id === 'A' && { category: 'Ice' }) }),
      ),
      outcomes: Object.keys(volumes).flatMap((id) => outcomes(id, ['yes', 'no'], 0)),
      trades: Object.keys(volumes).map((id) =>
        trade(id, '2026-02-10T01:00:00Z', { ...of(id, 'yes', id === 'B' ? '0' : '0.25'), size: '1234' }),
      ),
    })
    const rows = (await lake.build(MODELS, 'market_horizons')).filter(({ horizon }) => horizon === '1h')
    expect(rows.map(({ volume_band, category, log_loss }) => [volume_band, category, Number(log_loss)])).toEqual([
      ['<100', 'Ice', 1.386294361],
      ['100-1k', 'none', 6.907755279],
      ['10k-100k', 'none', 1.386294361],
      ['100k+', 'none', 1.386294361],
      ['1k-10k', 'none', 1.386294361],
    ])
  })
})
