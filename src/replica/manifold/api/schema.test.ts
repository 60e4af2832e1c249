import { describe, expect, it } from 'vitest'
import { Refusal } from '../answers.ts'
import {
  flag,
  list,
  number,
  oneOf,
  readQuery,
  requiredList,
  requiredText,
  type Schema,
  text,
  textOrList,
} from './schema.ts'

function faults(schema: Schema, query: string): unknown {
  try {
    return readQuery(schema, new URLSearchParams(query))
  } catch (error) {
    return error instanceof Refusal ? error.details : error
  }
}

const limit = { limit: number({ min: 0, max: 1000 }, 500) }

describe('query parameters', () => {
  it('reads numbers as JavaScript does', () => {
    expect(['', 'limit=', 'limit=1e3', 'limit=0x10', 'limit=1.5'].map((query) => faults(limit, query))).toEqual(
      [500, 0, 1000, 16, 1.5].map((value) => ({ limit: value })),
    )
  })

  it('says what is wrong in the words of the service', () => {
    const wrong: [Schema, string, string | null, string][] = [
      [limit, 'limit=1001', 'limit', 'Number must be less than or equal to 1000'],
      [limit, 'limit=-1', 'limit', 'Number must be greater than or equal to 0'],
      [limit, 'limit=abc', 'limit', 'Expected number, received nan'],
      [{ limit: number({ above: 0 }) }, 'limit=0', 'limit', 'Number must be greater than 0'],
      [{ at: number({ whole: true }) }, 'at=1.5', 'at', 'Expected integer, received float'],
      [limit, 'foo=1&bar=2', null, "Unrecognized key(s) in object: 'foo', 'bar'"],
      [
        { order: oneOf(['asc', 'desc'], 'asc') },
        'order=up',
        'order',
        "Invalid enum value. Expected 'asc' | 'desc', received 'up'",
      ],
      [{ sort: oneOf(['a'], 'a', 'union') }, 'sort=b', 'sort', 'Invalid input'],
      [{ lite: flag }, 'lite=1', 'lite', 'Invalid input'],
      [{ ids: list }, 'ids=a', 'ids', 'Expected array, received string'],
      [{ ids: list }, 'ids[21]=a', 'ids', 'Expected array, received object'],
      [{ ids: requiredList(1) }, 'ids[]=a&ids[]=b', 'ids', 'Array must contain at most 1 element(s)'],
      [{ id: requiredText }, '', 'id', 'Required'],
      [{ id: text }, 'id=a&id=b', 'id', 'Expected string, received array'],
    ]
    for (const [schema, query, field, error] of wrong) expect(faults(schema, query)).toEqual([{ field, error }])
  })

  it('collects every fault, unknown keys last', () => {
    expect(faults({ ...limit, lite: flag }, 'foo=1&lite=yes&limit=x')).toEqual([
      { field: 'limit', error: 'Expected number, received nan' },
      { field: 'lite', error: 'Invalid input' },
      { field: null, error: "Unrecognized key(s) in object: 'foo'" },
    ])
  })

  it('reads lists however they are spelled', () => {
    const ids = { ids: list }
    for (const query of ['ids=a&ids=b', 'ids[]=a&ids[]=b', 'ids[0]=a&ids[1]=b'])
      expect(faults(ids, query)).toEqual({ ids: ['a', 'b'] })
    expect(faults({ contractId: textOrList }, 'contractId=a')).toEqual({ contractId: ['a'] })
  })

  it('lets path parameters win, and unknown keys pass where the route is lenient', () => {
    const read = readQuery({ id: requiredText }, new URLSearchParams('id=query&foo=1'), {
      path: { id: 'path' },
      lenient: true,
    })
    expect(read).toEqual({ id: 'path' })
  })
})
