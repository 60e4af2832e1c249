import { wholeNumber } from '../arguments.ts'
import type { Register } from './index.ts'

/** `oddslake demo`: the main job without a network. */
export const demo: Register = (program, effects, finish) => {
  program
    .command('demo')
    .description('mirror a simulated Kalshi into the home: replica and sync together, no network needed')
    .option('--trades <n>', 'size of the simulated world', wholeNumber, 20_000)
    .action(async (options: { trades: number }) => {
      const { runDemo } = await import('../simulated.ts')
      finish(await runDemo(effects, options))
    })
}
