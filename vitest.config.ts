import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'agent/**/*.test.ts',
      'connectors/**/*.test.ts',
      'simulator/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: ['tests/world/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
