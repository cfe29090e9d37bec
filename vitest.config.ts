import { defineConfig } from 'vitest/config'

const withoutDatabase = [
  'tests/chaos/**',
  'tests/tidy.test.ts',
  'src/web/**',
  'src/**/model.test.ts',
  'src/**/rules.test.ts',
]

/** What is clicked in a browser says nothing new on another PostgreSQL or Node: it runs once. */
const inBrowser = ['tests/**/*browser*.test.ts', 'tests/walk.test.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Generous: a machine that others use too may stand still for a while, and a test that passes does not wait.
    testTimeout: 240_000,
    hookTimeout: 360_000,
    expect: { poll: { timeout: 60_000 } },
    // Real processes on a strange machine: one more try there, and it is told in the report. None on one's own.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          // Runs twice: on the embedded PostgreSQL, and on an external one (TEST_DATABASE_URL).
          name: 'database',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [...withoutDatabase, ...inBrowser],
          globalSetup: ['tests/world/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: inBrowser, globalSetup: ['tests/world/global-setup.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: [
            'agent/**/*.test.ts',
            'connectors/**/*.test.ts',
            'simulator/**/*.test.ts',
            'bench/**/*.test.ts',
            ...withoutDatabase.map((each) => each.replace(/\*\*$/, '**/*.test.ts')),
          ],
        },
      },
    ],
  },
})
