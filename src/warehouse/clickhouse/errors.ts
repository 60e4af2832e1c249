import { ClickHouseError } from '@clickhouse/client'
import { EnvironmentError, FullDiskError, OddslakeError, TransientError, UserError } from '../../core/errors.ts'
import { firstLine } from '../../engine/errors.ts'
import type { Address } from './address.ts'

/** The server is away or did not answer to the end: the same statement may work in a moment. */
const NETWORK =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|socket hang up|Timeout error|aborted|premature close|other side closed/i

/** Whether to send a statement again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ClickHouseError) return PASSING.has(error.code)
  return error instanceof Error && NETWORK.test(`${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}`)
}

/** Codes of the server for what passes by itself: too many statements, too many parts, no contact to the keeper, … */
const PASSING = new Set(['202', '209', '210', '225', '242', '252', '279', '319', '999'])
const WRONG_USER = new Set(['192', '193', '194', '516'])
const FULL = /No space left on device|NOT_ENOUGH_SPACE|Cannot reserve .* not enough space|disk quota exceeded/i

/** What the server or the network said, as one of our errors; `asked` when the statement is the user's own. */
export function asOurs(error: unknown, { place, user }: Address, asked = false): unknown {
  if (error instanceof OddslakeError || !(error instanceof Error)) return error
  const ours = of(error, { place, user, asked })
  if (ours === undefined) return error
  ours.cause = error
  return ours
}

type Context = Pick<Address, 'place' | 'user'> & { readonly asked: boolean }

function of(error: Error, context: Context): OddslakeError | undefined {
  const { place, user, asked } = context
  const said = firstLine(error.message.trim())
  if (!(error instanceof ClickHouseError)) {
    if (/Port \d+ is for/.test(error.message) || /HPE_INVALID|Parse Error/.test(`${error.message}`))
      return new UserError(
        `${place} does not speak ClickHouse's HTTP interface (${said}). Name that port in ODDSLAKE_WAREHOUSE: 8123, with TLS 8443.`,
      )
    if (isPassing(error))
      return new TransientError(
        `ClickHouse at ${place} does not answer (${said}). Start it or mend the connection and run the same command again; nothing that was finished is lost.`,
      )
    return undefined
  }
  if (WRONG_USER.has(error.code))
    return new UserError(
      `ClickHouse at ${place} does not let "${user}" in: wrong user or password. Set both in ODDSLAKE_WAREHOUSE: clickhouse://USER:PASSWORD@${place}`,
    )
  if (error.code === '497') return missingGrant(said, context)
  if (error.code === '243' || FULL.test(error.message))
    return new FullDiskError(
      `The disk of ClickHouse at ${place} is full (${said}). Free some space there and run the same command again; nothing that was finished is lost.`,
    )
  if (error.code === '201')
    return new TransientError(
      `The quota of "${user}" at ClickHouse at ${place} is used up (${said}). Run the same command again when it is renewed, or have it raised.`,
    )
  if (isPassing(error))
    return new TransientError(`ClickHouse at ${place} cannot do it now (${said}). Run the same command again later.`)
  if (error.code === '164' && asked)
    return new UserError(
      'Only one statement that reads can be run here, such as "select …". Data is written by sync, load and build.',
    )
  if (error.code === '241')
    return new EnvironmentError(
      `ClickHouse at ${place} came to its memory limit (${said}). Raise max_memory_usage of "${user}", or ask for less.`,
    )
  if (asked)
    return new UserError(
      `The statement cannot be run: ${said}. It is run by ClickHouse, in its own words; "oddslake schema" lists tables and columns.`,
    )
  return undefined
}

function missingGrant(said: string, { place, user }: Context): UserError {
  const [, grant] = /to have the grant (.+?)(?: for .*)?(?:\. |$)/.exec(said) ?? []
  const next = grant === undefined ? `have it granted (${said})` : `run there: GRANT ${grant} TO ${user}`
  return new UserError(`"${user}" lacks a right at ClickHouse at ${place}. As its administrator, ${next}`)
}
