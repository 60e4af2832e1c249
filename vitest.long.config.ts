import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
    testTimeout: 1_500_000,
    hookTimeout: 120_000,
    globalSetup: ['test/support/servers.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
