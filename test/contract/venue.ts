import { globSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Venue } from '../../src/core/source.ts'
import { silverTable } from '../../src/core/tables/index.ts'
import type { Wanted } from '../../src/core/wanted.ts'
import { ANSWER_FAULTS, PAGE_FAULTS } from '../../src/replica/faults/kinds.ts'
import { type FaultKind, REPLICA_VENUES, type SimulatedOptions } from '../../src/replica/index.ts'
import { reading as inBronze } from '../failures/support/scene.ts'
import { neverSeen, unlike } from './columns.ts'
import { asSent, type Ended, figuresOf, inHome, Mirror } from './mirror.ts'
import { Puller } from './stops.ts'
import { stuck } from './stuck.ts'

/** What is particular to a venue. */
export type Contract = {
  /** A small world: all of the suite runs in it. */
  readonly world: Omit<SimulatedOptions, 'kind'>
  /** Options of every sync, such as a chunk size that makes walks of many pages in a small world. */
  readonly args: readonly string[]
  /** The same options for a pull. */
  readonly wanted: Partial<Wanted>
  /** Requests that a run may send twice, each with its reason. */
  readonly again?: Readonly<Record<string, RegExp>>
  /** Resources that ask for few markets by themselves: here all of them are named. */
  readonly byMarket?: readonly string[]
  /** Records that a calm world refuses, each for what the venue itself leaves out. */
  readonly refused?: number
  /** What a record that no list shows carries, where the world has such. */
  readonly hidden?: string
  /** Silver columns that no record of the world fills, `table.column`, each with its reason. */
  readonly unseen?: Readonly<Record<string, string>>
  /** Tables of which the venue does not tell what changed: they follow with `--full` alone. */
  readonly silent?: readonly string[]
  /** Faults that a walk cannot notice where pages have no cursor: `verify` finds their holes by the venue's own count. */
  readonly counted?: readonly FaultKind[]
  /** Resources whose walks have several pages in this world. */
  readonly paged: readonly string[]
  /** Why its replica has no records that are broken for good, where that is so. */
  readonly unbroken?: string
  /** The resource that loses its bronze file. */
  readonly loses: string
  /** Requests that a second run takes at most. */
  readonly second: number
}

/** Faults that a mirror gets over by asking again. */
const TRANSIENT: readonly FaultKind[] = [...ANSWER_FAULTS, ...PAGE_FAULTS, 'reorder']
/** After which shares of the pages a run is stopped; and after about how many pages where time allows. */
const FEW = [0.6]
const MANY = 24
/** Requests that may meet a fault, and syncs that must be enough for so many. */
const TROUBLE = 60
const ROUNDS = 20

/**
 * What every venue keeps, shown with its replica over HTTP and with real files: keys, rows, cursors, broken records, second
 * runs, every column, resuming after a stop, equality with the truth, and verification.
 */
export function testVenue(venue: Venue, contract: Contract): void {
  describe(`the contract of ${venue.name}`, () => {
    ofRows(venue, contract)
    ofStops(venue, contract, (pages) => FEW.map((share) => Math.ceil(share * (pages - 1))))
    broken(venue, contract)
  })
}

/** The same promises at every page, where the venue leads walks astray, and in trouble, also of larger worlds. */
export function testVenueThoroughly(venue: Venue, contract: Contract): void {
  describe(`the whole contract of ${venue.name}`, () => {
    ofStops(venue, contract, (pages) => {
      const every = Array.from({ length: pages - 1 }, (_, i) => i + 1)
      return every.filter((page) => page % Math.ceil(pages / MANY) === 0)
    })
    stuckFor(venue, contract)
    troubled(venue, contract, { seeds: [1], kinds: transientOf(venue) })
    const world = { ...contract.world, trades: 2000, markets: 40 }
    troubled(venue, { ...contract, world }, { seeds: [11], kinds: transientOf(venue) })
  })
}

