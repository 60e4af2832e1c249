import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { MODELS } from '../src/models/index.ts'
import { VENUES } from '../src/venues/index.ts'

/** The layers of the house, lowest first: imports go down only, siblings never import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['engine'],
  ['net', 'config', 'snapshot'],
  ['venues', 'lake', 'warehouse', 'models'],
  ['pipeline'],
  ['server'],
  ['cli'],
]

const root = path.resolve(import.meta.dirname, '..')
const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
const text = (file: string) => readFileSync(path.join(root, file), 'utf8')

/** What a file imports from this project, as paths below `src`. */
function imports(file: string): string[] {
  const found = text(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)
  return [...found].map(([, target]) => path.relative('src', path.join(path.dirname(file), target!)))
}

const room = (below: string) => below.split('/')[0]!
const floor = (name: string) => LAYERS.findIndex((names) => names.includes(name))

/** Why an import is not allowed, or undefined. */
function breach(file: string, target: string): string | undefined {
  const from = path.relative('src', file)
  const [here, there] = [room(from), room(target)]
  if (here === there) {
    const inner = (below: string) => below.split('/').slice(0, 2).join('/')
    const plugin = ['venues', 'warehouse'].includes(here) && from.split('/').length > 2 && target.split('/').length > 2
    return plugin && inner(from) !== inner(target) ? `${from} imports its sibling ${target}` : undefined
  }
  if (here === 'replica')
    return ['core', 'net', 'lake'].includes(there) ? undefined : `the replica must not know ${target}`
  if (there === 'replica') return here === 'cli' ? undefined : `${from} must not know the replica`
  return floor(there) < floor(here) ? undefined : `${from} imports ${target}, which is not below it`
}

describe('the house', () => {
  it('every folder of src has its floor', () => {
    expect(new Set(files.map((file) => room(path.relative('src', file))))).toEqual(
      new Set([...LAYERS.flat(), 'replica']),
    )
  })

  it('imports go down, never up or sideways', () => {
    const edges = files.flatMap((file) => imports(file).map((target) => breach(file, target)))
    expect(edges.length).toBeGreaterThan(200)
    expect(edges.filter((why) => why !== undefined)).toEqual([])
  })

  it('the check itself finds a wrong import', () => {
    expect(breach('src/core/table.ts', 'lake/lake.ts')).toMatch(/not below/)
    expect(breach('src/venues/kalshi/index.ts', 'venues/other/index.ts')).toMatch(/sibling/)
    expect(breach('src/pipeline/pull.ts', 'replica/index.ts')).toMatch(/must not know the replica/)
    expect(breach('src/replica/index.ts', 'venues/index.ts')).toMatch(/must not know/)
  })

  it('every venue folder and every model file is in its list', () => {
    const venues = globSync('src/venues/*/index.ts', { cwd: root }).map((file) => path.basename(path.dirname(file)))
    expect(VENUES.map((v) => v.name).sort()).toEqual(venues.sort())
    const listed = text('src/models/index.ts')
    const models = globSync('src/models/*.ts', { cwd: root }).filter((file) => !/index\.ts$|\.test\.ts$/.test(file))
    for (const model of models) expect(listed).toContain(`./${path.basename(model)}`)
    expect(new Set(MODELS.map((m) => m.name)).size).toBe(MODELS.length)
  })

  it('files are short: half of them at most 80 lines, none above 400', () => {
    const lengths = files
      .map((file) => ({ file, lines: text(file).split('\n').length }))
      .sort((a, b) => a.lines - b.lines)
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([])
    expect(lengths[Math.floor(lengths.length / 2)]!.lines).toBeLessThanOrEqual(80)
  })
})
