import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import { Engine } from '../src/engine/engine.ts'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { manifold } from '../src/venues/manifold/index.ts'
import { openWarehouse } from '../src/warehouse/index.ts'
import { Mirror } from './contract/mirror.ts'
import { compare } from './support/compare.ts'
import { createDatabase } from './support/databases.ts'
import { recordingEffects } from './support/effects.ts'
import { ENGINES } from './support/engines.ts'

const SERVERS = ENGINES.filter((engine) => engine !== 'duckdb')

describe.each(SERVERS)('a lake whose warehouse is a server, %s', (engine) => {
  for (const venue of [kalshi, manifold]) {
    describe(venue.name, () => {
      let mirror: Mirror
      let home: string
      let url: string
      const asked = async (...args: string[]) => {
        const { effects, out, err } = recordingEffects({ ...mirror.env(home), ODDSLAKE_WAREHOUSE: url })
        return { code: await run(args, effects), out: out(), err: err() }
      }

      beforeAll(async () => {
        const world = { kind: 'simulated', seed: 3, days: 20, trades: 1500, markets: 60 } as const
        mirror = await Mirror.open(venue, { world })
        home = await mirror.home()
        url = await createDatabase(engine)
        const { code, err } = await asked('sync', venue.name)
        expect(code, err).toBe(0)
      })
      afterAll(() => mirror.close())

      it('has nothing to do the second time, and is complete', async () => {
        const again = await asked('sync', venue.name)
        expect(again.err).toMatch(/ 0 rows into silver/)
        const { code, err } = await asked('verify')
        expect(code, err).toBe(0)
      })

      it('holds what a file holds that is filled from the same lake', async () => {
        const file = `duckdb:${path.join(home, 'second.duckdb')}`
        const { code, err } = await asked('load', '--into', file)
        expect(code, err).toBe(0)
        const engineOf = await Engine.open({ memory: '500MB' })
        try {
          const connection = await engineOf.connect()
          const place = { engine: engineOf, scratch: path.join(home, 'work') }
          const server = await openWarehouse({ ...place, url })
          const found = await compare(connection, await openWarehouse({ ...place, url: file }), server)
          await server.close()
          expect(found.differences.map((each) => JSON.stringify(each))).toEqual([])
          expect(found.rows).toBeGreaterThan(3000)
        } finally {
          engineOf.close()
        }
      })

      it('answers questions, tells its state and writes its tables where the rows are', async () => {
        const counted = await asked('query', 'select count(*) as n from silver.trades', '--format', 'json')
        const n = Number((JSON.parse(counted.out) as { n: string }[])[0]!.n)
        expect(n).toBeGreaterThan(500)
        expect((await asked('status')).out).toMatch(new RegExp(`${venue.name}/.* records, asked`))
        const { code, err } = await asked('export', 'silver.trades', '--to', path.join(home, 'files'))
        expect(code, err).toBe(0)
        expect(err).toContain(`silver.trades: ${n.toLocaleString('en-US')} rows`)
        expect(await asked('query', 'delete from silver.trades')).toMatchObject({ code: 2 })
        expect(await asked('query', 'select 1', '--as-of', '1h')).toMatchObject({ code: 2 })
      })
    })
  }
})
