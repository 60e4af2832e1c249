import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { quotient, rounded } from './numbers.ts'

/** The number a text says, as a fraction. */
function fraction(text: string): [bigint, bigint] {
  const [mantissa = '0', exponent = '0'] = text.split('e')
  const [whole = '0', rest = ''] = mantissa.split('.')
  const scale = rest.length - Number(exponent)
  const digits = BigInt(whole + rest)
  return scale >= 0 ? [digits, 10n ** BigInt(scale)] : [digits * 10n ** BigInt(-scale), 1n]
}

/** n / d of a sign, at so many digits, rounded half-even. */
function written([n, d]: [bigint, bigint], digits: number): string {
  const size = (n < 0n ? -n : n) * 10n ** BigInt(digits)
  const twice = (size % d) * 2n
  const up = twice > d || (twice === d && (size / d) % 2n === 1n) ? 1n : 0n
  const text = (size / d + up).toString().padStart(digits + 1, '0')
  const sign = n < 0n && size / d + up > 0n ? '-' : ''
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** What a venue of binary floats sends: any size, many short ones, many that end in a 5 right behind the last digit. */
const numbers = fc.oneof(
  fc
    .double({ min: -1e7, max: 1e7, noNaN: true })
    .filter((x) => x === 0 || Math.abs(x) > 1e-5)
    .map(String),
  fc.integer({ min: -1e9, max: 1e9 }).map((n) => String(n / 1000)),
  fc.tuple(fc.nat(99), fc.bigInt(0n, 10n ** 12n - 1n)).map(([w, f]) => `${w}.${String(f).padStart(12, '0')}5`),
  fc.tuple(fc.nat(9999), fc.nat(999_999)).map(([w, f]) => `-${w}.${String(f).padStart(6, '0')}5`),
  fc.constantFrom('0', '5e-7', '1.5e-6', '2.5e-12', '5e-13', '1e3', '-0.0000005'),
)

describe('numbers of a venue that sends binary floats', () => {
  let engine: Engine
  let connection: Connection
  beforeAll(async () => {
    engine = await Engine.open()
    connection = await engine.connect()
  })
  afterAll(() => engine.close())

  it.each([6, 12] as const)('are rounded half-even at %i digits, exactly', async (digits) => {
    await fc.assert(
      fc.asyncProperty(fc.array(numbers, { minLength: 200, maxLength: 400 }), async (texts) => {
        const rows = await connection.rows<{ x: string; y: string }>(
          `select x, (${rounded('x', digits)})::varchar as y from (select unnest(from_json($texts, '["VARCHAR"]')) as x)`,
          { texts: JSON.stringify(texts) },
        )
        for (const { x, y } of rows) expect([x, y]).toEqual([x, written(fraction(x), digits)])
      }),
      { numRuns: 20 },
    )
  })

  it('are divided exactly', async () => {
    const price = fc.oneof(
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 999 }).map((n) => n / 1000),
    )
    const shares = fc.oneof(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.constantFrom(1, 2, 4, 8, 16, 1024))
    const bets = fc.tuple(price, shares).map(([p, s]) => ({ a: String(p * s), b: String(s) }))
    await fc.assert(
      fc.asyncProperty(fc.array(bets, { minLength: 300, maxLength: 500 }), async (pairs) => {
        const rows = await connection.rows<{ a: string; b: string; y: string }>(
          `select a, b, (${quotient('a', 'b')})::varchar as y
           from (select unnest(from_json($pairs, '[{"a":"VARCHAR","b":"VARCHAR"}]'), recursive := true))`,
          { pairs: JSON.stringify(pairs) },
        )
        for (const { a, b, y } of rows) {
          const [[n, m], [d, e]] = [fraction(a), fraction(b)]
          expect([a, b, y]).toEqual([a, b, written([n * e, m * d], 12)])
        }
      }),
      { numRuns: 20 },
    )
  })
})
