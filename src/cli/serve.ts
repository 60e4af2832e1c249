import { once } from 'node:events'
import type { Config } from '../config/config.ts'
import { UserError } from '../core/errors.ts'
import { VERSION } from '../core/version.ts'
import { createApp } from '../server/app.ts'
import { isLoopback } from '../server/guard.ts'
import { type Listening, listen } from '../server/listen.ts'
import { Published } from '../server/published.ts'
import { Site } from '../server/site.ts'
import { dashboardFolder } from './dashboard.ts'
import type { Effects } from './effects.ts'
import { configure } from './workspace.ts'

export type ServeOptions = { readonly host?: string; readonly port?: string; readonly token?: string }

type Asked = { readonly host: string; readonly port: number; readonly token: string | undefined }

/** How often it is looked for a new snapshot. */
const LOOK_MS = 1000
/** A shorter token can be guessed. */
const SHORTEST_TOKEN = 16

/** Serves the home until it is stopped. Gives the exit code. */
export async function serveHome(effects: Effects, options: ServeOptions): Promise<number> {
  const config = await configure(effects)
  const asked = readOptions(config, options)
  const home = config.text('home')
  const complain = (error: unknown) =>
    effects.err(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`)
  const folder = await dashboardFolder(effects)
  const published = await Published.open({
    home,
    memory: config.text('server.memory'),
    timeoutMs: config.number('server.timeout') * 1000,
    atOnce: config.number('server.requests'),
    lookMs: LOOK_MS,
    complain,
  })
  try {
    const app = createApp({
      ...{ published, home, complain, version: VERSION, token: asked.token },
      site: folder === undefined ? undefined : await Site.load(folder),
      isLocal: isLoopback(asked.host),
    })
    const listening = await listen(app, asked).catch((error: unknown) => {
      throw whyNot(error, asked)
    })
    tell(effects, listening, { home, isEmpty: published.current === undefined, hasSite: folder !== undefined })
    if (!effects.stop.aborted) await once(effects.stop, 'abort')
    await listening.close()
  } finally {
    await published.close()
  }
  return 0
}

function readOptions(config: Config, options: ServeOptions): Asked {
  const host = options.host ?? config.text('server.host')
  const port = options.port === undefined ? config.number('server.port') : Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UserError(`--port takes a whole number from 0 to 65535, got "${options.port}".`)
  const token = options.token ?? config.text('server.token')
  if (token === '' && !isLoopback(host))
    throw new UserError(
      `At ${host} others than this machine can ask. Set ODDSLAKE_SERVER_TOKEN (or --token) to a secret of ${SHORTEST_TOKEN} characters or more, or leave --host out.`,
    )
  if (token !== '' && !/^[\w.~+/=-]+$/.test(token))
    throw new UserError('The token may hold letters, digits and . _ ~ + / = - only, so that it fits into a header.')
  if (token !== '' && token.length < SHORTEST_TOKEN)
    throw new UserError(`The token has ${token.length} characters; ${SHORTEST_TOKEN} or more cannot be guessed.`)
  return { host, port, token: token === '' ? undefined : token }
}

function whyNot(error: unknown, { host, port }: Asked): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new UserError(
      `Something else listens at ${host}:${port} already. Stop it, or choose another port with --port.`,
    )
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new UserError(`Cannot listen at ${host}:${port} (${code}). Choose another address with --host or --port.`)
  return error
}

function tell(
  effects: Effects,
  { url }: Listening,
  { home, isEmpty, hasSite }: { home: string; isEmpty: boolean; hasSite: boolean },
): void {
  effects.out(`${JSON.stringify({ url })}\n`)
  const what = hasSite ? 'The dashboard is at' : 'The API is at'
  effects.err(`${what} ${url}, its reference at ${url}/docs. Stop with Ctrl-C.\n`)
  if (isEmpty)
    effects.err(
      `There is no snapshot in ${home} yet; "oddslake sync" or "oddslake demo" makes one, and it is noticed.\n`,
    )
}
