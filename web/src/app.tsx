import { Component, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { Refusal, Waiting } from './parts/states.tsx'
import { Header } from './shell/header.tsx'
import { useSlash } from './shell/keys.ts'
import { Link, useView } from './shell/router.tsx'
import { VIEWS } from './shell/views.ts'

/** What every view stands in. */
export function App() {
  const name = useView()
  const view = VIEWS[name]
  const main = useArrival(name)
  useSlash()
  return (
    <>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <Guard key={name}>
          <Suspense fallback={<Waiting what="the view" />}>{view === undefined ? <Lost /> : <view.Page />}</Suspense>
        </Guard>
      </main>
      <footer className="colophon">
        <p>
          Times are UTC. Prices are probabilities between 0 and 1. Figures come from the last published snapshot, so
          they stand while venues are down.
        </p>
        <p>
          <a href="docs">API reference</a> · <a href="openapi.json">OpenAPI</a> · Price charts:{' '}
          <a href="https://www.tradingview.com/" rel="noreferrer">
            TradingView Lightweight Charts™
          </a>
        </p>
      </footer>
    </>
  )
}

/** Names the page, and on the way from one view to another moves the focus to what is new. */
function useArrival(name: string) {
  const main = useRef<HTMLElement>(null)
  const before = useRef(name)
  useEffect(() => {
    document.title = `${VIEWS[name]?.title ?? 'Not found'} · oddslake`
    if (before.current === name) return
    before.current = name
    scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [name])
  return main
}

function Lost() {
  return (
    <section>
      <h1>There is no such view</h1>
      <p>
        <Link view="">The overview</Link> leads to all there are.
      </p>
    </section>
  )
}

/** A view that fails says so and leaves the rest of the page standing. */
class Guard extends Component<{ readonly children: ReactNode }, { readonly error: Error | undefined }> {
  override state = { error: undefined as Error | undefined }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    return error === undefined ? this.props.children : <Refusal error={error} retry={() => location.reload()} />
  }
}
