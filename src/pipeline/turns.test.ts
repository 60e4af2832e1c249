import { describe, expect, it } from 'vitest'
import type { BronzeFile } from '../lake/catalog.ts'
import { kalshi } from '../venues/kalshi/index.ts'
import { turns } from './turns.ts'

const file = (resource: string, n: number) => ({ path: `${resource}-${n}`, venue: 'kalshi', resource }) as BronzeFile

describe('turns', () => {
  it('relatives take turns as their files came, strangers go as a whole', () => {
    const runs = [1, 2].flatMap((n) => ['series', 'events', 'markets', 'trades'].map((name) => file(name, n)))
    const found = turns(kalshi.resources, runs).map((turn) => [turn.resource.name, ...turn.files])
    expect(found).toEqual([
      ['series', 'series-1'],
      ['events', 'events-1'],
      ['markets', 'markets-1'],
      ['series', 'series-2'],
      ['events', 'events-2'],
      ['markets', 'markets-2'],
      ['trades', 'trades-1', 'trades-2'],
    ])
  })
})
