/** Stopping a started program waited for ever: the wait for its ready line took away every listener for its end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { start } from '../../example/programs.ts'

let logs: string
beforeEach(() => {
  logs = mkdtempSync(join(tmpdir(), 'gusset-issue-'))
})
afterEach(() => rmSync(logs, { recursive: true }))

test.each(['stop', 'kill'] as const)('%s of a running program ends', async (way) => {
  const program = await start({
    name: 'simulator',
    script: 'simulator/main.js',
    args: ['--port', '0', '--in-memory'],
    logs,
  })
  await program[way]()
  expect(program.process.exitCode ?? program.process.signalCode).not.toBeNull()
})
