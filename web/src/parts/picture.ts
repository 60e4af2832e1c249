const MARGIN = 16
const GAP = 12
const TITLE = 24

/** What an element of a drawing looks like because of the page's style sheet, written into the drawing itself. */
const LOOKS = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
]

function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')]
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')]
  originals.forEach((original, i) => {
    const style = getComputedStyle(original)
    for (const look of LOOKS) copies[i]!.setAttribute(look, style.getPropertyValue(look))
    copies[i]!.removeAttribute('class')
  })
  return copy
}

/** All drawings of a figure below one another under its title, as one drawing that needs no style sheet. */
export function drawing(figure: HTMLElement, title: string): { readonly text: string; width: number; height: number } {
  const parts = [...figure.querySelectorAll<SVGSVGElement>('svg[data-drawing]')]
  const style = getComputedStyle(figure)
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const width = Math.max(...parts.map((part) => part.clientWidth), 320) + 2 * MARGIN
  let height = MARGIN + TITLE
  const write = (text: string, y: number, weight: string) => {
    const line = document.createElementNS(sheet.namespaceURI!, 'text')
    const looks = {
      x: MARGIN,
      y,
      fill: style.color,
      'font-family': style.fontFamily,
      'font-size': 14,
      'font-weight': weight,
    }
    for (const [name, value] of Object.entries(looks)) line.setAttribute(name, String(value))
    line.textContent = text
    sheet.append(line)
  }
  write(title, MARGIN + 12, '700')
  for (const part of parts) {
    const label = part.closest<HTMLElement>('[data-label]')?.dataset.label
    if (label !== undefined) {
      write(label, height + 12, '400')
      height += TITLE
    }
    const copy = standalone(part)
    copy.setAttribute('x', String(MARGIN))
    copy.setAttribute('y', String(height))
    sheet.append(copy)
    height += part.clientHeight + GAP
  }
  const paper = document.createElementNS(sheet.namespaceURI!, 'rect')
  const background = getComputedStyle(document.body).backgroundColor
  for (const [name, value] of Object.entries({ width, height, fill: background }))
    paper.setAttribute(name, String(value))
  sheet.prepend(paper)
  sheet.setAttribute('width', String(width))
  sheet.setAttribute('height', String(height))
  sheet.setAttribute('viewBox', `0 0 ${width} ${height}`)
  return { text: new XMLSerializer().serializeToString(sheet), width, height }
}

export function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href))
}

/** What a canvas shows, as PNG. */
export const asPng = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('The picture is empty.')) : resolve(blob)), 'image/png')
  })

/** Dots per unit of length: sharp in print. */
const SCALE = 2

/** The figure as PNG: what is drawn as SVG as it stands, a price chart as its canvases show it. */
export async function png(figure: HTMLElement, title: string): Promise<Blob> {
  const { text, width, height } = drawing(figure, title)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return asPng(canvas)
}
