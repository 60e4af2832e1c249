import { type ReactNode, useId, useRef, useState } from 'react'
import { route } from '../data/address.ts'
import type { Question } from '../data/answers.ts'
import type { Envelope } from '../data/contract.ts'
import { minute, span } from '../text/instants.ts'
import { drawing, png, save } from './picture.ts'

type FigureProps = {
  readonly title: string
  /** One plain sentence: what is to be seen here. */
  readonly sentence?: ReactNode
  readonly controls?: ReactNode
  /** What was asked, for the export of its rows. */
  readonly question: Question
  readonly answer: Envelope | undefined
  /** How the figure can be taken along as a picture. */
  readonly picture?: 'svg' | (() => Promise<Blob>) | undefined
  readonly children: ReactNode
}

/** A heading, a sentence, a table or chart, and below it of when and from where the figures are. */
export function Figure({ title, sentence, controls, question, answer, picture, children }: FigureProps) {
  const body = useRef<HTMLDivElement>(null)
  const id = useId()
  return (
    <section className="figure" aria-labelledby={id}>
      <div className="figure-head">
        <h2 id={id}>{title}</h2>
        {controls}
      </div>
      {sentence !== undefined && <p className="sentence">{sentence}</p>}
      <div ref={body}>{children}</div>
      {answer !== undefined && (
        <Source title={title} question={question} answer={answer} picture={picture} body={() => body.current!} />
      )}
    </section>
  )
}

type SourceProps = Pick<FigureProps, 'title' | 'question' | 'picture'> & {
  readonly answer: Envelope
  body(): HTMLElement
}

function Source({ title, question, answer, picture, body }: SourceProps) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const tables = tablesIn(answer.sql)
  return (
    <div className="source">
      <p>
        As of <time dateTime={answer.published_at}>{minute(answer.published_at)}</time>, {span(answer.age_seconds)} ago.
        {tables.length > 0 && ` Source: ${tables.join(', ')}.`}
      </p>
      <p className="takeaway">
        <a href={route(question.steps, { ...question.query, format: 'csv' })} download={`${name}.csv`}>
          CSV
        </a>
        {picture === 'svg' && (
          <button type="button" onClick={() => saveSvg(body(), title, name)}>
            SVG
          </button>
        )}
        {picture !== undefined && (
          <button type="button" onClick={async () => save(await pictureOf(picture, body(), title), `${name}.png`)}>
            PNG
          </button>
        )}
        {answer.sql !== '' && (
          <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            SQL
          </button>
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre id={id} hidden={!isOpen} tabIndex={0}>
        {answer.sql.trim()}
      </pre>
    </div>
  )
}

const pictureOf = (picture: 'svg' | (() => Promise<Blob>), body: HTMLElement, title: string): Promise<Blob> =>
  picture === 'svg' ? png(body, title) : picture()

function saveSvg(body: HTMLElement, title: string, name: string): void {
  save(new Blob([drawing(body, title).text], { type: 'image/svg+xml' }), `${name}.svg`)
}

/** The tables that a statement reads, in order of appearance. */
function tablesIn(sql: string): string[] {
  return [...new Set(sql.match(/\b(?:silver|gold)\.\w+/g) ?? [])]
}
