import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { literal } from '../../src/core/sql.ts'
import { type Ended, expectClear, failures } from './support/command.ts'
import { bronzeFiles, flipColumn, HARM } from './support/files.ts'
import { reading, Scene } from './support/scene.ts'

const DAY = 86_400

describe('a bronze file', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene.close())

  /** Names the file and the ways out. */
  function expectNamed({ code, err, out }: Ended, file: string): void {
    expect(code, err).toBe(1)
    expect(`${err}${out}`).toContain(`The bronze file ${file} is damaged (`)
    expect(`${err}${out}`).toContain(
      '). Restore it from a backup, or move it out of the home and run "oddslake sync": what it held is asked again.',
    )
  }

  const ways = Object.keys(HARM) as (keyof typeof HARM)[]

  it.each(ways)('$0 is named by whoever writes, and readers go on', async (how) => {
    const home = await scene.mirror()
    const [file = ''] = bronzeFiles(home, 'trades')
    HARM[how](file)
    const ended = await scene.run(home, ['pull', 'kalshi/trades'])
    expectNamed(ended, file)
    expectClear(ended)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expectNamed(await scene.run(home, ['doctor']), file)
    expect((await scene.run(home, ['query', 'select count(*) from silver.trades'])).out).toContain('400')
    if (how !== ways[0]) return
    await rename(file, path.join(await scene.folder(), 'damaged.parquet'))
    await scene.heals(home)
  })

  it('with flipped bytes in its keys is named by the pull that compares with them', async () => {
    const home = await scene.mirror()
    const [file = ''] = bronzeFiles(home, 'trades')
    await flipColumn(file, 'key')
    const ended = await scene.sync(home, '--full')
    expectNamed(ended, file)
    expect(failures(ended)).toEqual([expect.stringMatching(/^kalshi\/trades: The bronze file /)])
    await rm(file)
    await scene.heals(home)
  })

  it('with flipped bytes in its payloads: what was taken for known because of it is asked again once it is gone', async () => {
    const home = await scene.mirror()
    const [file = ''] = bronzeFiles(home, 'trades')
    await flipColumn(file, 'payload')
    const full = await scene.sync(home, '--full')
    expect([full.code, full.err.includes('433 known already')]).toEqual([0, true])
    expectNamed(await scene.run(home, ['load', '--rebuild']), file)
    expectNamed(await scene.run(home, ['doctor']), file)
    await rm(file)
    await scene.heals(home)
    await scene.heals(home, ['load', '--rebuild'])
  })

  it('whose text was changed and not its hash is found by doctor', async () => {
    const home = await scene.mirror()
    const [file = ''] = bronzeFiles(home, 'trades')
    await reading(async (connection) => {
      const [note] = await connection.rows<{ note: string }>(
        `select decode(value) as note from parquet_kv_metadata(${literal(file)}) where decode(key) = 'oddslake'`,
      )
      const changed = `select * replace (replace(payload, '"yes_price_dollars":"0.1', '"yes_price_dollars":"0.2') as payload)`
      await connection.run(
        `copy (${changed} from read_parquet(${literal(file)}, hive_partitioning = false)) to ${literal(`${file}.new`)}
         (format parquet, kv_metadata {oddslake: ${literal(note!.note)}})`,
      )
    })
    await rename(`${file}.new`, file)
    const doctor = await scene.run(home, ['doctor'])
    expectNamed(doctor, file)
    expect(doctor.out).toMatch(/is damaged \(records that differ from their hash: \d+\)/)
    await rm(file)
    await scene.heals(home)
    await scene.heals(home, ['load', '--rebuild'])
  })

  it('that is lost, the oldest of several days, is asked again although later ones are there', async () => {
    const days = await Scene.open({ future: 3 })
    const home = await days.folder()
    for (let day = 0; day < 3; day++) {
      await days.heals(home)
      days.replica.advance(DAY)
    }
    for (const resource of ['series', 'events', 'markets', 'trades']) {
      const files = bronzeFiles(home, resource)
      expect(files.length).toBeGreaterThanOrEqual(3)
      await rm(files[0]!)
    }
    await days.heals(home)
    await days.heals(home, ['load', '--rebuild'])
    await days.close()
  })

  it('that a killed run left half-written is neither read nor kept', async () => {
    const home = await scene.folder()
    const folder = path.join(home, 'bronze', 'venue=kalshi', 'resource=trades', 'dt=2026-10-08')
    const left = [
      path.join(folder, '00000000000000001-dead.parquet.tmp'),
      path.join(folder, '00000000000000001-dead.parquet.tmp.kept.tmp'),
      path.join(home, 'work', 'dead-trades-0.spool'),
      path.join(home, 'work', 'spill', 'duckdb_temp_storage-0.tmp'),
      path.join(home, 'published', '.dead.tmp', 'manifest.json'),
      path.join(home, 'published', '.current-dead'),
    ]
    for (const file of left) {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, 'half of what was to be')
    }
    await scene.heals(home)
    expect(left.filter((file) => existsSync(file))).toEqual([])
    expect((await readdir(path.join(home, 'published'))).sort()).toEqual(['current', 'snapshots'])
  })
})
