import { Option } from 'commander'
import { unknownName } from '../../core/errors.ts'
import { type Column, DECIMALS, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import { MODELS } from '../../models/index.ts'
import { VENUES } from '../../venues/index.ts'
import { venuesPage } from '../venues-page.ts'
import type { Register } from './index.ts'

type Described = { name: string; doc: string; key: readonly string[]; columns: Readonly<Record<string, Column>> }

type SchemaOptions = { json?: boolean; markdown?: boolean; venues?: boolean; sql?: string }

/** The statements by which each kind of server is set up, as its own client reads them. */
const SCRIPTS: Readonly<Record<string, () => Promise<string>>> = {
  postgres: async () => (await import('../../warehouse/postgres/migrate.ts')).script(),
  clickhouse: async () => (await import('../../warehouse/clickhouse/schema.ts')).script(),
}

/** `oddslake schema`: tables, columns, units. */
export const schema: Register = (program, effects, finish) => {
  program
    .command('schema')
    .description('list tables, or the columns of one with their types, units and meaning')
    .argument('[table]', 'such as silver.trades or gold.candles_1h')
    .option('--json', 'print it as JSON')
    .option('--markdown', 'print it as docs/tables.md has it')
    .option('--venues', 'print what is asked of each venue instead, as docs/venues.md has it')
    .addOption(
      new Option('--sql [server]', 'print the statements that make the tables on a server')
        .choices(Object.keys(SCRIPTS))
        .preset('postgres'),
    )
    .action(async (name: string | undefined, options: SchemaOptions) => {
      if (options.sql !== undefined) {
        effects.out(await SCRIPTS[options.sql]!())
        return finish(0)
      }
      if (options.venues === true) {
        effects.out(venuesPage(VENUES))
        return finish(0)
      }
      const tables = described()
      const chosen = name === undefined ? tables : tables.filter((t) => t.name === name || t.name.endsWith(`.${name}`))
      if (chosen.length === 0)
        throw unknownName(
          'table',
          name!,
          tables.map((t) => t.name),
        )
      if (options.markdown === true) effects.out(tablesPage(chosen))
      else if (options.json === true) effects.out(`${JSON.stringify(chosen, null, 2)}\n`)
      else
        for (const table of chosen)
          effects.out(name === undefined ? `${table.name.padEnd(28)}${table.doc}\n` : describe(table))
      finish(0)
    })
}

/** All tables of silver and gold, as the dashboards of users see them. */
export function described(): Described[] {
  const silver = SILVER.flatMap((t): Described[] => {
    const own = { name: `silver.${t.name}`, doc: t.doc, key: t.key, columns: t.columns }
    const twin = twinOf(t)
    return twin === undefined ? [own] : [own, { ...twin, name: `silver.${twin.name}` }]
  })
  return [...silver, ...MODELS.map((m) => ({ name: `gold.${m.name}`, doc: m.doc, key: m.grain, columns: m.columns }))]
}

function digits(c: Column): string {
  return c.type in DECIMALS ? `decimal(${DECIMALS[c.type as keyof typeof DECIMALS].join(',')})` : c.type
}

function describe(table: Described): string {
  const lines = Object.entries(table.columns).map(([name, c]) => {
    return `  ${name.padEnd(20)}${digits(c).padEnd(16)}${c.nullable === true ? 'null ' : '     '}${c.doc}\n`
  })
  return `${table.name}: ${table.doc}\n  key: ${table.key.join(', ')}\n${lines.join('')}`
}

/** The page docs/tables.md: written by `oddslake schema --markdown`, checked by a test. */
export function tablesPage(tables: readonly Described[]): string {
  const rows = (t: Described) =>
    Object.entries(t.columns).map(
      ([name, c]) => `| ${name} | ${digits(c)} | ${c.nullable === true ? 'yes' : ''} | ${c.doc} |`,
    )
  const parts = tables.map((t) =>
    [
      `## ${t.name}`,
      '',
      t.doc,
      '',
      `Key: ${t.key.map((k) => `\`${k}\``).join(', ')}.`,
      '',
      '| column | type | null | meaning |',
      '| --- | --- | --- | --- |',
      ...rows(t),
      '',
    ].join('\n'),
  )
  return `${TABLES_HEAD}\n${parts.join('\n')}`
}

const TABLES_HEAD = `# The tables

Silver is the clean model, the same for every venue; gold answers questions from it. Query them with \`oddslake query\`, or
read the Parquet files below \`published/current\` of the home with anything that reads Parquet.

Instants are UTC with microseconds. Prices are probabilities between 0 and 1. Decimals are exact: none was ever a binary
float on its way here. What is unknown is null. This page is written by \`oddslake schema --markdown\`.
`
