import { useEffect, useRef } from 'react'
import { address, Link, useView } from './router.tsx'
import { choose, THEMES, useTheme } from './theme.ts'
import { VIEWS } from './views.ts'

/** The list that a single thing belongs to is marked as current with it. */
const PARENTS: Readonly<Record<string, string>> = { market: 'markets', trader: 'traders' }

/** How much of the view before is to be seen, in pixels. */
const BESIDE = 64

export function Header() {
  const view = useView()
  const links = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone the views stand in a line that scrolls.
    const current = links.current?.querySelector<HTMLElement>(`[href="${address(PARENTS[view] ?? view)}"]`)
    if (current) links.current!.scrollLeft = current.offsetLeft - links.current!.offsetLeft - BESIDE
  }, [view])
  return (
    <header className="masthead">
      <a className="skip" href="#main">
        Skip to the figures
      </a>
      <Link className="wordmark" view="">
        oddslake
      </Link>
      <nav aria-label="Views" ref={links}>
        {Object.entries(VIEWS)
          .filter(([, { listed }]) => listed)
          .map(([name, { title }]) => (
            <Link key={name} view={name} aria-current={(PARENTS[view] ?? view) === name ? 'page' : undefined}>
              {title}
            </Link>
          ))}
      </nav>
      <ThemeSwitch />
    </header>
  )
}

function ThemeSwitch() {
  const theme = useTheme()
  return (
    <label className="theme">
      <span className="unseen">Theme</span>
      <select value={theme} onChange={(event) => choose(event.target.value as (typeof THEMES)[number])}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {name === 'system' ? 'Theme: system' : name === 'light' ? 'Light' : 'Dark'}
          </option>
        ))}
      </select>
    </label>
  )
}
