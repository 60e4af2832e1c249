import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useRef, useSyncExternalStore } from 'react'
import { Cells, type Column, cellClass, Head, type ServerSort, useSorted } from './table.tsx'

/** Height of a row in pixels: of one line, and on a phone, where names need two, of two. */
const ROW = { wide: 30, narrow: 46, part: 28 }
const NARROW = matchMedia('(max-width: 40rem)')
const OVERSCAN = 8

function subscribe(listener: () => void): () => void {
  NARROW.addEventListener('change', listener)
  return () => NARROW.removeEventListener('change', listener)
}

const useRowHeight = (isPart: boolean): number =>
  useSyncExternalStore(subscribe, () => (isPart ? ROW.part : NARROW.matches ? ROW.narrow : ROW.wide))

type LongTableProps<R> = {
  readonly caption: string
  readonly rows: readonly R[]
  readonly columns: readonly Column<R>[]
  keyOf(row: R): string
  readonly sort?: ServerSort
  /** Whether the server has more rows, and how to ask for them: done when the end comes into view. */
  readonly hasMore?: boolean
  onMore?(): void
  /** Whether it stands among others instead of filling the page. */
  readonly isPart?: boolean
}

/** A table of any length: only rows in view are drawn, in a box that scrolls. */
export function LongTable<R extends object>(props: LongTableProps<R>) {
  const { caption, rows, columns, keyOf, sort, hasMore = false, onMore, isPart = false } = props
  const box = useRef<HTMLDivElement>(null)
  const table = useSorted(rows, columns, sort)
  const height = useRowHeight(isPart)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
  })
  useEffect(() => {
    if (height > 0) virtual.measure()
  }, [height, virtual])
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0], items.at(-1)]
  const nearEnd = hasMore && last !== undefined && last.index >= rows.length - 3 * OVERSCAN
  useEffect(() => {
    if (nearEnd) onMore?.()
  }, [nearEnd, onMore])
  const sorted = table.getRowModel().rows
  return (
    <section
      ref={box}
      className={isPart ? 'long part' : 'long'}
      style={{ '--row': `${height}px` } as CSSProperties}
      aria-label={`${caption}: rows`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <caption className="unseen">{caption}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} className={cellClass(column)} style={{ width: column.width }} />
          ))}
        </colgroup>
        <Head table={table} columns={columns} />
        <tbody>
          <Space height={first?.start ?? 0} />
          {items.map(({ index }) => {
            const { original } = sorted[index]!
            return (
              <tr key={keyOf(original)} aria-rowindex={index + 2}>
                <Cells row={original} columns={columns} />
              </tr>
            )
          })}
          <Space height={last === undefined ? 0 : virtual.getTotalSize() - last.end} />
        </tbody>
      </table>
    </section>
  )
}

/** Stands for the rows that are not drawn. */
function Space({ height }: { readonly height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without cells takes no focus
  return height === 0 ? null : <tr aria-hidden="true" className="space" style={{ height }} />
}
