import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, expectClear, oddslake } from './support/command.ts'
import { Scene } from './support/scene.ts'

/** A value that a setting does not take, and what it takes. */
const VALUES: readonly (readonly [env: string, value: string, expected: string])[] = [
  ['ODDSLAKE_RETRY_BASE_SECONDS', 'soon', 'expected a number above 0 up to 86400'],
  ['ODDSLAKE_RETRY_ATTEMPTS', '-1', 'expected a whole number from 0 up to 100'],
  ['ODDSLAKE_WORKERS', '2.5', 'expected a whole number from 1 up to 1000'],
  ['ODDSLAKE_WORKERS', 'NaN', 'expected a whole number from 1 up to 1000'],
  ['ODDSLAKE_THREADS', '99999', 'expected a whole number from 0 up to 256'],
  ['ODDSLAKE_TIMEOUT_SECONDS', '0', 'expected a number above 0 up to 86400'],
  ['ODDSLAKE_TIMEOUT_SECONDS', '1e12', 'expected a number above 0 up to 86400'],
  ['ODDSLAKE_REJECTS_THRESHOLD', '5', 'expected a number from 0 up to 1'],
  ['ODDSLAKE_MEMORY', 'lots', 'expected a size such as 200MB'],
  [
    'ODDSLAKE_WAREHOUSE',
    'mysql://somewhere',
    'expected duckdb:PATH, postgres://USER:PASSWORD@HOST/DATABASE or clickhouse://USER:PASSWORD@HOST:PORT (clickhouses:// with TLS)',
  ],
  ['ODDSLAKE_KALSHI_URL', 'kalshi', 'expected an address such as http://127.0.0.1:7801/path'],
  ['ODDSLAKE_KALSHI_URL', 'ftp://kalshi/path', 'expected an address such as http://127.0.0.1:7801/path'],
  ['ODDSLAKE_KALSHI_READ_REQUESTS', '0', 'expected a number from 0.001'],
]

/** A config file by its name, and what is said of it. */
const FILES: readonly (readonly [name: string, content: string, says: string])[] = [
  ['cut.json', '{"workers": 4,', 'cannot be read: Expected double-quoted property name in JSON at position 14'],
  ['empty.json', '', 'cannot be read: Unexpected end of JSON input. Mend it, or write a new one with "oddslake init".'],
  ['list.json', '[1]', 'cannot be read: expected an object of settings. Mend it'],
  ['number.json', '5', 'cannot be read: expected an object of settings. Mend it'],
  [
    'bad.yaml',
    'workers: [1',
    'cannot be read: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 12. Mend it',
  ],
  ['tab.yaml', 'retry:\n\t- base', 'cannot be read: Tabs are not allowed as indentation at line 2, column 1. Mend it'],
  ['bad.ts', 'export default {', 'cannot be read: '],
  ['throws.ts', 'throw new Error("boom")', 'cannot be read: boom. Mend it'],
  ['nothing.ts', 'export const workers = 4', 'cannot be read: expected an object of settings. Mend it'],
  [
    'misspelt.json',
    '{"wrokers": 4}',
    ': There is no setting "wrokers". Did you mean "workers"? Known: home, warehouse, ',
  ],
  [
    'nested.yaml',
    'kalshi:\n  rul: http://127.0.0.1',
    ': There is no setting "kalshi.rul". Did you mean "kalshi.url"? Known: ',
  ],
  ['value.json', '{"workers": true}', 'is not usable: expected a whole number from 1 up to 1000'],
  ['list.yaml', 'workers: [1, 2]', 'is not usable: expected a whole number from 1 up to 1000'],
]

