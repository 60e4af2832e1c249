import { shownUrl } from '../../core/warehouse-url.ts'
import type { Register } from './index.ts'

/** `oddslake config`: the settings with value and origin. */
export const config: Register = (program, effects, finish) => {
  program
    .command('config')
    .description('show the settings with their values and where those come from')
    .option('--all', 'also what could be set for each venue and resource, and is not')
    .option('--json', 'print it as JSON')
    .action(async (options: { all?: boolean; json?: boolean }) => {
      const { configure } = await import('../workspace.ts')
      const configured = await configure(effects)
      const shown = options.all === true ? configured.all() : configured.resolved
      const rows = shown.map(({ setting, value, origin }) => ({
        name: setting.name,
        value: setting.secret === true && value !== '' ? '(set, not shown)' : hidden(value),
        origin,
        env: setting.env,
        doc: setting.doc,
      }))
      if (options.json === true) effects.out(`${JSON.stringify(rows, null, 2)}\n`)
      else {
        const width = Math.max(...rows.map((r) => `${r.name} = ${r.value}`.length))
        for (const r of rows) effects.out(`${`${r.name} = ${r.value}`.padEnd(width)}  ${r.origin}\n`)
      }
      finish(0)
    })
}

function hidden<T>(value: T): T | string {
  return typeof value === 'string' ? shownUrl(value) : value
}
