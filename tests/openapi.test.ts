/** The API's description against what is served: each route once, every reference resolved, nothing besides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../src/platform/route.ts'
import { type TestDatabase, testDatabase } from './world/database.ts'
import { testServer } from './world/server.ts'
import { allRoutes } from './world/two-companies.ts'

type Json = Record<string, unknown>
interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; required: boolean; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
  security?: Json[]
}
interface Document extends Json {
  openapi: string
  info: Json
  paths: Record<string, Record<string, Operation>>
  components: { securitySchemes: Json; schemas: Json }
  security: Json[]
}

let world: TestDatabase
let routes: Route[]
let document: Document
let operations: { key: string; path: string; operation: Operation }[]

beforeAll(async () => {
  world = await testDatabase()
  routes = allRoutes(world.db)
  const app = await testServer({ db: world.db, routes })
  const reply = await app.inject({ url: '/rest/openapi.json' })
  expect(reply.statusCode).toBe(200)
  document = reply.json() as Document
  await app.close()
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, path, operation })),
  )
})
afterAll(() => world.drop())

/** Every object in a JSON value. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const each of Object.values(value)) yield* objectsIn(each)
}

function resolve(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (at, name) => (at as Json | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    )
}

describe('/rest/openapi.json', () => {
  it('has the members OpenAPI 3.1 requires', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: expect.any(String), version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      servers: [{ url: expect.any(String) }],
    })
    for (const { key, path, operation } of operations) {
      expect([key, path]).toEqual([key, expect.stringMatching(/^\/rest\//)])
      expect([key, operation.summary]).toEqual([key, expect.stringMatching(/^\p{L}.{5,}[^.]$/u)])
      const responses = Object.entries(operation.responses)
      expect([key, responses.length > 1]).toEqual([key, true])
      for (const [status, { description }] of responses) {
        expect([key, status]).toEqual([key, expect.stringMatching(/^([1-5]\d\d|default)$/)])
        expect([key, typeof description]).toEqual([key, 'string'])
      }
    }
  })

  it('names every route that is served, and no other', () => {
    const served = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map((each) => each.key).sort()).toEqual(served.sort())
    expect(served.length).toBeGreaterThan(120)
  })

  it('gives every operation a name of its own', () => {
    const ids = operations.map((each) => each.operation.operationId)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(ids.filter((id) => !/^[a-z0-9_.]+$/.test(id))).toEqual([])
  })

  it('declares each name in a path once, with its schema, and no name twice', () => {
    for (const { key, path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = operation.parameters.filter((each) => each.in === 'path')
      expect([key, declared.map((each) => each.name)]).toEqual([key, inPath])
      expect([key, declared.every((each) => each.required)]).toEqual([key, true])
      const names = operation.parameters.map((each) => `${each.in} ${each.name}`)
      expect([key, new Set(names).size]).toEqual([key, names.length])
      for (const { schema } of operation.parameters) expect([key, typeof schema]).toEqual([key, 'object'])
    }
  })

  it('resolves every reference and every way of proving who one is', () => {
    const refs = [...objectsIn(document)].flatMap((each) => (typeof each.$ref === 'string' ? [each.$ref] : []))
    expect(refs.length).toBeGreaterThan(100)
    expect(refs.filter((ref) => resolve(ref) === undefined)).toEqual([])
    const schemes = Object.keys(document.components.securitySchemes)
    const used = [document.security, ...operations.map((each) => each.operation.security ?? [])]
      .flat()
      .flatMap(Object.keys)
    expect(used.filter((name) => !schemes.includes(name))).toEqual([])
  })

  it('describes what is sent and answered: objects, their members, and which of them are required', () => {
    for (const { key, operation } of operations) {
      const sent = operation.requestBody?.content['application/json']?.schema
      const route = routes.find((each) => `${each.method} ${each.path.replace(/:(\w+)/g, '{$1}')}` === key)
      expect([key, sent !== undefined]).toEqual([key, route?.body !== undefined])
      for (const schema of objectsIn([sent, ...Object.values(operation.responses).map((each) => each.content)])) {
        if (!Array.isArray(schema.required) || typeof schema.properties !== 'object') continue
        const members = Object.keys(schema.properties ?? {})
        expect([key, schema.required.filter((name) => !members.includes(String(name)))]).toEqual([key, []])
      }
    }
  })
})
