import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/servers.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two cores carry Redis and the database besides: more workers make each test slower, not the run faster.
    maxWorkers: 2,
  },
})
