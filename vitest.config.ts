import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest begins first, so that no core is idle at the end. Files are taken by size; those of contracts are short. */
class ContractsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isContract = ({ moduleId }: TestSpecification) => moduleId.includes('/test/contract/')
    const sorted = await super.sort(files)
    return [...sorted.filter(isContract), ...sorted.filter((file) => !isContract(file))]
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.long.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['test/support/servers.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: ContractsFirst },
    // A fresh process for each file would load everything anew: a sixth of the time.
    isolate: false,
    env: { ODDSLAKE_TEST_THREADS: '1' },
  },
})
