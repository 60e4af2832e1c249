import { describe, expect, it } from 'vitest'
import { killLoads } from './storm/load-kills.ts'
import { createDatabase } from './support/databases.ts'
import { ENGINES } from './support/engines.ts'

describe.each(ENGINES.filter((engine) => engine !== 'duckdb'))('a warehouse that is a server, %s', (engine) => {
  it('loses and repeats nothing when the loading process is killed', async () => {
    expect(await killLoads(await createDatabase(engine), { kills: 2, seed: 7 })).toBe(2)
  })
})
