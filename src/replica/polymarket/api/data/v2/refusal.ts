import { wordOf } from '../../../../economy/random.ts'
import { answerOf, Refusal } from '../../../answers.ts'

const CODES = {
  invalid_request: { status: 400, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
} as const

/** Errors of the second Data API: a code, and a name to ask about. */
export function refusal(code: keyof typeof CODES, error: string, parameter?: string): Refusal {
  const { status, retryable } = CODES[code]
  const trace = wordOf(0, error, parameter ?? '')
    .toString(16)
    .padStart(16, '0')
  const body = { error, code, retryable, trace_id: trace, ...(parameter === undefined ? {} : { parameter }) }
  return new Refusal(answerOf(body, { status, headers: { 'x-trace-id': trace } }), error)
}

export function invalid(error: string, parameter: string): Refusal {
  return refusal('invalid_request', error, parameter)
}
