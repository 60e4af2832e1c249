import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, expectClear, failures, oddslake } from './support/command.ts'
import { mayMount, mountDisk, remountDisk, unmountDisk } from './support/mounts.ts'
import { Scene } from './support/scene.ts'

const FULL =
  /The disk is full \(.*\)\. Free some space and run the same command again; nothing that was finished is lost\.$/
const WRITERS = [['sync', 'kalshi'], ['pull', 'kalshi'], ['load'], ['build']]

describe('the disk', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene.close())

  describe.skipIf(!mayMount())('that is mounted for the test', () => {
    let disk: string
    afterEach(() => unmountDisk(disk))

    /** Ends once, with a full disk, told once. */
    function expectFull(ended: Ended): void {
      expect(ended.code, ended.err).toBe(1)
      expectClear(ended)
      const told = ended.err.split('\n').filter((line) => line.includes('The disk is full'))
      expect(told, ended.err).toEqual([expect.stringMatching(FULL)])
    }

    // Each size runs out of room in another place: the warehouse, a spool, a model, the snapshot, the last checkpoint.
    it.each([
      '64k',
      '200k',
      '900k',
      '3m',
      '5m',
    ])('has room for %s: it is said once, and with more room nothing is missing', async (size) => {
      disk = await scene.folder()
      mountDisk(disk, `size=${size}`)
      expectFull(await scene.sync(disk))
      remountDisk(disk, 'size=64m')
      await scene.heals(disk)
      const left = await readdir(disk, { recursive: true })
      expect(left.filter((name) => /\.(tmp|spool)$/.test(name))).toEqual([])
    })

    it('fills up between two runs: what is published can still be read', async () => {
      disk = await scene.folder()
      mountDisk(disk, 'size=64m')
      await scene.heals(disk)
      await writeFile(path.join(disk, 'ballast'), Buffer.alloc(80e6)).catch(() => {})
      expectFull(await scene.sync(disk, '--full'))
      expectFull(await scene.run(disk, ['load', '--rebuild']))
      expect((await scene.run(disk, ['query', 'select count(*) from silver.trades'])).out).toContain('400')
      expect((await scene.run(disk, ['status'])).code).toBe(0)
      await writeFile(path.join(disk, 'ballast'), '')
      await scene.heals(disk, ['sync', 'kalshi', '--full'])
      await scene.heals(disk, ['load', '--rebuild'])
    })

    it('is read-only before the first run', async () => {
      disk = await scene.folder()
      mountDisk(disk, 'ro')
      for (const args of [...WRITERS, ['init']]) {
        const ended = await oddslake(args, scene.env(path.join(disk, 'home')), disk)
        expect(ended.code, args.join(' ')).toBe(1)
        expectClear(ended)
        expect(ended.err).toMatch(
          /^Cannot write here \(EROFS: read-only file system, (mkdir|open) '.*'\)\. Give this user write access to the folder, or set ODDSLAKE_HOME to a folder that has it\.\n$/,
        )
      }
      remountDisk(disk, 'rw')
      await scene.heals(path.join(disk, 'home'))
    })

    it('becomes read-only: nobody can write, everybody can read', async () => {
      disk = await scene.folder()
      mountDisk(disk, 'size=64m')
      await scene.heals(disk)
      remountDisk(disk, 'ro')
      for (const args of WRITERS) {
        const ended = await scene.run(disk, args)
        expect(ended.code, args.join(' ')).toBe(1)
        expectClear(ended)
        expect(ended.err).toMatch(/^Cannot write here \(.*Read-only file system.*\)\. Give this user write access/i)
      }
      const { out, code } = await scene.run(disk, [
        'query',
        'select count(*) as n from silver.trades',
        '--format',
        'json',
      ])
      expect([code, JSON.parse(out)]).toEqual([0, [{ n: '400' }]])
      expect((await scene.run(disk, ['status'])).code).toBe(0)
      const doctor = await scene.run(disk, ['doctor'])
      expect(doctor.out).toMatch(/TROUBLE home +Cannot write here \(EROFS/)
      remountDisk(disk, 'rw')
      await scene.heals(disk)
    })
  })

  it('has a file where the home should be', async () => {
    const folder = await scene.folder()
    const file = path.join(folder, 'home')
    await writeFile(file, 'not a folder')
    const readers = [['query', 'select 1'], ['status'], ['doctor']]
    for (const args of [...WRITERS, ...readers]) {
      const ended = await scene.run(file, args)
      expect(ended.code, args.join(' ')).toBe(2)
      expect(ended.err).toBe(
        `The setting home = ${file} from environment (ODDSLAKE_HOME) is not usable: expected a folder, but it is a file. Set ODDSLAKE_HOME to a folder, or to a path that is free.\n`,
      )
    }
    const below = await scene.sync(path.join(file, 'deeper', 'home'))
    expect(below.code).toBe(2)
    expect(below.err).toContain('expected a folder, but it lies below a file')
  })

  it('has a file where a folder of the home should be', async () => {
    for (const name of ['bronze', 'work', 'published', 'logs']) {
      const home = await scene.folder()
      await writeFile(path.join(home, name), 'in the way')
      const ended = await scene.sync(home)
      expect(ended.code, ended.err).toBe(2)
      expectClear(ended)
      const said = failures(ended).length > 0 ? failures(ended) : ended.err.trim().split('\n')
      expect(said.length, ended.err).toBeGreaterThan(0)
      for (const line of said)
        expect(line).toMatch(new RegExp(`Expected a folder, found a file \\(.*${name}.*\\)\\. Move the file away`))
    }
  })
})
