#!/usr/bin/env node
// The administrator's command line, from a clone or an unpacked release: `node bin/gusset.mjs help`.
import { existsSync } from 'node:fs'
import { checkNode } from './install.mjs'

checkNode()
const program = new URL('../dist/src/cli.js', import.meta.url)
if (existsSync(program)) await import(program.href)
else {
  console.error('Gusset has not been built yet: run  npm run build  in its folder first.')
  process.exitCode = 2
}