function broken(venue: Venue, { world, args, hidden, unbroken }: Contract): void {
  it.skipIf(unbroken !== undefined)(
    `keeps a broken record in bronze, and refuses it with its reason and its place${unbroken === undefined ? '' : ` (${unbroken})`}`,
    async () => {
      const mirror = await Mirror.open(venue, { world: { kind: 'simulated', ...world, brokenRecords: 10 } })
      try {
        const home = await mirror.home()
        const { code, err } = await mirror.sync(home, ...args)
        expect(code, err).toBe(0)
        expect(await mirror.differences(home)).toEqual([])
        await expectRejects(mirror, home, hidden)
      } finally {
        await mirror.close()
      }
    },
  )
}

/** Everything that can be seen in one mirror of a calm world. */
function ofRows(venue: Venue, contract: Contract): void {
  const { world, args, unseen = {}, byMarket = [], loses, again = {}, second, refused = 0 } = contract
  let mirror: Mirror
  let home: string
  let first: Ended

  beforeAll(async () => {
    mirror = await Mirror.open(venue, { world: { kind: 'simulated', ...world } })
    home = await mirror.home()
    first = await mirror.sync(home, ...args)
    const rows = await inHome(home, (connection) =>
      connection.rows<{ market_id: string }>('select market_id from silver.markets order by 1'),
    )
    const markets = rows.map(({ market_id }) => market_id)
    const names = byMarket.map((name) => `${venue.name}/${name}`)
    if (names.length > 0) expect((await mirror.run(home, ['sync', ...names, '--market', ...markets])).code).toBe(0)
  })
  afterAll(() => mirror.close())

  it('is equal to the truth, without a reject', async () => {
    expect(first.code, first.err).toBe(0)
    expect(figuresOf(first).rejects).toBe(refused)
    expect(await mirror.differences(home)).toEqual([])
  })

  it('gives every record a key', async () => {
    const counts = await inHome(home, (connection) =>
      connection.rows<{ resource: string; n: string; keyed: string }>(
        'select resource, count(*) as n, count(key) as keyed from bronze group by resource order by resource',
      ),
    )
    expect(counts.map(({ resource }) => resource)).toEqual(venue.resources.map(({ name }) => name).sort())
    expect(counts.filter(({ n, keyed }) => n !== keyed)).toEqual([])
  })

  it('brings every resource into silver tables that exist, in their types, with nothing missing', async () => {
    for (const { name, silver } of venue.resources) {
      expect(Object.keys(silver).length, `${name} has a silver table`).toBeGreaterThan(0)
      for (const table of Object.keys(silver)) expect(silverTable(table).name).toBe(table)
    }
    expect(await inHome(home, (connection) => unlike(connection, venue))).toEqual([])
  })

  it('fills every column that its mapping reads', async () => {
    const missed = await inHome(home, (connection) => neverSeen(connection, venue))
    expect(missed).toEqual(Object.keys(unseen).sort())
  })

  it('sends no request twice in one run', () => {
    const sent = first.requests.map(asSent)
    const twice = sent.filter((request, i) => sent.indexOf(request) !== i)
    expect(twice.filter((request) => !Object.values(again).some((fair) => fair.test(request)))).toEqual([])
  })

  it('finds nothing to do the second time', async () => {
    const copy = await mirror.home(home)
    // What a first run shows may still have to be asked in full.
    await mirror.sync(copy, ...args)
    const ended = await mirror.sync(copy, ...args)
    process.stdout.write(
      `${venue.name}: ${first.requests.length} requests the first time, then ${ended.requests.length}\n`,
    )
    const { stored, rows, rejects } = figuresOf(ended)
    expect({ code: ended.code, stored, rows, rejects }).toEqual({ code: 0, stored: 0, rows: 0, rejects: 0 })
    expect(ended.requests.length).toBeLessThanOrEqual(second)
  })

  it('verifies as complete; without one bronze file a slice is named, and mended', async () => {
    const copy = await mirror.home(home)
    const calm = await mirror.run(copy, ['verify', `${venue.name}/*`])
    expect(calm.code, calm.err).toBe(0)
    const lost = await loseFile(copy, venue.name, loses)
    const found = await mirror.run(copy, ['verify'])
    expect(found.code).toBe(1)
    const mended = await mirror.run(copy, ['verify', '--repair'])
    expect(mended.code, mended.err).toBe(0)
    expect(lost.filter((slice) => mended.err.includes(slice))).not.toEqual([])
    expect(await mirror.differences(copy)).toEqual([])
    // Silver had the rows all the time; bronze alone says whether they are back.
    expect((await mirror.run(copy, ['load', '--rebuild'])).code).toBe(0)
    expect(await mirror.differences(copy)).toEqual([])
  })
}

