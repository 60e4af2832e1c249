/** A piece of SQL text. Values are never interpolated into it: only names and constants from our own code are. */
export type Sql = string

/** Marks SQL in template strings for readers and editors; joins the parts as they are. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (string | number)[]): Sql {
  return String.raw({ raw: strings }, ...parts)
}

/** An identifier, quoted. */
export function ident(name: string): Sql {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string constant, quoted. For constants in statements that cannot take parameters (COPY, ATTACH, views). */
export function literal(text: string): Sql {
  return `'${text.replaceAll("'", "''")}'`
}

/** A list of string constants: `['a', 'b']`, as DuckDB's readers take it. */
export function literals(texts: readonly string[]): Sql {
  return `[${texts.map(literal).join(', ')}]`
}
