import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connection } from '../../engine/connection.ts'
import { Engine } from '../../engine/engine.ts'
import { FUNCTIONS } from './dialect.ts'

const UNIT = 10n ** 12n
const text = (e12: bigint) => `${e12 / UNIT}.${String(e12 % UNIT).padStart(12, '0')}`

/** a / b in units of 10^-12, rounded half-even, by whole numbers. */
function quotient(a: bigint, b: bigint): bigint {
  const [whole, twice] = [(a * UNIT) / b, 2n * ((a * UNIT) % b)]
  return twice > b || (twice === b && whole % 2n === 1n) ? whole + 1n : whole
}

describe('functions of the dialect', () => {
  let engine: Engine
  let connection: Connection
  beforeAll(async () => {
    engine = await Engine.open()
    connection = await engine.connect()
  })
  afterAll(() => engine.close())

  it('ratio is exact, ties to even, for numbers of any size', async () => {
    const sized = fc.integer({ min: 1, max: 25 }).chain((digits) => fc.bigInt(0n, 10n ** BigInt(digits)))
    const tie = fc.tuple(fc.bigInt(0n, 10n ** 14n), fc.constant(4n * UNIT)).map(([a, b]) => [2n * a, b] as const)
    // From 10^14 on by millionths.
    const million = 1_000_000n
    const large = fc.tuple(fc.bigInt(10n ** 20n, 10n ** 26n - 1n), fc.bigInt(1n, 10n ** 26n - 1n))
    const pairs = fc
      .sample(
        fc.oneof(
          fc.tuple(sized, sized),
          tie,
          large.map(([a, b]) => [a * million, b * million] as const),
        ),
        { numRuns: 2_000, seed: 7 },
      )
      .filter(([a, b]) => b > 0n && quotient(a, b) < 10n ** (a < 10n ** 26n ? 26n : 38n))
    const values = pairs.map(([a, b], i) => `(${i}, ${text(a)}::decimal(38, 12), ${text(b)}::decimal(38, 12))`)
    const rows = await connection.rows<{ ratio: string }>(
      `select ${FUNCTIONS.ratio('a', 'b')}::varchar as ratio from (values ${values.join(', ')}) as v(i, a, b) order by i`,
    )
    expect(rows.map((row) => row.ratio)).toEqual(pairs.map(([a, b]) => text(quotient(a, b))))
    expect(await connection.rows(`select ${FUNCTIONS.ratio('1', '0')} as none`)).toEqual([{ none: null }])
  })

  it('roots, logarithms, middles and chance are what they are elsewhere', async () => {
    const [row] = await connection.rows(`select ${FUNCTIONS.sqrt('2')} as root, ${FUNCTIONS.ln('0.001')} as logarithm,
      ${FUNCTIONS.chance("'ä'")} as chance,
      ${FUNCTIONS.middle("timestamptz '2026-01-01 00:00:00Z'", "timestamptz '2026-01-01 00:00:00.000003Z'")}::varchar as middle`)
    // printf ä | md5sum begins with 8419.
    expect(row).toEqual({
      root: '1.414213562',
      logarithm: '-6.907755279',
      chance: String(0x8419),
      middle: '2026-01-01 00:00:00.000001+00',
    })
  })
})
