import { UserError } from '../../core/errors.ts'
import { literal } from '../../core/sql.ts'

/** Markets as the user named them, where they are asked by condition id: 64 hexadecimal digits, of combinations 62. */
export function conditions(names: readonly string[]): string[] {
  return names.map((name) => {
    if (/^0x([0-9a-f]{62}|[0-9a-f]{64})$/i.test(name)) return name.toLowerCase()
    const where = `alias = ${literal(name)}`
    throw new UserError(
      `--market ${name}: expected a condition id (0x and 64 hexadecimal digits). Find it with: oddslake query "select market_id from silver.market_aliases where ${where}"`,
    )
  })
}

/** Wallets as the user named them. */
export function wallets(names: readonly string[]): string[] {
  return names.map((name) => {
    if (/^0x[0-9a-f]{40}$/i.test(name)) return name.toLowerCase()
    throw new UserError(
      `--trader ${name}: expected a wallet (0x and 40 hexadecimal digits). Find it with: oddslake query "select trader_id from silver.traders where name = ${literal(name)}"`,
    )
  })
}
