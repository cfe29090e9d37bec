/**
 * The pipeline's durable step beside graphile-worker's defaults: no-op jobs on the same PostgreSQL. A step of ours moves one op on its way
 * (dispatched, started, confirmed), writes its time line and its chained history row, and survives the plug being pulled when it is told.
 */
import { Logger, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { until } from '../example/client.ts'
import { acceptAsIs } from '../src/erp/accept.ts'
import type { Connector } from '../src/erp/connector.ts'
import type { Entity } from '../src/erp/entity.ts'
import { send } from '../src/erp/exports.ts'
import type { Line } from '../src/erp/line.ts'
import { createPipeline, type Pipeline } from '../src/erp/pipeline.ts'
import type { ExportCommand, Outcome, ToAgent } from '../src/erp/protocol.ts'
import { buildRegistry } from '../src/erp/registry.ts'
import type { CompanyId, ConnectionId, ItemId, UserId } from '../src/ids.ts'
import { systemClock } from '../src/platform/clock.ts'
import { connect } from '../src/platform/db-pool.ts'
import { createLog } from '../src/platform/log.ts'
import { migrate } from '../src/platform/migrate.ts'
import { ask, type Cluster, psql } from './postgres.ts'
import { type Report, ratio } from './report.ts'
import { median, timed } from './stats.ts'

const [COMPANY, CONNECTION, PERSON] = [1001 as CompanyId, 2001 as ConnectionId, 31 as UserId]
const STEPS_OF_AN_OP = 3

export async function measureStep(cluster: Cluster, { jobs, pairs }: { jobs: number; pairs: number }): Promise<Report> {
  const ops = Math.ceil(jobs / 10)
  const ours: number[] = []
  const theirs: number[] = []
  for (let pair = 0; pair < Math.max(pairs, pairs === 1 ? 1 : 5); pair++) {
    ours.push((ops * STEPS_OF_AN_OP) / (await secondsOfOps(cluster, ops)))
    theirs.push(jobs / (await secondsOfJobs(cluster, jobs)))
  }
  const rates = (values: number[]) => `${values.map((each) => each.toFixed(0)).join(' / ')} a second`
  return {
    title: `The durable step, ${ops} exports of ${STEPS_OF_AN_OP} steps, ${jobs} jobs of graphile-worker`,
    figures: [
      { what: 'steps of the pipeline', value: rates(ours) },
      { what: 'jobs of graphile-worker, concurrency 10', value: rates(theirs) },
      ratio('steps over jobs', median(ours.map((each, at) => each / (theirs[at] ?? Number.NaN))), { least: 0.7 }),
    ],
    notes: ['The agent answers at once, over memory; the pipeline is as the server makes it, 16 commands at a time.'],
  }
}

async function secondsOfOps(cluster: Cluster, count: number): Promise<number> {
  const database = await cluster.database('bench_step')
  const log = createLog('error')
  await migrate(database, log)
  psql(database, [
    `insert into company (id, name) values (${COMPANY}, 'Harbor Builders')`,
    `insert into person (id, email, name) values (${PERSON}, 'ann@example.test', 'Ann')`,
    `insert into erp_connection (company_id, id, connector, name) values (${COMPANY}, ${CONNECTION}, 'made-up', 'Books')`,
  ])
  const db = connect({ url: database, log })
  const line = new AnsweringLine()
  const pipeline = createPipeline({
    db,
    line,
    registry: buildRegistry([order], [connector]),
    clock: systemClock,
    log,
    secret: 'of the measurement',
  })
  line.pipeline = pipeline
  try {
    for (let item = 1; item <= count; item++) await acceptOne(pipeline, (5000 + item) as ItemId)
    psql(database, ['vacuum analyze', 'checkpoint'])
    line.present = true
    return await timed(async () => {
      await pipeline.start()
      await until(
        'all exports',
        () => hasRows(database, `select from erp_op where state <> 'CONFIRMED'`).then((open) => !open),
        300_000,
      )
    })
  } finally {
    await pipeline.stop()
    await db.close()
  }
}

async function acceptOne({ hub }: Pipeline, item: ItemId): Promise<void> {
  await hub.db.company(COMPANY, async (sql) => {
    const by = { hub, sql, company: COMPANY, actor: PERSON, kind: 'order', item }
    await send(by)
    await acceptAsIs(hub, sql, COMPANY, PERSON, 'order', item)
  })
}

async function secondsOfJobs(cluster: Cluster, count: number): Promise<number> {
  const connectionString = await cluster.database('bench_jobs')
  // Its defaults but for the log, which would print a line for each job. The pool is ours, to be sure of its end.
  const pgPool = new pg.Pool({ connectionString, max: 10 })
  pgPool.on('error', () => {})
  pgPool.on('connect', (client) => client.on('error', () => {}))
  const options = {
    concurrency: 10,
    pgPool,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: { noop: async () => {} },
  }
  try {
    await runMigrations({ pgPool })
    psql(connectionString, [
      `select count(graphile_worker.add_job('noop', json_build_object('n', n))) from generate_series(1, ${count}) n`,
      'vacuum analyze',
      'checkpoint',
    ])
    const start = performance.now()
    const runner = await run(options)
    await until(
      'all jobs',
      () => hasRows(connectionString, 'select from graphile_worker.jobs').then((open) => !open),
      300_000,
    )
    const taken = (performance.now() - start) / 1000
    await runner.stop()
    await runner.promise
    return taken
  } finally {
    await pgPool.end()
  }
}

async function hasRows(url: string, query: string): Promise<boolean> {
  const [row] = await ask<{ there: boolean }>(url, `select exists (${query}) as there`)
  return row?.there ?? false
}

/** An agent that did everything before the server has drawn breath, and like any agent waits for no answer to what it says. */
class AnsweringLine implements Line {
  pipeline: Pipeline | undefined
  present = false

  connected() {
    return this.present ? [{ company: COMPANY, connection: CONNECTION }] : []
  }

  send(from: { company: CompanyId; connection: ConnectionId }, message: ToAgent): boolean {
    if (message.type !== 'export') return true
    const { opKey, epoch, payloadHash } = message
    const say = this.pipeline?.handler.message
    void say?.(from, { type: 'started', opKey, epoch })
    void say?.(from, { type: 'outcome', opKey, epoch, payloadHash, outcome: applied(message) })
    return true
  }
}

function applied({ probes }: ExportCommand): Outcome {
  const found = probes.flatMap(({ rows, tables }, probe) =>
    rows.map((values) => ({ probe, table: tables[0] ?? '', values })),
  )
  return { result: 'APPLIED', readBack: { verdict: 'EXACT', ours: true, found, missing: [], differences: [] } }
}

/** The least an entity can be. */
const order: Entity = {
  kind: 'order',
  one: 'Order',
  many: 'Orders',
  outbound: {
    tool: 'Commitments',
    acceptAction: 'accept-or-reject-commitment',
    fields: [],
    summary: async (_scope, item) => ({
      id: item,
      project: undefined,
      number: `${item}`,
      title: `Order ${item}`,
      path: '/',
      rev: 1,
      columns: {},
    }),
    refusals: async () => [],
    prefill: async () => ({}),
    document: async (_scope, item) => ({ erpId: `E${item}` }),
    needs: async () => [],
    synced: async () => {},
    unsynced: async () => {},
  },
}

const connector: Connector = {
  key: 'made-up',
  name: 'Made-up ERP',
  shortName: 'ERP',
  supportedVersions: ['1'],
  words: {},
  capabilities: [],
  imports: {},
  failures: [],
  marks: [],
  exports: {
    order: {
      tables: [],
      marker: 'field',
      check: () => [],
      naturalKey: (document) => (document as { erpId: string }).erpId,
      render: (document, { marker }) => ({
        files: [{ task: 'orders', records: [[{ value: 'ORD', as: 'alpha' }]] }],
        probes: [
          {
            tables: ['ORDERS'],
            where: [{ column: 'Marker', op: '=', value: marker }],
            columns: [{ name: 'Order', as: 'text' }],
            key: 1,
            rows: [[(document as { erpId: string }).erpId]],
            complete: true,
            identity: true,
          },
        ],
        shown: [],
      }),
    },
  },
}
