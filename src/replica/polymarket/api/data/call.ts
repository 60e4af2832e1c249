import type { Answer } from '../../../world.ts'
import { answerOf, plainRefusal } from '../../answers.ts'
import type { Trading } from '../../library.ts'
import type { Call, Route } from '../call.ts'

/** A request to a world that trades. */
export interface TradingCall extends Call {
  readonly trading: Trading
}

/** A route that needs a world with trading behind it; recorded worlds have none, and refuse. */
export function traded(path: string, handle: (call: TradingCall) => Answer, refuse = notFound): Route {
  return [
    'GET',
    path,
    (call) => {
      const { trading } = call.library
      if (trading === null) throw refuse()
      return handle({ ...call, trading })
    },
  ]
}

function notFound(): Error {
  return plainRefusal(404, 'not found')
}

/** A route of the first Data API that answers with rows or one object, kept so many seconds by the cache in front. */
export function listed(path: string, maxAge: number | null, rowsOf: (call: TradingCall) => unknown): Route {
  return traded(path, (call) => answerOf(rowsOf(call), { maxAge }))
}
