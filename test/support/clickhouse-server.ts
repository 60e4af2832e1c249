/**
 * ClickHouse's own engine (chdb) behind its HTTP interface, in a process of its own: what @clickhouse/client and Parquet
 * bodies meet here is what they meet in production. One statement at a time; an engine that crashes ends the process.
 * Usage: node clickhouse-server.ts '{"chdb":"/path/node_modules/chdb","data":"/path","port":0}'; prints one line of JSON.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createZstdDecompress, gzipSync } from 'node:zlib'

export type ServerOptions = {
  /** The installed package. */
  readonly chdb: string
  /** Folder of the database; it is kept when the process ends. */
  readonly data: string
  readonly port: number
  readonly user?: string
  readonly password?: string
}
/**
 * What statements that match meet, so many times: a code with its message, or an answer, or, with neither, the end of the
 * connection before anything has happened; with `late` after it has.
 */
export type Trouble = {
  readonly match: string
  readonly times: number
  readonly code?: number
  readonly message?: string
  readonly answer?: string
  readonly late?: boolean
}

type Result = { bytes(): Uint8Array }
type Session = { queryAsync(sql: string, options: { format: string }): Promise<Result>; close(): void }

/** URL parameters that are not settings. */
const OWN =
  /^(query|query_id|database|user|password|session_id|session_timeout|role|default_format|param_.*|readonly|wait_end_of_query|enable_http_compression|send_progress_in_http_headers|http_.*|decompress|compress)$/
