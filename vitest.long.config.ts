import { defineConfig } from 'vitest/config'

/** What measures time or starts processes side by side itself. */
const ALONE = ['test/storm/*.long.test.ts']

export default defineConfig({
  test: {
    testTimeout: 1_500_000,
    hookTimeout: 120_000,
    globalSetup: ['test/support/servers.ts'],
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
          exclude: [...ALONE, '**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
})
