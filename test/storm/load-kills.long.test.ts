import { describe, expect, it } from 'vitest'
import { createDatabase } from '../support/databases.ts'
import { ENGINES } from '../support/engines.ts'
import { killLoads } from './load-kills.ts'

describe.each(ENGINES.filter((engine) => engine !== 'duckdb'))('a warehouse that is a server, %s', (engine) => {
  const kills = Number(process.env.ODDSLAKE_TEST_KILLS ?? 20)
  it(`loses and repeats nothing when the loading process is killed ${kills} times`, async () => {
    expect(await killLoads(await createDatabase(engine), { kills, seed: 1 })).toBe(kills)
  })
})
