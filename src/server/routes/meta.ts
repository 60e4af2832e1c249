import { createRoute, z } from '@hono/zod-openapi'
import { VENUES } from '../../venues/index.ts'
import { type Routes, send } from '../api.ts'
import { TABLES } from '../tables.ts'

const VENUE_LIST = z.object({ rows: z.array(z.object({ venue: z.string(), title: z.string() })) })
const TABLE = z.object({ name: z.string(), doc: z.string(), columns: z.record(z.string(), z.unknown()) })
const META = z.object({ version: z.string(), models: z.array(TABLE), tables: z.array(TABLE) })

/** What this oddslake knows of, whatever the snapshot holds. */
export function meta(version: string): Routes {
  return (api) => {
    const say = (path: string, summary: string, schema: z.ZodType, value: unknown) => {
      const content: Readonly<Record<string, { schema: z.ZodType }>> = { 'application/json': { schema } }
      const route = createRoute({
        method: 'get',
        path,
        summary,
        request: { query: z.strictObject({}) },
        responses: { 200: { description: summary, content } },
      })
      api.openapi(route, (c) => send(c, { body: `${JSON.stringify(value)}\n`, type: 'application/json' }))
    }
    const venues = VENUES.map(({ name, title }) => ({ venue: name, title }))
    say('/api/venues', 'The venues by name and title', VENUE_LIST, { rows: venues })
    const tables = TABLES.map(({ name, doc, key, columns }) => ({ name, doc, key, columns }))
    say('/api/meta', 'The version, the models and the tables with their columns', META, {
      version,
      models: tables.filter((t) => t.name.startsWith('gold.')),
      tables: tables.filter((t) => t.name.startsWith('silver.')),
    })
  }
}
