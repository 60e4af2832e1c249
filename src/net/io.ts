import { PayloadError } from '../core/errors.ts'
import type { Micros } from '../core/instant.ts'
import type { Answer, Io } from '../core/source.ts'
import { cut, parse } from './cut.ts'
import type { Http } from './http.ts'

type Query = Readonly<Record<string, string | undefined>>

/** The venue's reading desk over one HTTP client: lists are cut into records, objects are parsed. */
export function createIo(http: Http, clockPath: string): Io {
  /** The answer that was asked for its clock alone, until somebody wants what it says. */
  let forClock: string | undefined
  return {
    list: (path, query, list) =>
      http.get(path, search(query), (response): Answer => ({ ...response, ...cut(response.body, list) })),
    async object(path, query, read) {
      const held = path === clockPath ? forClock : undefined
      forClock = undefined
      try {
        if (held !== undefined) return read(parse(held))
      } catch (error) {
        // It told the clock, though it was broken: asked again, like every broken answer.
        if (!(error instanceof PayloadError)) throw error
      }
      return http.get(path, search(query), ({ body }) => read(parse(body.toString())))
    },
    async now(): Promise<Micros> {
      if (http.venueNow() === undefined) {
        forClock = await http.get(clockPath, new URLSearchParams(), ({ body }) => body.toString())
      }
      return http.venueNow() ?? Date.now() * 1000
    },
  }
}

function search(query: Query): URLSearchParams {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new URLSearchParams(given)
}
