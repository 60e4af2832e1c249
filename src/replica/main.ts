import { OddslakeError } from '../core/errors.ts'
import { readReplicaOptions } from './options.ts'
import { startReplica } from './server/replica.ts'
import { writeTruth } from './truth/write.ts'

/** A replica in a process of its own: `node src/replica/main.ts kalshi --trades 20000`. */
async function main(args: readonly string[]): Promise<void> {
  const { options, truth, raw } = readReplicaOptions(args)
  const replica = await startReplica(options)
  if (truth !== null) await writeTruth(replica.world, truth, { raw })
  process.stdout.write(`${JSON.stringify({ url: replica.url, port: replica.port })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => replica.close().then(() => process.exit(0)))
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof OddslakeError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
})
