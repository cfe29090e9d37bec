/** OpenAPI 3.1, printed from the routes themselves: it cannot say anything else than what is served. */
import { z } from 'zod'
import type { Gate, Route } from './route.ts'

type Json = Record<string, unknown>

export function openApi(routes: Route[], about: { version: string; url: string }): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gusset',
      version: about.version,
      description: 'Follows the conventions known from Procore’s public REST API.',
    },
    servers: [{ url: about.url }],
    paths,
    components: { securitySchemes: SECURITY, schemas: { Error: ERROR } },
    security: [{ token: [] }, { session: [] }],
  }
}

const SECURITY = {
  token: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } } },
  session: { type: 'apiKey', in: 'cookie', name: 'gusset' },
}

const REFUSAL = {
  type: 'object',
  required: ['code', 'sentence'],
  properties: {
    code: { type: 'string' },
    sentence: { type: 'string' },
    field: { type: 'string' },
    remedy: { type: 'string' },
  },
}
const ERROR = {
  type: 'object',
  required: ['message', 'code', 'refusals'],
  properties: {
    message: { type: 'string' },
    code: { type: 'string' },
    refusals: { type: 'array', items: REFUSAL },
    errors: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
  },
}

function operation(route: Route): Json {
  const status = String(route.status ?? 200)
  return {
    summary: route.summary,
    operationId: operationId(route),
    tags: [tagOf(route.path)],
    ...(route.gate === 'public' ? { security: [] } : {}),
    'x-gate': gateWords(route.gate),
    parameters: [...parametersOf(route.path, route.params), ...queryOf(route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }
      : {}),
    responses: {
      [status]: status === '204' ? { description: 'Done' } : { description: 'Done', content: contentOf(route) },
      default: {
        description: 'Refused, with the reason',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function contentOf(route: Route): Json {
  if (route.download) return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
  return { 'application/json': { schema: schemaOf(route.reply, 'output') } }
}

function operationId({ method, path }: Route): string {
  return `${method.toLowerCase()}_${path.replace(/[^\w]+/g, '_').replace(/^_|_$/g, '')}`
}

function tagOf(path: string): string {
  const words = path.split('/').filter((each) => each && !each.startsWith(':') && !/^(rest|v\d.*)$/.test(each))
  const [first, second] = words
  return (first === 'companies' || first === 'projects' ? (second ?? first) : first) ?? 'other'
}

/** Who may pass, in the words of the gate. */
function gateWords(gate: Gate): string {
  if (typeof gate === 'string') return gate
  if ('action' in gate) return `action ${gate.action}`
  if ('tool' in gate) return `${gate.level} on ${gate.tool}`
  return gate.why
}

function parametersOf(path: string, params: Route['params']): Json[] {
  const known = members(params)
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: known.properties[name] ?? { type: 'string' },
  }))
}

function queryOf(query: Route['query']): Json[] {
  const { properties, required } = members(query)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function members(schema: z.ZodType | undefined): { properties: Record<string, Json>; required: string[] } {
  const { properties = {}, required = [] } = schema
    ? (schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] })
    : {}
  return { properties, required }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json
  return json
}
