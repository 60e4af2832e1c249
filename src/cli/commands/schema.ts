import { unknownName } from '../../core/errors.ts'
import { type Column, DECIMALS } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import { MODELS } from '../../models/index.ts'
import type { Register } from './index.ts'

type Described = { name: string; doc: string; key: readonly string[]; columns: Readonly<Record<string, Column>> }

/** `oddslake schema`: tables, columns, units. */
export const schema: Register = (program, effects, finish) => {
  program
    .command('schema')
    .description('list tables, or the columns of one with their types, units and meaning')
    .argument('[table]', 'such as silver.trades or gold.candles_1h')
    .option('--json', 'print it as JSON')
    .action((name: string | undefined, options: { json?: boolean }) => {
      const tables = described()
      const chosen = name === undefined ? tables : tables.filter((t) => t.name === name || t.name.endsWith(`.${name}`))
      if (chosen.length === 0)
        throw unknownName(
          'table',
          name!,
          tables.map((t) => t.name),
        )
      if (options.json === true) effects.out(`${JSON.stringify(chosen, null, 2)}\n`)
      else
        for (const table of chosen)
          effects.out(name === undefined ? `${table.name.padEnd(28)}${table.doc}\n` : describe(table))
      finish(0)
    })
}

/** All tables of silver and gold, as the dashboards of users see them. */
function described(): Described[] {
  const silver = SILVER.flatMap((t): Described[] => {
    const own = { name: `silver.${t.name}`, doc: t.doc, key: t.key, columns: t.columns }
    const twin = {
      ...own,
      name: `silver.${t.versions}`,
      doc: `Every version of the rows of silver.${t.name}.`,
      key: [...t.key, 'seen_at'],
    }
    return t.versions === undefined ? [own] : [own, twin]
  })
  return [...silver, ...MODELS.map((m) => ({ name: `gold.${m.name}`, doc: m.doc, key: m.grain, columns: m.columns }))]
}

function describe(table: Described): string {
  const lines = Object.entries(table.columns).map(([name, c]) => {
    const digits = c.type in DECIMALS ? `decimal(${DECIMALS[c.type as keyof typeof DECIMALS].join(',')})` : c.type
    return `  ${name.padEnd(20)}${digits.padEnd(16)}${c.nullable === true ? 'null ' : '     '}${c.doc}\n`
  })
  return `${table.name}: ${table.doc}\n  key: ${table.key.join(', ')}\n${lines.join('')}`
}
