import { type AnchorHTMLAttributes, type MouseEvent, useCallback, useSyncExternalStore } from 'react'
import { HOME, type Query, search } from '../data/address.ts'

const listeners = new Set<() => void>()
const told = () => {
  for (const listener of listeners) listener()
}
addEventListener('popstate', told)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The address of a view, from where the dashboard stands. */
export const address = (view: string, query: Query = {}): string => new URL(view + search(query), HOME).href

/** Shows another view, or the same one with another query. */
export function go(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  told()
}

/** The name of the view that is shown: the last step of the path. */
export function useView(): string {
  return useSyncExternalStore(subscribe, () => location.pathname.slice(HOME.pathname.length))
}

/** The words of the address's query, and how to change some of them in place. */
export function useWords(): [Readonly<Record<string, string>>, (change: Query) => void] {
  const text = useSyncExternalStore(subscribe, () => location.search)
  const change = useCallback((words: Query) => {
    const now = Object.fromEntries(new URLSearchParams(location.search))
    go(location.pathname + search({ ...now, ...words }), { replace: true })
  }, [])
  return [Object.fromEntries(new URLSearchParams(text)), change]
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & {
  readonly view: string
  readonly query?: Query
}

/** A link to a view; what a browser does with modified clicks stays as it is. */
export function Link({ view, query = {}, ...rest }: LinkProps) {
  const to = address(view, query)
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return <a {...rest} href={to} onClick={follow} />
}
