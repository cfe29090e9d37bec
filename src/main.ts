/** The server: settings, database, pipeline, HTTP. `node dist/src/main.js`; `--example` fills an empty database with the example company,
 * `--restored="why"` is given once after the database was put back by other means than `gusset restore`; `--reset-sign-in=email` lets a locked-out
 * person in again. */
import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { createGatekeeper } from './access/gatekeeper.ts'
import { startHousekeeping } from './access/housekeeping.ts'
import { registerOauth } from './access/oauth-api.ts'
import { openProvider } from './access/provider-of.ts'
import { resetSignIn } from './access/rescue.ts'
import { sealerOf } from './access/seal.ts'
import { registerSignIn } from './access/sign-in-api.ts'
import { connectors, entities, gates, routesWith, settings } from './entities.ts'
import { agentRegistry } from './erp/agents.ts'
import { createGateway } from './erp/gateway.ts'
import { loadServerKey } from './erp/gateway-key.ts'
import { finishRestore, restored } from './erp/generation.ts'
import type { Line } from './erp/line.ts'
import { createPipeline } from './erp/pipeline.ts'
import { buildRegistry } from './erp/registry.ts'
import { tellerOf } from './erp/teller.ts'
import { fillExample } from './example.ts'
import { startNotices } from './notices/chores.ts'
import { systemClock as clock } from './platform/clock.ts'
import { ConfigError, loadConfig } from './platform/config.ts'
import { openDataFolder } from './platform/data-folder.ts'
import { openDatabase } from './platform/database-of.ts'
import { connect } from './platform/db-pool.ts'
import { createHttp } from './platform/http.ts'
import { listen } from './platform/listen.ts'
import { createLog, type Log } from './platform/log.ts'
import { createMailer } from './platform/mail.ts'
import { migrate } from './platform/migrate.ts'
import { setServerNumber } from './platform/new-id.ts'
import { VERSION } from './platform/version.ts'
import { startSending } from './reports/chores.ts'

await run().catch((error: Error) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `Gusset could not start: ${error.message}`}\n`)
  process.exit(1)
})

async function run(): Promise<void> {
  const config = loadConfig(process.env)
  const log = createLog(config.GUSSET_LOG_LEVEL)
  const mailer = createMailer(config)
  const data = resolve(config.GUSSET_DATA ?? '.gusset')
  setServerNumber(config.GUSSET_SERVER_NUMBER)
  openDataFolder(data)
  const database = await openDatabase(config, data, log)
  await migrate(database.url, log)
  const db = connect({ url: database.url, log, poolSize: config.GUSSET_POOL_SIZE })
  if (process.argv.includes('--example')) await fillExample(db)
  const serverKey = loadServerKey(data, config.GUSSET_SECRET_FILE)
  const publicUrl = config.GUSSET_PUBLIC_URL
  const gatekeeper = createGatekeeper({ db, clock, publicUrl })

  // The line needs the HTTP server, the pipeline the line, the HTTP server the pipeline's routes: the line is the one that can wait.
  let gateway: Line | undefined
  const line: Line = {
    connected: () => gateway?.connected() ?? [],
    send: (to, message) => gateway?.send(to, message) ?? false,
  }
  const derivedKey = (purpose: string) =>
    createHmac('sha256', serverKey.export({ type: 'pkcs8', format: 'der' }))
      .update(purpose)
      .digest()
  const sealer = sealerOf(derivedKey('second factors'))
  const provider = openProvider(config, log)
  const rescued = given('--reset-sign-in')
  if (rescued !== undefined) {
    const password = await resetSignIn(db, rescued)
    process.stderr.write(`${rescued} signs in with this password, without a second factor: ${password}\n`)
  }
  const pipeline = createPipeline({
    db,
    line,
    registry: buildRegistry(entities, connectors, settings, gates),
    clock,
    log,
    secret: derivedKey('op keys').toString('base64'),
  })
  const teller = tellerOf(pipeline.hub.registry)
  const app = await createHttp({
    db,
    clock,
    log,
    routes: routesWith({ sealer, pipeline, teller, mails: mailer !== undefined }),
    gatekeeper,
    version: VERSION,
    rate: { hour: config.GUSSET_RATE_HOUR, spike: config.GUSSET_RATE_SPIKE },
    publicUrl,
    trustProxy: config.GUSSET_TRUST_PROXY,
    metricsToken: config.GUSSET_METRICS_TOKEN,
    register: [
      (server) =>
        registerSignIn(server, {
          ...{ db, clock, publicUrl, sealer, provider },
          passwords: config.GUSSET_PASSWORD_SIGN_IN === 'on' || rescued !== undefined,
        }),
      (server) => registerOauth(server, { db, clock }),
      (server) => {
        const registry = agentRegistry(db, clock)
        gateway = createGateway(server, {
          registry,
          handler: () => pipeline.handler,
          serverKey,
          clock,
          serverName: `${hostname()}:${process.pid}`,
        })
      },
    ],
  })
  // After a backup was put back: what the lost time did is unknown, so everything unfinished is marked to be looked up before an agent can come (PO7).
  const reason = given('--restored')
  if (reason === undefined) await finishRestore(pipeline.hub)
  else await restored(pipeline.hub, reason)
  await listen(app, config.GUSSET_HOST, config.GUSSET_PORT)
  await pipeline.start()
  const notices = await startNotices({ db, clock, log, teller, mailer, publicUrl })
  const housekeeping = startHousekeeping({ db, clock, log })
  const sending = startSending({ db, clock, log, teller, mailer, publicUrl })
  process.stdout.write(`${JSON.stringify({ ready: true, url: addressOf(app.server.address()) })}\n`)
  stopOnSignal(log, async () => {
    await housekeeping.stop()
    await sending.stop()
    await app.close()
    await pipeline.stop()
    await notices.stop()
    await db.close()
    await database.stop()
  })
}

/** Of `--name=value` on the command line. */
function given(name: string): string | undefined {
  return process.argv.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1)
}

function addressOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return `http://${address}`
  const host = address.address === '0.0.0.0' || address.address === '::' ? '127.0.0.1' : address.address
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
}

/** Running requests are answered, ops stay where they are on their rows, then the database is left. */
function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false
  const end = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => end('SIGINT'))
  process.on('SIGTERM', () => end('SIGTERM'))
}
