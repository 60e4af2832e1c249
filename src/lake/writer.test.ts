import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Micros, SECOND } from '../core/instant.ts'
import { defineResource, type Page, type Resource, type Slice } from '../core/source.ts'
import { Engine } from '../engine/engine.ts'
import { Lake } from './lake.ts'
import { Writer } from './writer.ts'

const trades = defineResource({
  name: 'trades',
  doc: 'Facts with a key.',
  asks: { endpoint: '/things', paging: 'none', delta: 'all', proof: 'one answer' },
  byDefault: true,
  key: "payload->>'id'",
  pageCap: 10,
  accepts: [],
  axis: 'created',
  plan: async () => ({ slices: [], requests: 0, note: '' }),
  async *pages() {},
  raw: {},
  ignored: [],
  silver: {},
})

/** A page of one record, which is as far as its walk has got. */
function page(id: string, reached: Micros, cursor?: string): Page {
  const body = Buffer.from(`{"trades":[{"id":"${id}"}]}`)
  const ranges = Uint32Array.of(11, body.length - 2)
  const answer = { request: 'GET /trades', body, fetchedAt: 0, ranges, envelope: {} }
  return { answer, reached, ...(cursor !== undefined && { cursor }) }
}

function slice(from: Micros, to: Micros): Slice {
  return { name: `${from}/${to}`, params: {}, span: { from, to }, asked: { from, to } }
}

let home: string
let engine: Engine
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'oddslake-writer-'))
  engine = await Engine.open()
})
afterEach(async () => {
  engine.close()
  await rm(home, { recursive: true })
})

type Counts = [rows: number, duplicates: number]

/** A writer that commits each record by itself, and what its commits held. */
async function open(resource: Resource): Promise<{ writer: Writer; committed: Counts[] }> {
  const committed: Counts[] = []
  const writer = new Writer(new Lake(home), await engine.connect(), {
    venue: 'venue',
    resource,
    run: 'run',
    origin: 'local',
    earliest: undefined,
    flushRecords: 1,
    flushMs: 60_000,
    onCommit: ({ rows, duplicates }) => committed.push([rows, duplicates]),
  })
  return { writer, committed }
}

it('finds a record again that two slices share because bounds are whole seconds', async () => {
  const { writer, committed } = await open(trades)
  // The upper slice has got to 10.9 s of 10.5 s when it is committed; the lower one is asked up to 11 s for its 10.5 s.
  await writer.add(slice(10.5 * SECOND, 20 * SECOND), page('shared', 10.9 * SECOND, 'more'))
  await writer.add(slice(0, 10.5 * SECOND), page('shared', 5 * SECOND))
  await writer.close()
  expect(committed).toEqual([
    [1, 0],
    [0, 1],
  ])
})

it('keeps a record again where its place becomes known, and not where it is told without one', async () => {
  const numbered = "case when request like '%market=%' then payload->>'id' end"
  const { writer, committed } = await open({ ...trades, numbered })
  const told = (request: string): Page => {
    const { answer } = page('one', SECOND)
    return { answer: { ...answer, request } }
  }
  const whole = slice(0, 20 * SECOND)
  for (const request of ['GET /t?user=A', 'GET /t?market=M', 'GET /t?user=A', 'GET /t?market=M'])
    await writer.add(whole, told(request))
  await writer.close()
  expect(committed).toEqual([
    [1, 0],
    [1, 0],
    [0, 1],
    [0, 1],
  ])
})
