import type { Command } from 'commander'
import type { Effects } from '../effects.ts'
import { build } from './build.ts'
import { config } from './config.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { exportCommand } from './export.ts'
import { init } from './init.ts'
import { load } from './load.ts'
import { query } from './query.ts'
import { replica } from './replica.ts'
import { schema } from './schema.ts'
import { serve } from './serve.ts'
import { status } from './status.ts'
import { pull, sync } from './sync.ts'
import { verify } from './verify.ts'

/** Adds one command to the program; `finish` sets the exit code of a command that ended without throwing. */
export type Register = (program: Command, effects: Effects, finish: (exitCode: number) => void) => void

/** The commands, in the order in which help lists them. */
export const COMMANDS: readonly Register[] = [
  init,
  config,
  sync,
  pull,
  load,
  build,
  query,
  exportCommand,
  serve,
  status,
  verify,
  schema,
  replica,
  demo,
  doctor,
]
