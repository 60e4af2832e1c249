import type { ReactNode } from 'react'

/** Said while an answer is on its way; it shows only when that takes a while. */
export function Waiting({ what }: { readonly what: string }) {
  return <output className="state waiting">Reading {what} …</output>
}

/** Said where there is nothing, with what would bring something. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="state">{children}</p>
}

/** Said when the API refuses or cannot be reached. */
export function Refusal({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  return (
    <div className="state refusal" role="alert">
      <p>
        <strong>This could not be read.</strong> {error.message}
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  )
}

type Query<Answer> = {
  readonly data: Answer | undefined
  readonly error: Error | null
  /** Whether the answer is one to the question before. */
  readonly isPlaceholderData: boolean
  refetch(): unknown
}

type AnsweredProps<Answer> = {
  readonly query: Query<Answer>
  /** What is being read, as in "Reading … ". */
  readonly what: string
  readonly children: (answer: Answer) => ReactNode
}

/** Draws an answer, or says that it is on its way or why it did not come. An older answer is better than none. */
export function Answered<Answer>({ query, what, children }: AnsweredProps<Answer>) {
  const { data, error, isPlaceholderData } = query
  return (
    <>
      {error !== null && <Refusal error={error} retry={() => void query.refetch()} />}
      {data === undefined ? (
        error === null && <Waiting what={what} />
      ) : (
        <div aria-busy={isPlaceholderData}>{children(data)}</div>
      )}
    </>
  )
}
