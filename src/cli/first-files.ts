import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { overrides, type Setting, settings } from '../config/settings.ts'
import { asOurs } from '../engine/errors.ts'
import { MODELS } from '../models/index.ts'
import { VENUES } from '../venues/index.ts'
import type { Effects } from './effects.ts'
import { Workspace } from './workspace.ts'

/** Writes config and `.env.example` where they are not there yet, and makes the home with all tables, empty. */
export async function writeFirstFiles(effects: Effects): Promise<number> {
  const all = settings(VENUES)
  await writeOnce(effects, 'oddslake.config.json', configText(all))
  await writeOnce(effects, '.env.example', envText(all))
  await Workspace.use(effects, async ({ warehouse, silver, lake }) => {
    for (const model of MODELS) await warehouse.build(silver, model)
    await warehouse.publish?.(silver, { home: lake.home, models: MODELS, trace: () => {} })
    effects.err(`The home is ${lake.home}.\nNext: oddslake sync kalshi --dry-run\n`)
  })
  return 0
}

async function writeOnce(effects: Effects, name: string, text: string): Promise<void> {
  const file = path.join(effects.cwd, name)
  try {
    await writeFile(file, text, { flag: 'wx' })
    effects.err(`Wrote ${file}.\n`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asOurs(error)
    effects.err(`${file} is there already and was left as it is.\n`)
  }
}

/** Every setting as a comment with its default: uncomment what should differ. */
export function configText(all: readonly Setting[]): string {
  const lines = all.flatMap((s) => [`  // ${s.doc}`, `  // "${s.name}": ${JSON.stringify(s.preset)}`, ''])
  const forOne = [...FOR_ONE.map((line) => `  // ${line}`), ...EXAMPLES.map((s) => `  // "${s.name}": 16`), '']
  return `{\n  // Settings of oddslake. Remove the "//" before a setting to change it; put a comma between two.\n  // The environment variable named in .env.example wins over this file.\n\n${[...lines, ...forOne].join('\n')}}\n`
}

/** Every environment variable with its default. */
export function envText(all: readonly Setting[]): string {
  const lines = all.flatMap((s) => [`# ${s.doc}`, `# ${s.env}=${s.preset}`, ''])
  const forOne = [...FOR_ONE.map((line) => `# ${line}`), ...EXAMPLES.map((s) => `# ${s.env}=16`), '']
  return `# Settings of oddslake by environment. Copy to .env and remove the "#" before what should differ.\n\n${[...lines, ...forOne].join('\n')}`
}

/** Instead of each setting once for every venue and resource. */
const FOR_ONE = [
  'Workers, flush, timeout, retry, upsert and rejects can be set for one venue or one of its resources as well. The more',
  'specific one counts, be it set here or elsewhere. "oddslake config --all" lists them. For example:',
]
const EXAMPLES = overrides(VENUES).filter((s) => ['kalshi.workers', 'kalshi.trades.workers'].includes(s.name))
