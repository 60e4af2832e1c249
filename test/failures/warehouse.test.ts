import { readdirSync, realpathSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src/engine/engine.ts'
import { expectClear } from './support/command.ts'
import { flip, HARM } from './support/files.ts'
import { Scene } from './support/scene.ts'

const BLOCK = 262_144
const WAYS = {
  ...HARM,
  'with flipped bytes in every block': (file: string) => {
    for (let at = 2 * 4096 + 4096; at < statSync(file).size; at += BLOCK) flip(file, at + 2000, 64)
  },
}

const DAMAGED =
  /^The warehouse file \S+warehouse\.duckdb is damaged \(.+\)\. Move it away, with the \.wal file beside it if there is one, and run "oddslake load --rebuild": bronze holds everything that was in it\.\n$/

describe('the warehouse', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene.close())

  const ways = ['cut in half', 'of no length', 'of other content', 'with flipped bytes in every block'] as const

  it.each(ways)('$0 is named, and readers go on', async (how) => {
    const home = await scene.mirror()
    WAYS[how](path.join(home, 'warehouse.duckdb'))
    const ended = await scene.run(home, ['build'])
    expect(ended.code, ended.err).toBe(1)
    expectClear(ended)
    expect(ended.err).toMatch(DAMAGED)
    expect((await scene.run(home, ['query', 'select count(*) from silver.trades'])).code).toBe(0)
    expect((await scene.run(home, ['doctor'])).out).toMatch(/TROUBLE warehouse +The warehouse file .* is damaged/)
  })

  it('that is damaged is made again by what the message says', async () => {
    const home = await scene.mirror()
    WAYS['with flipped bytes in every block'](path.join(home, 'warehouse.duckdb'))
    expect((await scene.sync(home)).err).toMatch(DAMAGED)
    for (const name of readdirSync(home).filter((n) => n.startsWith('warehouse.duckdb'))) {
      await rename(path.join(home, name), path.join(await scene.folder(), name))
    }
    await scene.heals(home, ['load', '--rebuild'])
    await scene.heals(home)
  })

  it('that another version wrote, with other columns, is read again from bronze by the next run', async () => {
    const home = await scene.mirror()
    const engine = await Engine.open()
    await engine.attach(path.join(home, 'warehouse.duckdb'), 'old')
    const connection = await engine.connect()
    await connection.run('alter table old.silver.markets drop column liquidity')
    await connection.run('alter table old.silver.trades add column maker varchar')
    engine.close()
    await scene.heals(home, ['sync', 'kalshi/series'])
  })

  it('that is lost is made again, and what comes with that is published', async () => {
    const days = await Scene.open({ future: 2 })
    const home = await days.folder()
    await days.heals(home)
    const rebuild = ['load', '--rebuild']
    for (const args of [['sync', 'kalshi'], rebuild, rebuild]) {
      for (const name of readdirSync(home).filter((n) => n.startsWith('warehouse.duckdb'))) {
        await rm(path.join(home, name))
      }
      days.replica.advance(4 * 3600)
      expect((await days.run(home, args)).code).toBe(0)
      if (args === rebuild) expect((await days.sync(home)).code).toBe(0)
      // What the venue calls a change of a market is not its trading: those figures are as of the last look.
      const others = (await days.untrue(home)).filter((table) => !['silver.markets', 'silver.outcomes'].includes(table))
      expect(others).toEqual([])
    }
    await days.close()
  })

  it('holds what a damaged snapshot does not', async () => {
    const home = await scene.mirror()
    const { out } = await scene.run(home, ['query', 'select count(*) from silver.trades'])
    const current = () => realpathSync(path.join(home, 'published', 'current'))
    const trades = () => path.join(current(), 'silver', 'trades')
    const harms: readonly (() => void | Promise<void>)[] = [
      () => truncateSync(path.join(trades(), readdirSync(trades())[0]!), 100),
      () => rm(path.join(trades(), readdirSync(trades())[0]!)),
      () => writeFileSync(path.join(current(), 'manifest.json'), '{"snapshot":'),
    ]
    for (const harm of harms) {
      await harm()
      for (const args of [['query', 'select count(*) from silver.trades'], ['status']]) {
        const ended = await scene.run(home, args)
        expect(ended.code, ended.err).toBe(1)
        expectClear(ended)
        expect(ended.err).toMatch(
          new RegExp(
            `^The published snapshot is damaged \\(.+\\)\\. Delete the folder ${home}/published and run "oddslake build": it is written anew from the warehouse\\.\\n$`,
          ),
        )
      }
      await rm(path.join(home, 'published'), { recursive: true })
      expect((await scene.run(home, ['query', 'select 1'])).err).toMatch(
        /^There is no snapshot in .* yet\. Run "oddslake sync"/,
      )
      await scene.heals(home, ['build'])
      expect((await scene.run(home, ['query', 'select count(*) from silver.trades'])).out).toBe(out)
    }
  })

  it('of another kind of file is refused before anything is asked', async () => {
    const home = await scene.folder()
    const file = path.join(home, 'notes.txt')
    await writeFile(file, 'not a database')
    const before = scene.replica.requests().length
    const ended = await scene.run(home, ['sync', 'kalshi'], { ODDSLAKE_WAREHOUSE: `duckdb:${file}` })
    expect(ended.code).toBe(1)
    expect(ended.err).toContain(`The warehouse file ${file} is damaged (`)
    expect(scene.replica.requests().length).toBe(before)
  })
})
