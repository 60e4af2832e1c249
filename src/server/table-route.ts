import type { z } from '@hono/zod-openapi'
import { type Api, list, page, type Service, type Shape } from './api.ts'
import { choice, cursor, limit, span, venue, word } from './query.ts'
import { between, equal, type Order } from './statement.ts'
import { table } from './tables.ts'

export type TableRoute = {
  readonly path: string
  readonly summary: string
  /** The table whose rows it gives, all columns of them. */
  readonly from: string
  /** Columns that a request may ask to be equal to something. */
  readonly filters: readonly string[]
  /** The instant column that `since` and `until` speak of. */
  readonly at?: string
  readonly order: readonly Order[]
  readonly limit: readonly [preset: number, most: number]
}

/** Adds a route that gives the rows of one table, filtered, in one order, page by page. */
export function tableRoute(api: Api, service: Service, route: TableRoute): void {
  const { from, at, filters } = route
  const { columns, key } = table(from)
  const inOrder = new Set(route.order.map((o) => o.column))
  const order = [
    ...route.order,
    ...key.filter((k) => !inOrder.has(k)).map((k): Order => ({ column: k, direction: 'asc' })),
  ]
  const query: Shape = {
    ...Object.fromEntries(filters.map((name) => [name, filter(name, columns[name]?.oneOf).optional()])),
    ...(at !== undefined && span),
    limit: limit(...route.limit),
    cursor: cursor.optional(),
  }
  list(api, service, {
    path: route.path,
    summary: route.summary,
    query,
    columns,
    find: (reader, parsed) => {
      const asked = parsed as Record<string, string | undefined> & { limit: number; since?: string; until?: string }
      const equals = filters.flatMap((name) => (asked[name] === undefined ? [] : [equal(name, asked[name])]))
      const where = [...equals, ...(at === undefined ? [] : between(reader, at, asked))]
      return page(reader, { from, columns, where, order, limit: asked.limit }, { cursor: asked.cursor })
    },
  })
}

function filter(name: string, oneOf: readonly string[] | undefined): z.ZodType<string> {
  if (oneOf !== undefined) return choice(oneOf as [string, ...string[]], `One ${name} only.`)
  return name === 'venue' ? venue : word(300).openapi({ description: `One ${name} only.` })
}
