import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PayloadError } from '../core/errors.ts'
import { cut } from './cut.ts'

const space = fc.constantFrom('', ' ', '\n', '\t ', '\r\n  ')
/** JSON text as a venue may print it: any white space, numbers such as 0.10 that re-printing would change. */
const number = fc.constantFrom('0.10', '-1.50', '1e3', '12345678901234567890.123', '0', '100.00')
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.string({ unit: 'binary' }).map((s) => JSON.stringify(s)),
    fc.constantFrom('true', 'false', 'null', '"\\u00e9\\"\\\\"', '"]}{["', '{}', '[]'),
    fc
      .tuple(fc.array(tie('json') as fc.Arbitrary<string>, { maxLength: 3 }), space)
      .map(([a, s]) => `[${s}${a.join(`${s},${s}`)}${s}]`),
    fc
      .tuple(
        fc.array(
          fc.tuple(
            fc.string().map((s) => JSON.stringify(s)),
            tie('json') as fc.Arbitrary<string>,
          ),
          { maxLength: 3 },
        ),
        space,
      )
      .map(([pairs, s]) => `{${s}${pairs.map(([k, v]) => `${k}${s}:${s}${v}`).join(`,${s}`)}${s}}`),
  ) as fc.Arbitrary<string>,
}))
const slices = (body: Buffer, ranges: Uint32Array) =>
  Array.from({ length: ranges.length / 2 }, (_, i) => body.toString('utf8', ranges[2 * i], ranges[2 * i + 1]))

describe('cut', () => {
  it('gives each record byte for byte, whatever the white space, numbers and escapes', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 6 }), json, space, (records, other, s) => {
        const body = Buffer.from(
          `${s}{${s}"a"${s}:${other}${s},"list"${s}:[${s}${records.join(`${s},${s}`)}${s}],"cursor":"x"}${s}`,
        )
        const { ranges, envelope } = cut(body, 'list')
        expect(slices(body, ranges)).toEqual(records)
        expect(envelope).toMatchObject({ list: [], cursor: 'x' })
      }),
      { numRuns: 500 },
    )
  })

  it('gives the records of a bare list', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 6 }), space, (records, s) => {
        const body = Buffer.from(`${s}[${s}${records.join(`${s},${s}`)}${s}]${s}`)
        expect(slices(body, cut(body, null).ranges)).toEqual(records)
      }),
    )
  })

  it('refuses every body that is cut off anywhere', () => {
    const body = Buffer.from('{"cursor":"a","trades":[{"a":"x\\"y","b":[1,{"c":null}]},{"a":2}]}')
    for (let length = 0; length < body.length; length++) {
      expect(() => cut(body.subarray(0, length), 'trades'), `cut after ${length}`).toThrow(PayloadError)
    }
  })

  it.each([
    ['{"error":"Too Many Requests"}', /expected a list under "trades", got \{"error":"Too Many Requests"\}/],
    ['{"trades":null}', /expected a list under "trades", got null/],
    ['<html>oops</html>', /expected an object with "trades", got <html>/],
    ['', /empty body/],
    ['[]', /expected an object with "trades"/],
  ])('says what stands there instead: %s', (body, message) => {
    expect(() => cut(Buffer.from(body), 'trades')).toThrow(message)
  })
})