const READS = /^\s*(\(\s*)*(select|with|show|describe|desc|explain|exists)\b/i
const INSERT = /^\s*insert\s+into\s+([^\s(]+)\s*\(([^)]*)\)\s*format\s+(\w+)\s*$/i
/** Stands for a connection that ends without an answer. */
const CUT = 0
const STATUS: Readonly<Record<number, number>> = { 60: 404, 62: 400, 81: 404, 164: 500, 497: 500, 516: 403 }

const options = JSON.parse(process.argv[2]!) as ServerOptions
const { Session: Engine } = createRequire(import.meta.url)(options.chdb) as { Session: new (folder: string) => Session }
const bodies = path.join(options.data, 'bodies')
await rm(bodies, { recursive: true, force: true })
await mkdir(bodies, { recursive: true })
const session = new Engine(path.join(options.data, 'store'))
// Compiling small statements to machine code takes longer than running them.
await session.queryAsync(
  'set compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0',
  {
    format: 'TSV',
  },
)
let trouble: (Trouble & { left: number }) | undefined
let turn: Promise<unknown> = Promise.resolve()
let received = 0

function run(sql: string, format = 'TabSeparated'): Promise<Uint8Array> {
  return session.queryAsync(sql, { format }).then((result) => result.bytes())
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** What the session has set: a setting stays until another statement comes without it. */
const held = new Map<string, string>()

/** Gives the session the settings and parameters of the statement that comes next. */
async function settle(query: URLSearchParams): Promise<void> {
  const wanted = new Map([...query].filter(([name]) => name.startsWith('param_') || !OWN.test(name)))
  const changes = [
    ...[...wanted]
      .filter(([name, value]) => held.get(name) !== value)
      .map(([name, value]) => `${name} = ${quoted(value)}`),
    ...[...held.keys()]
      .filter((name) => !wanted.has(name) && !name.startsWith('param_'))
      .map((name) => `${name} = default`),
  ]
  if (changes.length > 0) await run(`set ${changes.join(', ')}`)
  held.clear()
  for (const [name, value] of wanted) held.set(name, value)
}

class Refused extends Error {
  readonly clickhouseCode: number
  constructor(code: number, message: string) {
    super(`Code: ${code}. DB::Exception: ${message}`)
    this.clickhouseCode = code
  }
}

function checkUser(request: IncomingMessage, query: URLSearchParams): void {
  const [user, password] = credentials(request, query)
  if (options.user === undefined || (user === options.user && password === (options.password ?? ''))) return
  throw new Refused(
    516,
    `${user}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
  )
}

function credentials(request: IncomingMessage, query: URLSearchParams): [string, string] {
  const [, basic] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
  if (basic === undefined) return [query.get('user') ?? 'default', query.get('password') ?? '']
  const text = Buffer.from(basic, 'base64').toString()
  return [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)]
}

function bodyOf(request: IncomingMessage): Readable {
  const decoder = { gzip: createGunzip, br: createBrotliDecompress, zstd: createZstdDecompress }[
    request.headers['content-encoding'] ?? ''
  ]
  return decoder === undefined ? request : request.pipe(decoder())
}

async function answer(request: IncomingMessage, query: URLSearchParams): Promise<Uint8Array> {
  checkUser(request, query)
  const [, table, columns, form] = INSERT.exec(query.get('query') ?? '') ?? []
  const file = path.join(bodies, `${received++}`)
  let sql = query.get('query') ?? ''
  if (form !== undefined) await pipeline(bodyOf(request), createWriteStream(file))
  else sql = `${sql}${sql === '' ? '' : '\n'}${(await buffer(bodyOf(request))).toString()}`
  const mine = turn.then(async () => {
    const met = troubleOf(sql)
    if (met?.answer !== undefined) return Buffer.from(met.answer)
    if (met !== undefined && met.late !== true) throw new Refused(met.code ?? CUT, met.message ?? '')
    if (query.get('readonly') !== null && query.get('readonly') !== '0' && !READS.test(sql))
      throw new Refused(164, `${query.get('user') ?? 'default'}: Cannot execute query in readonly mode. (READONLY)`)
    await settle(query)
    const done = await (form !== undefined
      ? run(`insert into ${table} (${columns}) select ${columns} from file(${quoted(file)}, ${form})`)
      : runText(sql, query))
    if (met !== undefined) throw new Refused(CUT, '')
    return done
  })
  turn = mine.catch(() => {})
  return mine.finally(() => rm(file, { force: true }))
}

function runText(sql: string, query: URLSearchParams): Promise<Uint8Array> {
  const [, statement, format] = /^([\s\S]*?)\s+format\s+(\w+)\s*;?\s*$/i.exec(sql) ?? []
  return statement === undefined ? run(sql, query.get('default_format') ?? 'TabSeparated') : run(statement, format)
}

/** The trouble that a statement meets. */
function troubleOf(sql: string): Trouble | undefined {
  if (trouble === undefined || trouble.left === 0 || !new RegExp(trouble.match, 'i').test(sql)) return undefined
  trouble.left--
  return trouble
}

function send(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): void {
  const zipped =
    /gzip/.test(request.headers['accept-encoding'] ?? '') && request.url!.includes('enable_http_compression=1')
  response.writeHead(200, zipped ? { 'content-encoding': 'gzip' } : {})
  response.end(zipped ? gzipSync(bytes, { level: 1 }) : bytes)
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
  if (pathname === '/ping') return void response.end('Ok.\n')
  if (pathname === '/__trouble')
    return void buffer(request).then((body) => {
      const given = JSON.parse(body.toString()) as Trouble
      trouble = { ...given, left: given.times }
      response.end()
    })
  answer(request, searchParams).then(
    (bytes) => send(request, response, bytes),
    (error: Error & { clickhouseCode?: number }) => {
      const code = error.clickhouseCode ?? 1002
      if (code === CUT) return void request.socket.destroy()
      response.writeHead(STATUS[code] ?? 500, { 'x-clickhouse-exception-code': String(code) })
      response.end(`${error.message} (version of chdb)\n`)
    },
  )
})
server.keepAliveTimeout = 10_000
server.listen(options.port, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ url: `clickhouse://127.0.0.1:${port}`, port })}\n`)
})
process.on('SIGTERM', () => {
  session.close()
  process.exit(0)
})
// It lives no longer than the process that started it.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume()
