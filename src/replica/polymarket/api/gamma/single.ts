import { answerOf, gammaRefusal, type Refusal } from '../../answers.ts'
import type { Form } from '../../library.ts'
import type { Call } from '../call.ts'

export function notFound(what: string): Refusal {
  return gammaRefusal(404, 'not found error', `${what} not found`)
}

/** What Gamma says where a query is too much for its database. */
export function internalError(): Refusal {
  return gammaRefusal(500, 'internal error', 'cannot get the information')
}

interface Found {
  text(row: number, form: Form): string
  withId(id: string): readonly number[]
}

/** One object by its id, whether it is closed or not. */
export function answerById({ name }: Call, from: Found, form: Form) {
  const [row] = from.withId(name)
  if (row === undefined) throw notFound('id')
  return answerOf(from.text(row, form))
}
