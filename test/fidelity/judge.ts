import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Replica, startReplica, type WorldOptions } from '../../src/replica/index.ts'
import { readTruth } from '../../src/replica/testing/truth.ts'
import { type Client, startClient } from './client.ts'
import { installClients } from './install.ts'
import type { Row } from './wire.ts'

/** What a check looks at: a venue's own client, and what the world it reads from really holds. */
export interface Scene {
  readonly client: Client
  readonly replica: Replica
  /** The rows of one table of the truth. */
  truth(table: string): readonly Row[]
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
}

/** One test for each method of a venue's own client that reads; the last one lists all methods with how they fared. */
export function judge({ venue, world, path, checks, excuses }: Judged): void {
  describe(`${venue}'s own client`, () => {
    const verdicts = new Map(Object.entries(excuses).flatMap(([why, names]) => names.map((name) => [name, why])))
    let scene: Scene

    beforeAll(async () => {
      installClients()
      scene = await openScene({ venue, world, path })
    }, 400_000)
    afterAll(async () => {
      await scene?.client.close()
      await scene?.replica.close()
    })

    it.each(Object.entries(checks))('%s', async (method, check) => {
      verdicts.set(method, 'FAIL')
      await check(scene)
      expect(scene.client.called).toContain(method)
      verdicts.set(method, 'pass')
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
export async function openScene({ venue, world, path }: Pick<Judged, 'venue' | 'world' | 'path'>): Promise<Scene> {
  const replica = await startReplica({ venue, world })
  const client = await startClient(venue, `${replica.url}${path}`)
  const tables = new Map<string, readonly Row[]>()
  const truth = (name: string) => {
    const rows = tables.get(name) ?? readTruth(replica.world, name)
    tables.set(name, rows)
    return rows
  }
  return { client, replica, truth }
}

function wording(verdict: string | undefined): string {
  if (verdict === 'pass' || verdict === 'FAIL') return verdict
  return verdict === undefined ? 'NEITHER RUN NOR EXCUSED' : `not run: ${verdict}`
}
