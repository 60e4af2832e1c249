import { afterEach, expect, it } from 'vitest'
import { MemoryLimitError } from '../core/errors.ts'
import { Engine } from './engine.ts'

let engine: Engine
afterEach(() => engine.close())

/** Cannot be divided: needs some 40 MB at once. */
const LARGE = "select length(string_agg(repeat('x', 1000), '')) as n from range(20000)"

it('what memory does not suffice for is done again with more, a transaction as a whole', async () => {
  engine = await Engine.open({ memory: '10MB', more: ['11MB', '300MB'] })
  const connection = await engine.connect()
  await connection.run('create table t (n bigint)')
  let tries = 0
  const n = await connection.transaction(async () => {
    tries++
    await connection.run('insert into t values (1)')
    return (await connection.first(LARGE))?.n
  })
  expect(Number(n)).toBe(20_000_000)
  expect(tries).toBe(3)
  expect(await connection.first('select count(*)::integer as n from t')).toEqual({ n: 1 })
  expect(engine.memory).toBe('300MB')
  connection.close()
})

it('without more, it fails', async () => {
  engine = await Engine.open({ memory: '10MB' })
  const connection = await engine.connect()
  await expect(connection.rows(LARGE)).rejects.toThrow(MemoryLimitError)
  connection.close()
})
