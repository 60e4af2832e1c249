import { PayloadError } from '../core/errors.ts'
import type { Micros } from '../core/instant.ts'
import type { Answer, Io, Params } from '../core/source.ts'
import { cut, cutOne, parse } from './cut.ts'
import type { Http } from './http.ts'

/** The venue's reading desk over one HTTP client: lists are cut into records, objects are parsed. */
export function createIo(http: Http, clockPath: string): Io {
  /** The answer that was asked for its clock alone, until somebody wants what it says. */
  let forClock: string | undefined
  return {
    list: (path, params, { list, check, ...sent }) =>
      http.ask({ path, query: search(params), ...sent }, (response): Answer => {
        const answer = { ...response, ...cut(response.body, list) }
        check?.(answer)
        return answer
      }),
    record: (path, params, { field, check, ...sent }) =>
      http.ask({ path, query: search(params), ...sent }, (response): Answer => {
        const { ranges, record } = cutOne(response.body, field)
        check?.(record)
        return { ...response, ranges, envelope: null }
      }),
    async object(path, params, read) {
      const held = path === clockPath ? forClock : undefined
      forClock = undefined
      try {
        if (held !== undefined) return read(parse(held))
      } catch (error) {
        // It told the clock, though it was broken: asked again, like every broken answer.
        if (!(error instanceof PayloadError)) throw error
      }
      return http.ask({ path, query: search(params) }, ({ body }) => read(parse(body.toString())))
    },
    async now(): Promise<Micros> {
      if (http.hostClock.now() === undefined) {
        forClock = await http.ask({ path: clockPath }, ({ body }) => body.toString())
      }
      return http.hostClock.now() ?? Date.now() * 1000
    },
  }
}

function search(params: Params): URLSearchParams {
  return new URLSearchParams(
    Object.entries(params).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [value].flat().map((one) => [name, one]),
    ),
  )
}
