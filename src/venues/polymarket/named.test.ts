import { expect, it } from 'vitest'
import { UserError } from '../../core/errors.ts'
import { conditions, wallets } from './named.ts'

const CONDITION = `0xAB${'1'.repeat(62)}`
const WALLET = `0xCD${'2'.repeat(38)}`

it('condition ids and wallets are taken in any case, of combinations too', () => {
  expect(conditions([CONDITION, CONDITION.slice(0, 64)])).toEqual([
    CONDITION.toLowerCase(),
    CONDITION.slice(0, 64).toLowerCase(),
  ])
  expect(wallets([WALLET])).toEqual([WALLET.toLowerCase()])
})

it.each([
  'will-it-rain',
  '517006',
  '100023967870848824480255956050827267681172607688412824795084780568297124462589',
  WALLET,
])('a market named %s is refused, with the way to its condition id', (name) => {
  expect(() => conditions([name])).toThrow(UserError)
  expect(() => conditions([name])).toThrow(`where alias = '${name}'`)
})

it('a trader is refused who is no wallet', () => {
  expect(() => wallets(["O'Hara"])).toThrow("--trader O'Hara: expected a wallet")
  expect(() => wallets([CONDITION])).toThrow(UserError)
})
