import {
  type ColumnDef,
  createSortedRowModel,
  type Header,
  type ReactTable,
  type Row,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import { compare } from '../text/decimals.ts'

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
type Features = typeof features

export type Column<R> = {
  readonly id: string
  readonly header: string
  cell(row: R): ReactNode
  /** What rows are sorted by; columns without it are not sorted. A server that sorts knows it by the column's id. */
  value?(row: R): string | number | null
  readonly isNumber?: boolean
  /** Whether the first click sorts from the largest or latest on: so it is for numbers where nothing else is said. */
  readonly descends?: boolean
  /** From which width of the screen on it is shown: 1 a large phone, 2 a tablet, 3 a desk, 4 a wide one. */
  readonly from?: 1 | 2 | 3 | 4
  /** Width where columns have fixed ones, such as `6rem`; the rest is shared. */
  readonly width?: string
  /** The column that names the row. */
  readonly isName?: boolean
}

/** Sorting by the server: which column, and what to do when another is chosen. */
export type ServerSort = {
  readonly by: string
  readonly descending: boolean
  onSort(by: string, descending: boolean): void
}

const defs = <R extends object>(columns: readonly Column<R>[], isServer: boolean): ColumnDef<Features, R>[] =>
  columns.map((column) => ({
    id: column.id,
    accessorFn: (row: R) => column.value?.(row) ?? null,
    enableSorting: column.value !== undefined,
    sortDescFirst: column.descends ?? column.isNumber === true,
    ...(!isServer && {
      sortFn: (a: Row<Features, R>, b: Row<Features, R>) => {
        const [x, y] = [column.value?.(a.original) ?? null, column.value?.(b.original) ?? null]
        return column.isNumber === true ? compare(x, y) : String(x ?? '').localeCompare(String(y ?? ''))
      },
    }),
  }))

/** TanStack's table over the rows: sorted here, or in the order in which the server sent them. */
export function useSorted<R extends object>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  server?: ServerSort,
): ReactTable<Features, R> {
  const isServer = server !== undefined
  const definitions = useMemo(() => defs(columns, isServer), [columns, isServer])
  const sorting: SortingState | undefined = server && [{ id: server.by, desc: server.descending }]
  return useTable({
    features,
    data: rows as R[],
    columns: definitions,
    enableSortingRemoval: !isServer,
    manualSorting: isServer,
    ...(sorting !== undefined && {
      state: { sorting },
      onSortingChange: (update) => {
        const [next] = typeof update === 'function' ? update(sorting) : update
        if (next !== undefined) server!.onSort(next.id, next.desc)
      },
    }),
  })
}

export const cellClass = <R,>({ isNumber, isName, from }: Column<R>): string =>
  [isNumber && 'number', isName && 'name', from !== undefined && `from-${from}`].filter(Boolean).join(' ')

const ORDER = { asc: 'ascending', desc: 'descending' } as const

/** The head of a table; what can be sorted is a button. */
export function Head<R extends object>({
  table,
  columns,
}: {
  readonly table: ReactTable<Features, R>
  readonly columns: readonly Column<R>[]
}) {
  const headers = table.getHeaderGroups()[0]!.headers
  return (
    <thead>
      <tr>
        {headers.map((header, i) => (
          <HeadCell key={header.id} header={header} column={columns[i]!} />
        ))}
      </tr>
    </thead>
  )
}

function HeadCell<R extends object>({
  header,
  column,
}: {
  readonly header: Header<Features, R>
  readonly column: Column<R>
}) {
  const sorted = header.column.getIsSorted()
  if (!header.column.getCanSort()) {
    return (
      <th scope="col" className={cellClass(column)}>
        {column.header}
      </th>
    )
  }
  return (
    <th scope="col" className={cellClass(column)} aria-sort={sorted === false ? undefined : ORDER[sorted]}>
      <button type="button" onClick={() => header.column.toggleSorting()}>
        {column.header}
        <span className="arrow" aria-hidden="true">
          {sorted === false ? '' : sorted === 'asc' ? '▲' : '▼'}
        </span>
      </button>
    </th>
  )
}

export function Cells<R>({ row, columns }: { readonly row: R; readonly columns: readonly Column<R>[] }) {
  return columns.map((column) =>
    column.isName === true ? (
      <th key={column.id} scope="row" className={cellClass(column)}>
        {column.cell(row)}
      </th>
    ) : (
      <td key={column.id} className={cellClass(column)}>
        {column.cell(row)}
      </td>
    ),
  )
}

type TableProps<R> = {
  readonly caption: string
  readonly rows: readonly R[]
  readonly columns: readonly Column<R>[]
  keyOf(row: R): string
  readonly sort?: ServerSort
}

/** A short table, drawn whole. */
export function Table<R extends object>({ caption, rows, columns, keyOf, sort }: TableProps<R>) {
  const table = useSorted(rows, columns, sort)
  return (
    <div className="scroll">
      <table>
        <caption className="unseen">{caption}</caption>
        <Head table={table} columns={columns} />
        <tbody>
          {table.getRowModel().rows.map(({ original }) => (
            <tr key={keyOf(original)}>
              <Cells row={original} columns={columns} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
