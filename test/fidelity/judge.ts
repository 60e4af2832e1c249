import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type FaultKind,
  type FaultOptions,
  type Replica,
  startReplica,
  type WorldOptions,
} from '../../src/replica/index.ts'
import { readTruth } from '../../src/replica/testing/truth.ts'
import { type Client, startClient } from './client.ts'
import { installClients } from './install.ts'
import { type Declarations, typeErrors } from './types.ts'
import type { Row } from './wire.ts'

/** What a check looks at: a venue's own client, and what the world it reads from really holds. */
export interface Scene {
  readonly client: Client
  readonly replica: Replica
  /** The rows of one table of the truth. */
  truth(table: string): readonly Row[]
  close(): Promise<void>
}

/** Compares what one method of the client gives with the truth. */
export type Check = (scene: Scene) => Promise<void>

export interface Judged {
  readonly venue: 'kalshi' | 'polymarket'
  readonly world: WorldOptions
  /** Where the client's address begins, below the replica's. */
  readonly path: string
  /** One check for each method that can be judged. */
  readonly checks: Readonly<Record<string, Check>>
  /** Why the others are not run. */
  readonly excuses: Readonly<Record<string, readonly string[]>>
  readonly declarations: Declarations
  /** Methods that by the API page give something else than their client declares. */
  readonly misdeclared: readonly string[]
  /** A fault that the check of one method must notice, so that no check passes whatever comes. */
  readonly spoilt: { readonly method: string; readonly fault: FaultKind }
}

/** One test for each method of a venue's own client that reads; the last one lists all methods with how they fared. */
export function judge(judged: Judged): void {
  const { venue, world, path, checks, excuses, declarations, misdeclared, spoilt } = judged
  describe(`${venue}'s own client`, () => {
    const verdicts = new Map(Object.entries(excuses).flatMap(([why, names]) => names.map((name) => [name, why])))
    let scene: Scene

    beforeAll(async () => {
      installClients()
      scene = await openScene({ venue, world, path })
    }, 400_000)
    afterAll(() => scene?.close())

    it.each(Object.entries(checks))('%s', async (method, check) => {
      verdicts.set(method, 'FAIL')
      await check(scene)
      expect(scene.client.answers.get(method)).not.toEqual([])
      verdicts.set(method, 'pass')
    })

    it('gets what it declares', () => {
      const kept = [...scene.client.answers].filter(([method]) => !misdeclared.includes(method))
      expect(typeErrors(new Map(kept), declarations)).toEqual([])
      for (const method of misdeclared) {
        const wrong = new Map([[method, scene.client.answers.get(method)!]])
        expect(typeErrors(wrong, declarations)).not.toEqual([])
      }
    })

    it(`is not taken in: ${spoilt.fault} fails ${spoilt.method}`, async () => {
      const bad = await openScene({ venue, world, path }, { seed: 1, rate: 1, kinds: [spoilt.fault] })
      await expect(checks[spoilt.method]!(bad)).rejects.toThrow(/deeply equal/)
      await bad.close()
    })

    it('has no method that is neither run nor excused', () => {
      const { methods } = scene.client
      const width = Math.max(...methods.map((name) => name.length))
      const lines = methods.map((name) => `  ${name.padEnd(width)}  ${wording(verdicts.get(name))}`)
      process.stdout.write(`\n${venue}: ${methods.length} methods of its own client\n${lines.join('\n')}\n`)
      const named = [...Object.keys(checks), ...Object.values(excuses).flat()]
      expect(named.toSorted()).toEqual([...methods].sort())
    })
  })
}

/** Starts a replica and the venue's own client beside it. */
export async function openScene(
  { venue, world, path }: Pick<Judged, 'venue' | 'world' | 'path'>,
  faults: FaultOptions | null = null,
): Promise<Scene> {
  const replica = await startReplica({ venue, world, faults })
  const client = await startClient(venue, `${replica.url}${path}`)
  const tables = new Map<string, readonly Row[]>()
  const truth = (name: string) => {
    const rows = tables.get(name) ?? readTruth(replica.world, name)
    tables.set(name, rows)
    return rows
  }
  const close = async () => {
    await client.close()
    await replica.close()
  }
  return { client, replica, truth, close }
}

function wording(verdict: string | undefined): string {
  if (verdict === 'pass' || verdict === 'FAIL') return verdict
  return verdict === undefined ? 'NEITHER RUN NOR EXCUSED' : `not run: ${verdict}`
}
