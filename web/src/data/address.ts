/** Words of a query; what is undefined or empty is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

/** Where the dashboard stands: the folder of its views, which are all one step deep. */
export const HOME = new URL('.', document.baseURI)

/** `?a=1&b=2`, or an empty text. */
export function search(query: Query): string {
  const words = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(words.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

/** The address of a route of the API; ids are single steps of the path, whatever they are made of. */
export function route(steps: readonly string[], query: Query = {}): string {
  return new URL(`api/${steps.map(encodeURIComponent).join('/')}${search(query)}`, HOME).href
}
