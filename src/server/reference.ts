type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: SchemaPart }
type SchemaPart = { type?: string | string[]; enum?: readonly string[]; default?: unknown; description?: string }
type Operation = { summary?: string; parameters?: readonly Parameter[] }
type Document = {
  info: { title: string; version: string; description?: string }
  paths?: Readonly<Record<string, { get?: Operation }>>
}

/** The reference page: what the OpenAPI document says, for people. Text only; it needs no script. */
export function referencePage(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, { get }]) =>
    get === undefined ? [] : [section(path, get)],
  )
  const { title, version, description = '' } = document.info
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${asText(title)} ${asText(version)}</h1>
<p>${asText(description)} The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
${operations.join('\n')}
</main>
</body>
</html>
`
}

function section(path: string, { summary = '', parameters = [] }: Operation): string {
  const rows = parameters.map(({ name, required, description, schema = {} }) => {
    const text = description ?? schema.description ?? ''
    return `<tr><td><code>${asText(name)}</code>${required === true ? ' *' : ''}</td><td>${asText(values(schema))}</td><td>${asText(text)}</td></tr>`
  })
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th>parameter</th><th>values</th><th>meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return `<section><h2><code>GET ${asText(path)}</code></h2><p>${asText(summary)}.</p>${table}</section>`
}

function values({ type, enum: words, default: preset }: SchemaPart): string {
  const kind = words === undefined ? String(type ?? 'string') : words.join(' | ')
  return preset === undefined ? kind : `${kind}, ${String(preset)} by itself`
}

/** Text as HTML shows it. */
export function asText(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!)
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { font-size: 1rem; margin: 2rem 0 0; }
p { margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code { font-family: ui-monospace, monospace; }
`
