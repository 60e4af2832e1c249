import type { Register } from './index.ts'

export type VerifyOptions = { repair?: boolean; json?: boolean; yes?: boolean }

/** `oddslake verify`: whether the mirror is complete, and how that is known. */
export const verify: Register = (program, effects, finish) => {
  program
    .command('verify')
    .argument('[resources...]', 'VENUE, VENUE/RESOURCE or VENUE/*; without any, everything that was ever mirrored')
    .description('prove that the mirror is complete, or name the holes')
    .option('--repair', 'fill the holes: read bronze again, ask the venue for what is missing')
    .option('--json', 'print findings and coverage as JSON on stdout')
    .addHelpText(
      'after',
      `
Compared are: the slices of the ledger and their proofs, with what was there at the last sync; the months of each time line;
silver with bronze, row for row; and both with what the venue itself says (the volume of a market, the number of its bets).
Exit code 0: complete. 1: something is missing; each line says which command fills it.

  oddslake verify
  oddslake verify kalshi/trades --repair`,
    )
    .action(async (resources: string[], options: VerifyOptions) => {
      const { runVerify } = await import('../verification.ts')
      finish(await runVerify(effects, resources, options))
    })
}