describe('settings', () => {
  let scene: Scene
  let folder: string
  beforeAll(async () => {
    scene = await Scene.open()
    folder = await scene.folder()
  })
  afterAll(() => scene.close())

  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    oddslake(args, scene.env(path.join(folder, 'home'), more), folder)

  /** The user's mistake: told in one line before anything is asked or written. */
  async function expectMistake(ended: Ended): Promise<void> {
    expect(ended.code, ended.err).toBe(2)
    expectClear(ended)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(scene.replica.requests()).toEqual([])
    expect((await readdir(folder)).includes('home')).toBe(false)
  }

  it.each(VALUES)('%s=%s is refused', async (env, value, expected) => {
    const ended = await run(['sync', 'kalshi'], { [env]: value })
    await expectMistake(ended)
    expect(ended.err).toMatch(/^The setting \S+ = /)
    expect(ended.err).toContain(
      `= ${JSON.stringify(value)} from environment (${env}) is not usable: ${expected}. It means: `,
    )
    expect(ended.err).toMatch(/Correct it, or leave it out for the default, \S+\.\n$/)
  })

  it.each(FILES)('a file %s with %j is refused', async (name, content, says) => {
    const file = path.join(folder, name)
    await writeFile(file, content)
    const ended = await run(['sync', 'kalshi'], { ODDSLAKE_CONFIG: name })
    await expectMistake(ended)
    expect(ended.err).toContain(file)
    expect(ended.err).toContain(says)
  })

  it('a file that is not there, or is a folder, is refused', async () => {
    const missing = await run(['sync', 'kalshi'], { ODDSLAKE_CONFIG: '/nowhere/oddslake.json' })
    await expectMistake(missing)
    expect(missing.err).toBe(
      'ODDSLAKE_CONFIG names /nowhere/oddslake.json, which does not exist. Create it with "oddslake init", or unset ODDSLAKE_CONFIG.\n',
    )
    await mkdir(path.join(folder, 'settings'))
    const isFolder = await run(['sync', 'kalshi'], { ODDSLAKE_CONFIG: 'settings' })
    await expectMistake(isFolder)
    expect(isFolder.err).toContain('settings is a folder; expected a file of settings.')
  })

  it('a variable one slip away from ours is refused, one of somebody else is not', async () => {
    const slip = await run(['sync', 'kalshi'], { ODDSLAKE_KALSHI_READ_REQUSETS: '5' })
    await expectMistake(slip)
    expect(slip.err).toBe(
      'The environment sets ODDSLAKE_KALSHI_READ_REQUSETS, which is no setting. Did you mean ODDSLAKE_KALSHI_READ_REQUESTS? Rename or unset it.\n',
    )
    expect((await run(['config'], { ODDSLAKE_KALSHI_WS_URL: 'ws://127.0.0.1' })).code).toBe(0)
  })

  const WORDS: readonly (readonly [line: string, says: string])[] = [
    ['synk', 'There is no command "synk". Did you mean "sync"? Known: init, config, sync, '],
    ['sync kalsi', 'There is no venue "kalsi". Did you mean "kalshi"? Known: kalshi'],
    ['sync polymarkets/trades', 'There is no venue "polymarkets". Did you mean "polymarket"? Known: kalshi'],
    [
      'sync kalshi/tradse',
      'There is no resource of kalshi "tradse". Did you mean "trades"? Known: series, events, markets, mve_markets, trades, candles',
    ],
    ['sync kalshi/trades/x', '"kalshi/trades/x" is not a resource. Write VENUE, VENUE/RESOURCE or VENUE/*.'],
    [
      'sync kalshi --since yesterday',
      '"yesterday" is not a moment. Write an ISO date (2026-01-31), an instant (2026-01-31T12:00:00Z, UTC) or a span before now (24h, 30d).',
    ],
    ['sync kalshi --until 2026-13-45', '"2026-13-45" is not a moment. Write an ISO date'],
    ['sync kalshi --timeout 0', '--timeout takes seconds above 0 and up to 2592000 (30 days), got "0".'],
    ['sync kalshi --timeout 1e15', '--timeout takes seconds above 0 and up to 2592000 (30 days), got "1e15".'],
    ['sync kalshi --timeout soon', '--timeout takes seconds above 0 and up to 2592000 (30 days), got "soon".'],
    ['demo --trades 0', 'Expected a whole number above 0, got "0".'],
    ['schema trads', 'There is no table "trads". '],
    ['replica kalsi', 'There is no replica "kalsi". Did you mean "kalshi"? Known: kalshi'],
    ['sync kalshi --since 2026-10-05 --until 2026-10-04', '--since 2026-10-05 is not before --until 2026-10-04.'],
  ]

  it.each(WORDS)('oddslake %s is refused', async (line, says) => {
    const ended = await run(line.split(' '))
    await expectMistake(ended)
    expect(ended.err).toContain(says)
  })

  const USAGE: readonly (readonly [line: string, says: string])[] = [
    ['sync kalshi --sinse 1d', "error: unknown option '--sinse'\n(Did you mean --since?)"],
    ['sync kalshi --timeout', "error: option '--timeout <seconds>' argument missing"],
    ['query', "error: missing required argument 'sql'"],
    ['query x --format xml', "argument 'xml' is invalid. Allowed choices are table, json, ndjson, csv, parquet."],
    ['status now', "error: too many arguments for 'status'"],
  ]

  it.each(USAGE)('oddslake %s points to --help', async (line, says) => {
    const ended = await run(line.split(' '))
    expect(ended.code).toBe(2)
    expectClear(ended)
    expect(ended.err).toContain(says)
    expect(ended.err).toContain('Run the command with --help to see its options.')
  })
})

describe('a statement', () => {
  let scene: Scene
  let home: string
  beforeAll(async () => {
    scene = await Scene.open()
    home = await scene.mirror()
  })
  afterAll(() => scene.close())

  const STATEMENTS: readonly (readonly [sql: string, says: string])[] = [
    ['', 'Expected one statement, such as "select …", got an empty text.'],
    [
      'selec 1',
      'The statement cannot be run: Failed to extract statements: Parser Error: syntax error at or near "selec". "oddslake schema" lists',
    ],
    [
      'select * from silver.tradse',
      'The statement cannot be run: Catalog Error: Table with name tradse does not exist. Did you mean "trades"',
    ],
    [
      'select nope from silver.trades',
      'The statement cannot be run: Binder Error: Referenced column "nope" not found in FROM clause. Candidate bindings: ',
    ],
    [
      "select cast('x' as int)",
      "The statement cannot be run: Conversion Error: Could not convert string 'x' to INT32. ",
    ],
    ['delete from silver.trades', 'The statement cannot be run: Binder Error: Can only delete from base table. '],
    ['select 1; select 2', 'Only one statement that reads can be run here'],
    ["attach 'other.duckdb'", 'Only one statement that reads can be run here'],
    [
      "select * from read_csv('/etc/passwd')",
      'Cannot access file "/etc/passwd" - file system operations are disabled by configuration.',
    ],
  ]

  it.each(STATEMENTS)('%j is refused', async (sql, says) => {
    const ended = await scene.run(home, ['query', sql])
    expect(ended.code, ended.err).toBe(2)
    expectClear(ended)
    expect(ended.out).toBe('')
    expect(ended.err).toContain(says)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
  })

  it('that needs more memory than allowed says which setting to raise', async () => {
    const ended = await scene.run(home, [
      'query',
      'select list(hash(i)), list(i::varchar) from range(50000000) as t(i)',
    ])
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(
      /^The memory limit was reached \(.*\)\. Raise it with ODDSLAKE_MEMORY, for example ODDSLAKE_MEMORY=1GB\.\n$/,
    )
  })
})
