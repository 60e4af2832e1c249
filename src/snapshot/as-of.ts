import { ident, literal, type Sql } from '../core/sql.ts'
import { columnNames, type Table, type Twin, twinOf } from '../core/table.ts'
import { REFERENCES } from '../core/tables/index.ts'
import { by, type Look, PUBLISHED } from './moment.ts'

/** How a silver table looked to this lake at instant `T`: rows learnt by then and not yet superseded. */
export function asOf(table: Table, T: Sql): Look {
  if (table.kind === 'log') return LOGS[table.name]?.(T) ?? unkept(table)
  const past = `${PUBLISHED}.${ident(twinOf(table)!.name)}`
  const key = table.key.map(ident).join(', ')
  if (table.kind === 'state')
    return {
      from: `(select * from ${past} where seen_at <= ${T}
              qualify row_number() over (partition by ${key} order by seen_at desc) = 1) as t`,
    }
  const names = columnNames(table).map(ident).join(', ')
  return {
    from: `(select ${names} from ${PUBLISHED}.${ident(table.name)} where seen_at <= ${T}
            union all select ${names} from ${past} where seen_at <= ${T} and superseded_at > ${T}) as t`,
  }
}

/** What a twin held at that instant. */
export function twinAsOf(twin: Twin, T: Sql): Look {
  return { where: `${twin.at} <= ${T}` }
}

const LOGS: Readonly<Record<string, (T: Sql) => Look>> = {
  rejects: (T) => ({ where: `seen_at <= ${T}` }),
  drift: (T) => ({ where: `first_seen_at <= ${T}` }),
  gaps: (T) => ({ where: `from_at <= ${T}`, columns: { to_at: by('to_at', T), healed_at: by('healed_at', T) } }),
  runs: (T) => {
    const after = ['ended_at', 'exit_code', 'requests', 'records', 'rows', 'duplicates', 'rejects', 'message']
    const ended = (column: string): [string, Sql] => [column, `case when ended_at <= ${T} then ${ident(column)} end`]
    return { where: `started_at <= ${T}`, columns: Object.fromEntries(after.map(ended)) }
  },
  unresolved: () => ({ from: `(${REFERENCES.map(missing).join(' union all ')}) as t` }),
}

/** References without a row to refer to, counted in the tables as they were. */
function missing({ from, column, to, key }: (typeof REFERENCES)[number]): Sql {
  const reference = ident(column)
  return `select venue, ${literal(from)} as from_table, ${literal(to)} as to_table, ${reference} as reference, count(*) as rows
    from silver.${ident(from)} as c
    where ${reference} is not null
      and not exists (select 1 from silver.${ident(to)} as p where p.venue = c.venue and p.${ident(key)} = c.${reference})
    group by all`
}

function unkept({ name }: Table): Look {
  return {
    refuse: `silver.${name} is kept as it is now, so --as-of cannot answer from it. Ask for it without --as-of; every other table keeps its past.`,
  }
}
