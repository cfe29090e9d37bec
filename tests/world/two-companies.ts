/** The whole server over a database with two companies alike, and the people who ask: everything the walks over all routes need. */
import type { FastifyInstance } from 'fastify'
import { person } from '../../example/people.ts'
import { createCompany } from '../../src/access/store.ts'
import { connectors, entities, gates, routesWith, settings } from '../../src/entities.ts'
import { createPipeline, type Pipeline } from '../../src/erp/pipeline.ts'
import { buildRegistry } from '../../src/erp/registry.ts'
import { tellerOf } from '../../src/erp/teller.ts'
import { fillExample } from '../../src/example.ts'
import type { CompanyId } from '../../src/ids.ts'
import { systemClock as clock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db.ts'
import { createLog } from '../../src/platform/log.ts'
import type { Route } from '../../src/platform/route.ts'
import { fillCompany, type Named, PASSWORD } from './company.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { addressed, type Sent } from './requests.ts'
import { type ServerOptions, sealer, signedIn, testServer } from './server.ts'

/** The product's pipeline over a line that nobody is at the other end of. */
export function pipelineAlone(db: Db): Pipeline {
  const line = { connected: () => [], send: () => false }
  const registry = buildRegistry(entities, connectors, settings, gates)
  return createPipeline({ db, line, registry, clock, log: createLog('fatal'), secret: 'of the tests' })
}

/** The slices' routes and the pipeline's. */
export function allRoutes(db: Db): Route[] {
  const pipeline = pipelineAlone(db)
  return routesWith({ sealer, pipeline, teller: tellerOf(pipeline.hub.registry), mails: false })
}

export type Headers = Record<string, string>

export interface TwoCompanies {
  world: TestDatabase
  app: FastifyInstance
  routes: Route[]
  ours: Named
  theirs: Named
  /** Every right in our company. */
  admin: Headers
  /** Read Only in every tool of our company. */
  reader: Headers
  /** Every right in the other company. */
  stranger: Headers
  ask(route: Route, sent: Sent, headers: Headers, company?: number): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  status: number
  body: string
  headers: Record<string, unknown>
}

export async function twoCompanies(options: Partial<ServerOptions> = {}): Promise<TwoCompanies> {
  const world = await testDatabase()
  await fillExample(world.db)
  const [ours, theirs] = await world.db.system(async (sql) => {
    const { id } = await sql.one<{ id: CompanyId }>('select id from company')
    return [id, await createCompany(sql, { name: 'Hill Builders', timeZone: 'America/Denver' })]
  })
  const named = {
    ours: await fillCompany(world.db, ours, 'ours'),
    theirs: await fillCompany(world.db, theirs, 'theirs'),
  }
  await world.db.system((sql) =>
    sql.run('update person set installation_admin = true where id = $1', [named.ours.user]),
  )
  const routes = allRoutes(world.db)
  const app = await testServer({ db: world.db, routes, ...options })
  const as = ({ email, password }: { email: string; password: string }) => signedIn(app, email, password)
  return {
    world,
    app,
    routes,
    ...named,
    admin: await as({ email: 'member-ours@example.test', password: PASSWORD }),
    reader: await as(person('Reader')),
    stranger: await as({ email: 'member-theirs@example.test', password: PASSWORD }),
    ask: (route, sent, headers, company = named.ours.company) =>
      askRoute(app, route, sent, { ...headers, 'procore-company-id': String(company) }),
    close: async () => {
      await app.close()
      await world.drop()
    },
  }
}

async function askRoute(app: FastifyInstance, route: Route, sent: Sent, headers: Headers): Promise<Answer> {
  const { method, url, body } = addressed(route, sent)
  const reply = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) })
  return { status: reply.statusCode, body: reply.body, headers: reply.headers }
}
