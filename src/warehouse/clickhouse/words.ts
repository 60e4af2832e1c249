import type { Sql } from '../../core/sql.ts'

/** Strings, names in quotes, words (with their alias), and anything else that means something here. */
const TOKEN = /'(?:[^'\\]|\\.|'')*'|"[^"]*"|[\w.]+|\s+|./g
const DECIMAL = /^\d+\.\d+$/
const COLUMN = /^\s*[a-z_]\w*\.(\w+)\s*$/i

/** One pair of parentheses: whether a list of columns is being read in it, and of the column so far what is not written. */
type Level = { isSelect: boolean; isPlain: boolean; item: Sql }

/**
 * A statement of a model in words that mean the same here. `a.b` in a select becomes `a.b as b`: where more than two tables
 * are joined, the server would call the column `a.b`, and nobody around it could ask for `b`. `0.5` becomes an exact decimal:
 * the server would take it for a float.
 */
export function inOurWords(statement: Sql): Sql {
  const levels: Level[] = [{ isSelect: false, isPlain: true, item: '' }]
  let done = ''
  const write = (token: Sql, column: Sql | undefined) => {
    const level = levels.at(-1)!
    const [, space] = /(\s*)$/.exec(level.item)!
    done += `${column === undefined ? level.item : `${level.item.trimEnd()} as ${column}${space}`}${token}`
    level.item = ''
  }
  const column = () => {
    const { isSelect, isPlain, item } = levels.at(-1)!
    return isSelect && isPlain ? COLUMN.exec(item)?.[1] : undefined
  }
  for (const [token] of statement.matchAll(TOKEN)) {
    const level = levels.at(-1)!
    const word = token.toLowerCase()
    if (token === '(') {
      level.isPlain = false
      write(token, undefined)
      levels.push({ isSelect: false, isPlain: true, item: '' })
    } else if (token === ')') {
      write(token, column())
      levels.pop()
    } else if (token === ',' || word === 'from' || word === 'union') {
      write(token, column())
      level.isPlain = true
      if (token !== ',') level.isSelect = false
    } else if (word === 'select' || (word === 'distinct' && level.isSelect)) {
      write(token, undefined)
      level.isPlain = true
      level.isSelect = true
    } else level.item += DECIMAL.test(token) ? `toDecimal128('${token}', ${token.split('.')[1]!.length})` : token
  }
  write('', column())
  return done
}

/** A user's statement, which speaks of `silver.` and `gold.`, whatever stands before the names of the databases here. */
export function withPrefix(statement: Sql, prefix: string): Sql {
  return statement.replace(TOKEN, (token) => (/^(silver|gold)\./.test(token) ? `${prefix}${token}` : token))
}
