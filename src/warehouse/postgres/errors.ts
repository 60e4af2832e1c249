import {
  EnvironmentError,
  FullDiskError,
  OddslakeError,
  StoppedError,
  TransientError,
  UserError,
} from '../../core/errors.ts'
import { ident } from '../../core/sql.ts'
import type { Place } from './url.ts'

/** What the server or the network says: SQLSTATE (five characters) or the system's name of the trouble. */
type Said = Error & { readonly code?: string; readonly detail?: string; readonly hint?: string }

type Rule = { readonly when: RegExp; readonly say: (said: Said, place: Place) => OddslakeError }

/** What the server's codes mean for the user. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const RULES: readonly Rule[] = [
  {
    when: /^(ENOTFOUND|EAI_AGAIN)$/,
    say: (_, { host, shown }) =>
      new TransientError(
        `${shown}: the host name ${host} is not known. Check it in ODDSLAKE_WAREHOUSE, and the network.`,
      ),
  },
  {
    when: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOENT)$/,
    say: (_, { shown }) =>
      new TransientError(
        `${shown}: nobody answers there. Start the server, or check host and port in ODDSLAKE_WAREHOUSE.`,
      ),
  },
  {
    when: /^(08...|57P0[123]|ECONNRESET|EPIPE|ETIMEDOUT|ENDED)$/,
    say: ({ message }, { shown }) =>
      new TransientError(
        `${shown}: the connection was lost (${message}). Run the same command again; what was finished is safe, the rest was undone.`,
      ),
  },
  {
    when: /^(40001|40P01|55P03)$/,
    say: ({ message }, { shown }) =>
      new TransientError(`${shown}: others hold what is needed (${message}). Run the same command again.`),
  },
  {
    when: /^53300$/,
    say: (_, { shown }) =>
      new TransientError(
        `${shown}: all connections are taken. Try again later, raise max_connections there, or set connections=2 in ODDSLAKE_WAREHOUSE.`,
      ),
  },
  {
    when: /^(53100|53400|ENOSPC)$/,
    say: ({ message }, { shown }) =>
      new FullDiskError(
        `${shown}: no room to write (${message}). Free some space there or raise the quota, then run the same command again; nothing that was finished is lost.`,
      ),
  },
  {
    when: /^28...$/,
    say: ({ message }, { shown, user }) =>
      new UserError(
        `${shown}: the server does not let ${user} in (${message}). Check user, password and sslmode in ODDSLAKE_WAREHOUSE, and pg_hba.conf there.`,
      ),
  },
  {
    when: /^3D000$/,
    say: (_, { host, port, database, user }) =>
      new UserError(
        `PostgreSQL at ${host}:${port} has no database ${database}. Make it there: create database ${ident(database)} owner ${ident(user)} encoding 'UTF8' template template0`,
      ),
  },
  { when: /^42501$/, say: missingGrant },
  {
    when: /^25006$/,
    say: (_, { shown }) =>
      new UserError(
        `${shown}: this may only read. A statement that is asked must not write; and to load, the server must be a primary.`,
      ),
  },
  {
    when: /^57014$/,
    say: ({ message }, { shown }) =>
      new TransientError(
        `${shown}: a statement was stopped (${message}). If it needs longer, set statement_timeout=SECONDS in ODDSLAKE_WAREHOUSE.`,
      ),
  },
  {
    when: /^54000$/,
    say: ({ message }, { shown }) =>
      new EnvironmentError(
        `${shown}: an id is too long for the server's indexes (${message}). Load without that resource, or into another engine.`,
      ),
  },
  {
    when: /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH)/,
    say: ({ message }, { shown }) =>
      new UserError(
        `${shown}: its certificate is not trusted (${message}). Set sslrootcert=FILE in ODDSLAKE_WAREHOUSE to the certificate that signed it.`,
      ),
  },
]

/** Turns what the server or the network says into one of our errors where it is not our bug; leaves others as they are. */
export function asOurs(error: unknown, place: Place): unknown {
  if (error instanceof OddslakeError || !(error instanceof Error)) return error
  const said = named(error)
  const rule = RULES.find(({ when }) => when.test(said.code ?? ''))
  if (rule === undefined) return error
  const ours = rule.say(said, place)
  ours.cause = error
  return ours
}

/** A statement that a user gave and the server does not take. */
export function refusedStatement(error: unknown, place: Place): unknown {
  const { code, message } = error as Said
  if (error instanceof OddslakeError || !/^(42|22|0A|21|23|2F)/.test(code ?? '') || code === '42501')
    return asOurs(error, place)
  return new UserError(`The statement cannot be run: ${message}. "oddslake schema" lists tables and columns.`, {
    cause: error,
  })
}

/** Whether a row was refused because its key is there already. */
export function isTaken(error: unknown): boolean {
  return (error as Said).code === '23505'
}

/** Whether the same work may go well when it is done once more. */
export function isWorthRepeating(error: unknown): boolean {
  if (!(error instanceof TransientError) || error instanceof StoppedError) return false
  const code = (error.cause as Said | undefined)?.code ?? named(error.cause as Error).code ?? ''
  return !/^(55P03|57014|53300|ENOTFOUND)$/.test(code)
}

/** The client library names some ways in which a connection ends only in words. */
function named(error: Error | undefined): Said {
  if (error === undefined) return { name: '', message: '', code: '' }
  const { code } = error as Said
  if (code !== undefined) return error
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0]
  const isEnd =
    /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect/
  if (isEnd.test(error.message)) return Object.assign(error, { code: 'ENDED' })
  if (/does not support SSL connections/.test(error.message)) return Object.assign(error, { code: '28000' })
  return error
}

/** Names the statement that gives what is missing. */
function missingGrant({ message }: Said, { shown, user, database }: Place): UserError {
  const role = ident(user)
  const [, kind = '', name = ''] = /(?:permission denied for|must be owner of) (\w+) "?([^"]+)"?/.exec(message) ?? []
  const grants: Readonly<Record<string, string>> = {
    database: `grant create on database ${ident(database)} to ${role}`,
    schema: `grant usage, create on schema ${ident(name)} to ${role}`,
    table: message.startsWith('must be owner')
      ? `alter table ${ident(name)} owner to ${role}`
      : `grant select, insert, update, delete, truncate on all tables in schema bronze, silver, gold, ops to ${role}`,
    sequence: `grant usage on all sequences in schema ops to ${role}`,
  }
  const grant = grants[kind] ?? grants.table
  return new UserError(`${shown}: ${user} lacks a right (${message}). As its owner, run there: ${grant}`)
}
