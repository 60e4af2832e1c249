import { type PlotOptions, plot } from '@observablehq/plot'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

type PlotProps = {
  /** What the drawing shows, for those who do not see it. */
  readonly label: string
  /** The drawing at a width in pixels; a stable function. */
  draw(width: number): PlotOptions
  /** Names the drawing where a figure has several; goes along into the picture. */
  readonly name?: string
}

/** A drawing by Observable Plot that takes the width there is. */
export default function Plot({ label, draw, name }: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)))
    observer.observe(box.current!)
    setWidth(box.current!.clientWidth)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (width === 0) return
    const drawn = plot({ figure: false, width, className: 'plot', ...draw(width) }) as SVGSVGElement
    // The style element would break the page's policy on content; the style sheet says the same.
    drawn.querySelector('style')?.remove()
    drawn.dataset.drawing = ''
    drawn.setAttribute('role', 'img')
    drawn.setAttribute('aria-label', label)
    for (const part of drawn.querySelectorAll('[aria-label], [aria-description]')) {
      part.removeAttribute('aria-label')
      part.removeAttribute('aria-description')
    }
    box.current!.replaceChildren(drawn)
  }, [width, draw, label])
  return <div ref={box} className="drawing" data-label={name} />
}
