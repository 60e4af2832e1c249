import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Starts a simulated venue in its own process; resolves when it answers. */
export async function startReplicaProcess(
  venue: string,
  options: readonly string[],
): Promise<{ url: string; stop(): void }> {
  const args = ['--max-old-space-size=8000', 'src/replica/main.ts', venue, '--world', 'simulated', ...options]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill())
  const ready = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the replica ended with code ${code}`)))
  })
  return { url: (JSON.parse(ready) as { url: string }).url, stop: () => child.kill() }
}
