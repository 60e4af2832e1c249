import type { Register } from './index.ts'

/** `oddslake status`: freshness, coverage, rejects and drift at a glance. */
export const status: Register = (program, effects, finish) => {
  program
    .command('status')
    .description('show what is there, how fresh and how complete it is')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: boolean }) => {
      const { showStatus } = await import('../overview.ts')
      finish(await showStatus(effects, options))
    })
}
