import { defineConfig } from 'vitest/config'

/** npm run gambar: the pictures of the guides, drawn from what the bot really says. */
export default defineConfig({
  test: {
    include: ['test/pictures/*.scenes.ts'],
    environment: 'node',
    globalSetup: ['test/servers.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
})
