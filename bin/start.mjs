// Brings the whole world up: installs and builds what is missing, then server (embedded PostgreSQL), Sage 300 CRE simulator, agent and example company.
// `GUSSET_DATA` moves the data folder, `GUSSET_PORT` and `SIMULATOR_PORT` the ports, `DATABASE_URL` uses your own PostgreSQL.
import { join } from 'node:path'
import { build } from './build.mjs'
import { root } from './install.mjs'

build()
const { openWorld } = await import('../dist/example/world.js')
const { PEOPLE } = await import('../dist/example/people.js')

const started = Date.now()
const world = await openWorld({
  folder: process.env.GUSSET_DATA ?? join(root, '.gusset'),
  port: Number(process.env.GUSSET_PORT ?? 4300),
  simulatorPort: Number(process.env.SIMULATOR_PORT ?? 4310),
  databaseUrl: process.env.DATABASE_URL,
  say: (line) => console.log(line),
}).catch((error) => {
  console.error(`\nGusset could not start: ${error.message}`)
  process.exit(1)
})

console.log(`
Gusset is up after ${((Date.now() - started) / 1000).toFixed(1)} s.

  Pages           ${world.url}
  Sage's desk     ${world.simulatorUrl}   (the pretend ERP: post batches, type costs, break things)

  Sign in as`)
for (const { email, password, role } of PEOPLE) console.log(`    ${email.padEnd(28)} ${password.padEnd(16)} ${role}`)
console.log('\nCtrl-C stops everything; the data stays in the data folder.')

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  await world.stop()
  process.exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
