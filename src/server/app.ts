import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Answers } from './answers.ts'
import { type Api, createApi, send } from './api.ts'
import { onlyLoopbackNames, onlyWithToken, readOnly, secured } from './guard.ts'
import { Metrics } from './metrics.ts'
import { noSnapshot, Problem, problemAnswer } from './problem.ts'
import type { Published } from './published.ts'
import { referencePage } from './reference.ts'
import { lab } from './routes/lab.ts'
import { market } from './routes/market.ts'
import { markets } from './routes/markets.ts'
import { meta } from './routes/meta.ts'
import { operations } from './routes/operations.ts'
import { overview } from './routes/overview.ts'
import { traders } from './routes/traders.ts'
import { trades } from './routes/trades.ts'
import type { Site } from './site.ts'

export type AppOptions = {
  readonly published: Published
  readonly home: string
  readonly version: string
  /** The dashboard; without it only the API answers. */
  readonly site?: Site | undefined
  /** Asked of every request where there is one. */
  readonly token?: string | undefined
  /** Whether only this machine can reach the server. */
  readonly isLocal: boolean
  /** Told of what should not have happened. */
  readonly complain: (error: unknown) => void
}

const DESCRIPTION =
  'Prediction markets as this lake mirrors them. Read-only; decimals and 64-bit integers are strings, instants ISO 8601 UTC, what is unknown is null.'

/** The whole HTTP interface: guards, routes, reference, health, dashboard. */
export function createApp(options: AppOptions): Api {
  const { published, home, version, site, token, isLocal, complain } = options
  const app = createApi()
  const metrics = new Metrics()
  app.use(metrics.watch, secured, readOnly)
  if (isLocal) app.use(onlyLoopbackNames)
  if (token !== undefined) app.use(onlyWithToken(token))
  const service = { published, answers: new Answers(published) }
  for (const routes of [overview, markets, market, trades, traders, lab, operations, meta(version)])
    routes(app, service)
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'oddslake', version, description: DESCRIPTION },
  })
  const json = (c: Context, value: unknown) => send(c, { body: `${JSON.stringify(value)}\n`, type: 'application/json' })
  app.get('/openapi.json', (c) => json(c, document))
  app.get('/docs', (c) => send(c, { body: referencePage(document as never), type: 'text/html; charset=utf-8' }))
  app.get('/health', (c) => json(c, { status: 'ok', version }))
  app.get('/ready', (c) => {
    if (published.current === undefined) throw noSnapshot(home)
    const { snapshot, publishedAt } = published.current
    return json(c, { status: 'ready', snapshot, published_at: publishedAt, quick: published.isQuick })
  })
  app.get('/metrics', (c) =>
    send(c, { body: metrics.text(published), type: 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  app.notFound(async (c) => {
    const found = c.req.path.startsWith('/api/') ? undefined : await site?.answer(c)
    return found ?? problemAnswer(new Problem(404, 'There is nothing here. /docs lists what there is.'), c.req.path)
  })
  app.onError((error, c) => problemAnswer(asProblem(error, complain), c.req.path))
  return app
}

function asProblem(error: unknown, complain: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException) return new Problem(error.status, error.message)
  complain(error)
  return new Problem(500, 'The server could not answer this. What went wrong stands in its log.')
}