/** Cursors: where walks are cut off. `chosen` says after which of so many pages; then again and again in one home. */
function ofStops(venue: Venue, { world, args, wanted }: Contract, chosen: (pages: number) => number[]): void {
  it('goes on from the pages at which it is stopped', async () => {
    const mirror = await Mirror.open(venue, { world: { kind: 'simulated', ...world } })
    const puller = await Puller.open(mirror)
    try {
      const whole = await mirror.home()
      const { pages } = await puller.pull(whole, wanted)
      expect(pages).toBeGreaterThan(venue.resources.length)
      const stops = chosen(pages)
      const homes: string[] = []
      for (const page of stops) {
        const home = await mirror.home()
        expect(await puller.pull(home, wanted, page)).toMatchObject({ stopped: true })
        expect(await puller.pull(home, wanted)).toMatchObject({ stopped: false })
        expect(await puller.compare(home, whole), `stopped after page ${page}`).toEqual({ twice: 0, missing: 0 })
        homes.push(home)
      }
      // Stopped again and again in one home; then silver of that home and of the last above is true as well.
      const chained = await mirror.home()
      for (const page of stops) expect(await puller.pull(chained, wanted, page)).toBeDefined()
      expect(await puller.pull(chained, wanted)).toMatchObject({ stopped: false })
      expect(await puller.compare(chained, whole)).toEqual({ twice: 0, missing: 0 })
      process.stdout.write(`${venue.name}: stopped after ${homes.length} of ${pages} pages, and as often in one home\n`)
      for (const home of [chained, homes.at(-1)!]) {
        const ended = await mirror.sync(home, ...args)
        expect(ended.code, ended.err).toBe(0)
        expect(await mirror.differences(home)).toEqual([])
      }
    } finally {
      await puller.close()
      await mirror.close()
    }
  }, 240_000)
}

/** Cursors: where the venue leads walks astray. */
function stuckFor(venue: Venue, { world, args, paged, silent = [] }: Contract): void {
  it('ends with a failure where the venue gives one page for ever, and mirrors all of it later', async () => {
    const mirror = await Mirror.open(venue, { world: { kind: 'simulated', ...world } })
    const pull = (home: string) => mirror.run(home, ['pull', `${venue.name}/*`, '--json', ...args])
    try {
      const home = await mirror.home()
      const { base, cursors } = REPLICA_VENUES[venue.name]!
      const paths = (await pull(await mirror.home())).requests.map((request) => request.path.slice(base.length))
      for (const each of new Set(paths)) mirror.proxy.spoil(each, stuck(cursors))
      const ended = await pull(home)
      mirror.proxy.mend()
      expect(ended.code, ended.err).toBe(1)
      const failed = ended.events.flatMap((event) => (event.type === 'failure' ? [event.resource] : []))
      expect(paged.filter((name) => !failed.includes(name))).toEqual([])
      expect(ended.requests.length).toBeLessThan(50 * paths.length)
      await expectTruth(mirror, home, { args, silent })
    } finally {
      await mirror.close()
    }
  }, 240_000)
}

/** The faults of a venue's replica that a mirror gets over by asking again. */
export function transientOf({ name }: Venue): FaultKind[] {
  const { kinds, onlyNamed } = REPLICA_VENUES[name]!.faults
  return TRANSIENT.filter((kind) => kinds.includes(kind) && !onlyNamed.includes(kind))
}

