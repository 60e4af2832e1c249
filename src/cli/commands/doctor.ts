import type { Register } from './index.ts'

/** `oddslake doctor`: is everything in place. */
export const doctor: Register = (program, effects, finish) => {
  program
    .command('doctor')
    .description('check Node, disk, clock, addresses, warehouse and lake, each with the next step')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: boolean }) => {
      const { examine } = await import('../checks.ts')
      finish(await examine(effects, options))
    })
}
