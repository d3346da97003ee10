import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Each file and each program it starts loads the same packages: what one has compiled the next ones find.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'data', 'compile-cache')

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
