import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { trade } from '../../../test/contract/warehouse-rows.ts'
import { type ClickhouseProcess, startClickhouse } from '../../../test/support/clickhouse.ts'
import { ENGINES } from '../../../test/support/engines.ts'
import { TestWarehouse } from '../../../test/support/model.ts'
import { FullDiskError, TransientError, UserError } from '../../core/errors.ts'
import { openClickhouse } from './index.ts'

/** A connection that is lost so often is given up. */
const OFTEN = 9

describe.skipIf(!ENGINES.includes('clickhouse'))('trouble with a server of ClickHouse', () => {
  let server: ClickhouseProcess
  let folder: string
  let lake: TestWarehouse
  let rows = 0
  const url = (user = 'ann', password = 'secret') => `clickhouse://${user}:${password}@127.0.0.1:${server.port}`
  const open = (at = url()) => openClickhouse({ url: at, scratch: folder, waitsMs: [1, 1, 300] })
  const fresh = () => ({ trades: [trade(`t${rows++}`)] })
  const counted = async () => {
    const { warehouse, connection } = lake
    const statement = `select count(*) as n, count(distinct trade_id) as ids from ${warehouse.place('silver', 'trades')}`
    const [row] = await connection.rows<{ n: string; ids: string }>(
      `select * from ${await warehouse.select(connection, statement, 'counted')}`,
    )
    expect(row!.n).toBe(row!.ids)
    return Number(row!.n)
  }
  const failing = async (work: Promise<unknown>) => {
    const error = (await work.then(
      () => undefined,
      (e: unknown) => e,
    )) as Error
    expect(error.message).toContain(`127.0.0.1:${server.port}`)
    expect(error.message).not.toContain('secret')
    return error
  }

  beforeAll(async () => {
    server = await startClickhouse({ user: 'ann', password: 'secret' })
    folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-clickhouse-test-'))
    lake = await TestWarehouse.around(await open())
    await lake.warehouse.migrate(lake.connection)
  })
  afterAll(async () => {
    await lake.close()
    await server.stop()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => server.trouble({ match: 'nothing', times: 0 }))

  it('names what is wrong with the way to it, and never the password', async () => {
    const other = await open(url('ann', 'wrong'))
    const ask = (warehouse: typeof other) => warehouse.select(lake.connection, 'select 1 as one', 'asked')
    const wrong = (await ask(other).catch((error: unknown) => error)) as UserError
    expect(wrong).toBeInstanceOf(UserError)
    expect(wrong.message).toMatch(/does not let "ann" in: wrong user or password/)
    await server.trouble({ match: 'version\\(\\)', answer: '{"version":"23.8.16.16"}\n', times: 1 })
    const old = await failing(ask(await open()))
    expect(old).toBeInstanceOf(UserError)
    expect(old.message).toMatch(/is version 23\.8\.16\.16; version 25\.8 or later is needed/)
    const away = (await ask(await open('clickhouse://127.0.0.1:1')).catch((error: unknown) => error)) as TransientError
    expect(away).toMatchObject({ exitCode: 75 })
    expect(away.message).toMatch(/^ClickHouse at 127\.0\.0\.1:1 does not answer \(connect ECONNREFUSED/)
    await expect(open('clickhouse://x:8123?prefx=a')).rejects.toThrow(/names prefx, which means nothing here/)
  })

  it('says which right is missing and how to give it', async () => {
    const message =
      "ann: Not enough privileges. To execute this query, it's necessary to have the grant INSERT(venue, trade_id) ON stage.w7_trades. (ACCESS_DENIED)"
    await server.trouble({ match: '^insert into "stage"', code: 497, message, times: 1 })
    const error = await failing(lake.load(fresh()))
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toContain('GRANT INSERT(venue, trade_id) ON stage.w7_trades TO ann')
  })

  it('ends with a full disk or a quota, and goes on from there', async () => {
    const before = await counted()
    const message = 'Cannot reserve 1.00 MiB, not enough space: While executing WaitForAsyncInsert. (NOT_ENOUGH_SPACE)'
    await server.trouble({ match: '^alter table "silver_data"."trades"', code: 243, message, times: 1 })
    const batch = fresh()
    expect(await failing(lake.load(batch))).toBeInstanceOf(FullDiskError)
    // It had been decided: what comes next carries it out first.
    expect(await lake.load(batch)).toBe(0)
    const quota = 'Quota for user `ann` for 3600s has been exceeded: queries = 101/100. (QUOTA_EXCEEDED)'
    await server.trouble({ match: '^create table', code: 201, message: quota, times: 1 })
    expect(await failing(lake.load(fresh()))).toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('quota of "ann"'),
    })
    expect(await counted()).toBe(before + 1)
  })

  it('a connection that is lost behind a statement is not noticed', async () => {
    for (const match of ['^insert into "stage"', '"journal"', '^alter table "silver_data"']) {
      const before = await counted()
      await server.trouble({ match, times: 1, late: true })
      expect(await lake.load(fresh())).toBe(1)
      expect(await counted()).toBe(before + 1)
    }
  })

  it.each([
    'before',
    'after',
  ])('a connection that stays lost %s a statement ran loses and doubles nothing', async (when) => {
    for (const match of [
      '^insert into "stage"',
      '"journal"',
      '^alter table "silver_data"',
      '^insert into "ops"."loads"',
    ]) {
      const before = await counted()
      await server.trouble({ match, times: OFTEN, late: when === 'after' })
      const batch = fresh()
      expect(await failing(lake.load(batch))).toBeInstanceOf(TransientError)
      await server.trouble({ match, times: 0 })
      // As after a crash: the next writer finds what was left.
      await lake.close()
      lake = await TestWarehouse.around(await open())
      await lake.warehouse.migrate(lake.connection)
      await lake.load(batch)
      expect(await counted()).toBe(before + 1)
    }
  })

  it('a server that is killed and comes back is waited for', async () => {
    const before = await counted()
    const { data, port } = server
    await server.kill()
    const loading = lake.load(fresh()).catch((error: unknown) => expect(error).toBeInstanceOf(TransientError))
    server = await startClickhouse({ user: 'ann', password: 'secret', data, port })
    await loading
    await lake.load(fresh())
    expect(await counted()).toBeGreaterThan(before)
  })

  it('a second writer is refused, and let in when the first has gone', async () => {
    const second = await open()
    const error = await failing(second.migrate(lake.connection))
    expect(error.message).toMatch(
      /^Another oddslake is writing to clickhouse:\/\/ann:…@127\.0\.0\.1:\d+ \(process \d+ on .+\)\. Wait/,
    )
    expect(error).toBeInstanceOf(TransientError)
    await second.close()
  })
})
