import type { Register } from './index.ts'

/** `oddslake config`: every setting with its value and origin. */
export const config: Register = (program, effects, finish) => {
  program
    .command('config')
    .description('show every setting with its value and where that comes from')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: boolean }) => {
      const { configure } = await import('../workspace.ts')
      const { resolved } = await configure(effects)
      const rows = resolved.map(({ setting, value, origin }) => ({
        name: setting.name,
        value,
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
