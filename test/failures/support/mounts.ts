import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe' })

/** Whether this process may mount; says so loudly when it may not. */
export function mayMount(): boolean {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'oddslake-mount-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
    execFileSync('umount', [folder])
    return true
  } catch (error) {
    process.stderr.write(
      `\n!!! Full and read-only disks are NOT tested here, since nothing can be mounted: ${error}\n\n`,
    )
    return false
  } finally {
    rmdirSync(folder)
  }
}

/** A disk of its own: `size=3m`, `ro`. */
export function mountDisk(folder: string, options: string): void {
  mount('-t', 'tmpfs', '-o', options, 'tmpfs', folder)
}

export function remountDisk(folder: string, options: string): void {
  mount('-o', `remount,${options}`, folder)
}

/** Fails when a file of the disk is still open: whoever ended should have closed it. */
export function unmountDisk(folder: string): void {
  execFileSync('umount', [folder], { stdio: 'pipe' })
}
