import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Workspace } from '../../src/cli/workspace.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { Resource, Venue } from '../../src/core/source.ts'
import type { Connection, Row } from '../../src/engine/connection.ts'
import { MODELS } from '../../src/models/index.ts'
import { load } from '../../src/pipeline/load.ts'
import { buildAll, writeLedger } from '../../src/pipeline/sync.ts'
import { kalshi } from '../../src/venues/kalshi/index.ts'
import { publish } from '../../src/warehouse/duckdb/publish.ts'
import { recordingEffects } from '../support/effects.ts'
import { type Fields, records } from './support/damage.ts'
import { published, Scene } from './support/scene.ts'

/** A trade in the format of tomorrow: one field renamed, one left out where it is false, one of another type. */
function changed({ count_fp, is_block_trade, yes_price_dollars, ...trade }: Fields): Fields {
  const block = is_block_trade === true ? { is_block_trade } : {}
  return { ...trade, ...block, size_fp: count_fp, yes_price_dollars: Number(yes_price_dollars) }
}

/** The mapping that knows the new name. */
const mended: Venue = { ...kalshi, resources: kalshi.resources.map((r) => (r.name === 'trades' ? mend(r) : r)) }

function mend(trades: Resource): Resource {
  return {
    ...trades,
    raw: { ...trades.raw, size_fp: 'VARCHAR' },
    eras: [{ until: '2026-11-01', gives: { count_fp: 'size_fp' } }, ...(trades.eras ?? [])],
  }
}

const DRIFT = 'select * from silver.drift order by resource, field, change'

describe('a venue that changes its format in mid-run', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open({ trades: 9000 })
  })
  afterEach(() => scene.proxy.mend())
  afterAll(() => scene.close())

  /** A home whose trades changed their format when a third of them had come; gives what the sync said, too. */
  async function drifted() {
    const home = await scene.folder()
    let given = 0
    const change = records('trades', (trades) => trades.map((trade) => (given++ < 3000 ? trade : changed(trade))))
    // What is asked for the pace of the plan is not kept.
    scene.proxy.spoil('/markets/trades', (reply, query) => (query.has('min_ts') ? change(reply, query) : reply))
    // One page after the other, so that the answers arrive in the order in which they were given.
    const ended = await scene.run(home, ['sync', 'kalshi'], { ODDSLAKE_WORKERS: '1' })
    scene.proxy.mend()
    return { home, ended }
  }

  /** Loads what waits by the mended mapping, asking nobody. */
  async function loadMended(
    home: string,
    { rebuild = false, fails = (_: Connection) => {} } = {},
  ): Promise<RunEvent[]> {
    const { effects } = recordingEffects({ ODDSLAKE_HOME: home, ODDSLAKE_KALSHI_URL: 'http://127.0.0.1:9' })
    const events: RunEvent[] = []
    await Workspace.use(effects, async ({ lake, warehouse, silver }) => {
      if (rebuild) await warehouse.clear(silver)
      fails(silver)
      const common = { emit: (event: RunEvent) => events.push(event), trace: () => {} }
      const context = { ...common, lake, warehouse, connection: silver, upsertBatch: 1000, signal: effects.stop }
      for (const resource of mended.resources) await load(context, mended, resource)
      await writeLedger({ lake, warehouse, silver })
      await buildAll({ ...common, warehouse, silver, models: MODELS, stop: effects.stop })
      await publish(silver, { home, models: MODELS, trace: () => {} })
    })
    return events
  }

  it('is loaded on, the radar names all three changes, and a rebuild by the mended mapping heals silver', async () => {
    const { home, ended } = await drifted()
    const rows = await published<Row>(
      home,
      `select field, change, detail, sample from (${DRIFT}) where resource = 'trades'`,
    )
    const key = expect.stringMatching(/^[0-9a-f-]{36}$/)
    expect(rows).toEqual([
      { field: 'count_fp', change: 'vanished', detail: 'string', sample: key },
      { field: 'is_block_trade', change: 'vanished', detail: 'boolean', sample: key },
      { field: 'size_fp', change: 'new', detail: 'string', sample: expect.stringMatching(/^"\d+\.\d\d"$/) },
      {
        field: 'yes_price_dollars',
        change: 'retyped',
        detail: 'string → number',
        sample: expect.stringMatching(/^0\.\d+$/),
      },
    ])
    expect(ended.code).toBe(1)
    expect(ended.err).toContain(
      "kalshi/trades: the venue's records have changed: count_fp vanished (string), is_block_trade vanished (boolean), size_fp new (string), yes_price_dollars retyped (string → number). ",
    )
    const [known] = await published<{ n: string }>(home, 'select count(*) as n from silver.trades')
    expect(Number(known?.n)).toBeGreaterThan(1000)
    const status = await scene.run(home, ['status'])
    expect(status.out).toMatch(
      /kalshi\/trades +4 changes of fields, .*: yes_price_dollars retyped \(string → number, such as 0\./,
    )
    await loadMended(home, { rebuild: true })
    expect(await scene.untrue(home)).toEqual([])
  })

  it('gives the same drift when the lake is loaded again', async () => {
    const { home } = await drifted()
    const before = await published<Row>(home, DRIFT)
    await scene.run(home, ['load', '--rebuild'])
    expect(await published<Row>(home, DRIFT)).toEqual(before)
    expect((await scene.run(home, ['load'])).err).not.toContain('have changed')
  })

  it('once the mapping is mended, what was refused is read again, wherever the load is cut off', async () => {
    const { home } = await drifted()
    const [refused] = await published<{ n: string }>(home, 'select count(*) as n from silver.rejects')
    const events: RunEvent[] = []
    let cuts = 0
    // Every statement of the load, then some of the publishing, which says the same for each table.
    for (let [done, nth] = [false, 0]; !done; cuts++, nth += nth < 30 ? 1 : 25) {
      const ended = await loadMended(home, { fails: (connection) => cutOff(connection, nth) }).catch((error: Error) => {
        if (error.message !== CUT) throw error
      })
      events.push(...(ended ?? []))
      done = ended !== undefined
    }
    expect(cuts).toBeGreaterThan(30)
    expect(Number(refused?.n)).toBeGreaterThan(1000)
    expect(await scene.untrue(home)).toEqual([])
    expect(await published(home, 'select * from silver.rejects')).toEqual([])
    expect((await published(home, `select field from (${DRIFT})`)).map((row) => row.field)).not.toContain('size_fp')
    expect((await loadMended(home)).filter((event) => event.type === 'load' || event.type === 'retried')).toEqual([])
  })
})

const CUT = 'the process ends here'

/** Lets a connection fail at its nth statement, as if the process had ended there. */
function cutOff(connection: Connection, nth: number): void {
  let statements = 0
  for (const name of ['run', 'rows'] as const) {
    const real = connection[name].bind(connection) as (...args: unknown[]) => Promise<never>
    connection[name] = async (...args: unknown[]) => {
      if (args[0] !== 'rollback' && statements++ === nth) throw new Error(CUT)
      return real(...args)
    }
  }
}