/** Worlds in which such things go wrong for a while, one per seed. */
export function troubled(
  venue: Venue,
  { world, args, silent = [], counted = [] }: Contract,
  { seeds, kinds }: { seeds: readonly number[]; kinds: readonly FaultKind[] },
): void {
  it.each(seeds)(`is equal to the truth in the end when answers fail (${kinds.join(', ')}; seed %i)`, async (seed) => {
    const faults = { seed, rate: 0.3, kinds, calmAfter: TROUBLE }
    const mirror = await Mirror.open(venue, { world: { kind: 'simulated', ...world }, faults })
    try {
      const home = await mirror.home()
      const { replica } = mirror
      for (let round = 0; round < ROUNDS && replica.requests().length < TROUBLE; round++) {
        const { code, err } = await mirror.sync(home, ...args)
        expect([0, 1, 75], err).toContain(code)
        replica.advance(300)
      }
      expect(replica.requests().length).toBeGreaterThanOrEqual(TROUBLE)
      if (kinds.some((kind) => counted.includes(kind))) await mirror.run(home, ['verify', '--repair'])
      await expectTruth(mirror, home, { args, silent })
      const met = new Set(replica.requests().flatMap(({ fault }) => fault ?? []))
      process.stdout.write(`${venue.name}: seed ${seed} met ${[...met].sort().join(', ')}\n`)
    } finally {
      await mirror.close()
    }
  })
}

/**
 * Syncs in a calm world, then holds the home against the truth: what still is not there was claimed before without proof.
 * What the venue does not tell the changes of is compared after reading it in full.
 */
async function expectTruth(
  mirror: Mirror,
  home: string,
  { args, silent }: { args: readonly string[]; silent: readonly string[] },
): Promise<void> {
  const untrue = async (...more: string[]) => {
    mirror.replica.advance(300)
    const { code, err } = await mirror.sync(home, ...args, ...more)
    expect(code, err).toBe(0)
    return mirror.differences(home)
  }
  // What a first sync shows may still have to be asked in full.
  await untrue()
  const left = await untrue()
  expect(left.filter(({ table }) => !silent.includes(table))).toEqual([])
  expect(await untrue('--full')).toEqual([])
}

async function expectRejects(mirror: Mirror, home: string, hidden?: string): Promise<void> {
  const truth = path.join(await mirror.truth(), 'rejects.csv')
  await inHome(home, async (connection) => {
    const rows = await connection.rows<{ resource: string; key: string; reason: string; at_place: string }>(
      `select r.resource, r.key, r.reason, b.key as at_place from silver.rejects as r
       left join bronze as b on b.filename = '${home}/' || r.bronze_file and b.file_row_number = r.bronze_row`,
    )
    const expected = await connection.rows<{ resource: string; key: string }>(
      `select resource, key from read_csv('${truth}', all_varchar = true)`,
    )
    expect(expected.length).toBeGreaterThan(3)
    for (const { reason, key, at_place } of rows) {
      expect(at_place).toBe(key)
      expect(reason).toMatch(/\S/)
    }
    const served = hidden === undefined ? () => true : servedBy(mirror, hidden)
    const named = ({ resource, key }: { resource: string; key: string }) => `${resource} ${key.split('@')[0]}`
    expect([...new Set(rows.map(named))].sort()).toEqual(
      [...new Set(expected.filter(({ key }) => served(key)).map(named))].sort(),
    )
  })
}

/** Whether some list shows a record, by the rows that the world would serve. */
function servedBy({ replica }: Mirror, hidden: string): (key: string) => boolean {
  const raw = replica.world.truth.filter(({ format }) => format === 'ndjson')
  const lines = raw.flatMap((table) => [...table.pieces()].join('').split('\n'))
  const unseen = lines.filter((line) => line.includes(hidden))
  return (key) => !unseen.some((line) => line.includes(`"id":${JSON.stringify(key)}`))
}

/** Removes the largest bronze file of a resource; gives the slices that stood in it. */
async function loseFile(home: string, venue: string, resource: string): Promise<string[]> {
  const files = globSync(`bronze/venue=${venue}/resource=${resource}/*/*.parquet`, { cwd: home })
  const [largest] = files.map((file) => path.join(home, file)).sort((a, b) => statSync(b).size - statSync(a).size)
  const slices = await inBronze((connection) =>
    connection.rows<{ slice: string }>(`select distinct slice from '${largest}' order by 1`),
  )
  expect(slices.length).toBeGreaterThan(0)
  rmSync(largest!)
  return slices.map(({ slice }) => slice)
}
