import { useRows } from '../../data/answers.ts'
import type { BookLevel, Book as BookRow, Outcome } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { decimal, quote } from '../../text/decimals.ts'
import { minute } from '../../text/instants.ts'

/** Prices of each side that are shown. */
const SHOWN = 8

type BookProps = { readonly venue: string; readonly id: string; readonly outcomes: readonly Outcome[] }

/** The latest order books; nothing where none was ever asked for. */
export function Book({ venue, id, outcomes }: BookProps) {
  const question = { steps: ['markets', venue, id, 'books'] }
  const { data } = useRows<BookRow>(question)
  if (data === undefined || data.rows.length === 0) return null
  return (
    <Figure
      title="Order book"
      sentence={`What was wanted and offered when the book was last read; the best ${SHOWN} prices of each side.`}
      question={question}
      answer={data}
    >
      {data.rows.map((book) => (
        <Sides
          key={book.outcome_id}
          book={book}
          label={outcomes.find(({ outcome_id }) => outcome_id === book.outcome_id)?.label ?? book.outcome_id}
        />
      ))}
    </Figure>
  )
}

function Sides({ book, label }: { readonly book: BookRow; readonly label: string }) {
  const side = (name: string) => book.levels.filter((level) => level.side === name).slice(0, SHOWN)
  const [bids, asks] = [side('bid'), side('ask')]
  const places = Array.from({ length: Math.max(bids.length, asks.length) }, (_, place) => place)
  return (
    <table className="book">
      <caption>
        {label}, {minute(book.at)}
      </caption>
      <thead>
        <tr>
          {['Wanted', 'Bid', 'Ask', 'Offered'].map((name) => (
            <th key={name} scope="col" className="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place}>
            <td className="number">{sizeOf(bids[place])}</td>
            <td className="number">{priceOf(bids[place])}</td>
            <td className="number">{priceOf(asks[place])}</td>
            <td className="number">{sizeOf(asks[place])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const sizeOf = (level: BookLevel | undefined): string => (level === undefined ? '' : decimal(level.size, { digits: 2 }))
const priceOf = (level: BookLevel | undefined): string => (level === undefined ? '' : quote(level.price))
