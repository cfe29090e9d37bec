/**
 * A route as data: `http.ts` checks its shapes, `access` opens or shuts its gate, OpenAPI is printed from it, and the permission
 * tests walk over all of them. A slice's `api.ts` exports `routes`.
 */
import type { z } from 'zod'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'

export type Level = 'None' | 'Read Only' | 'Standard' | 'Admin'

/** Who may pass. An action is a row of the permission matrix (`access/matrix.ts`); a tool gate asks for a level on the item's own tool. */
export type Gate =
  | 'public'
  | 'signed-in'
  | { action: string }
  | { tool: string; level: Exclude<Level, 'None'> }
  /** The body decides (for instance: sending needs Admin on the tool of the item's kind): the handler must call `ctx.require`. */
  | { decidedBy: 'handler'; why: string }

export interface Person {
  id: UserId
  name: string
  email: string
}

/** The session of the pages a request came with. */
export interface Session {
  id: number
  /** Proved by more than a password: with a second factor, or at the provider of single sign-on. */
  strong: boolean
}

/** What a handler is given. `project` is set when path, query or body name a project; access has checked it belongs to the company. */
export interface Context<Params = unknown, Query = unknown, Body = unknown> {
  db: Db
  clock: Clock
  company: CompanyId
  project: ProjectId | undefined
  person: Person
  /** Undefined: a program with an access token. */
  session: Session | undefined
  params: Params
  query: Query
  body: Body
  idempotencyKey: string | undefined
  /** Throws Refused (403, with the sentence to show) unless the person passes the gate. `project` narrows a project tool. */
  require(gate: Gate, project?: ProjectId): Promise<void>
  /** The same question as a value: undefined when allowed, else the sentence for the grey button. */
  whyNot(gate: Gate, project?: ProjectId): Promise<string | undefined>
}

export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Fastify's spelling: `/rest/v1.0/projects/:project_id/direct_costs`. */
  path: string
  /** One line for OpenAPI. */
  summary: string
  gate: Gate
  params?: P
  query?: Q
  body?: B
  reply: z.ZodType
  /** Success status; 200 unless said otherwise (201 create, 204 delete). */
  status?: number
  /** A GET whose handler answers with a `Download`, a file to save, in place of JSON. */
  download?: true
  /** Its body or its answer holds a secret: nothing of either is kept, so that the request sent twice is carried out twice. */
  confidential?: true
  handler(ctx: Context<z.output<P>, z.output<Q>, z.output<B>>): Promise<unknown>
}

/** Keeps a route's types while letting it sit in a list of unlike routes. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(one: Route<P, Q, B>): Route {
  return one as unknown as Route
}

/** A page of a list: `http.ts` writes `Link`, `Total`, `Per-Page` and sends only the rows. */
export class Page<Row> {
  readonly rows: Row[]
  readonly total: number

  /** `total` left out: these are all. */
  constructor(rows: Row[], total = rows.length) {
    this.rows = rows
    this.total = total
  }
}

/** A file to save under a name. Made while it is sent, little of it is in memory, however long it is. */
export class Download {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly content: Uint8Array | AsyncIterable<string | Uint8Array>

  constructor(name: string, type: string, content: Uint8Array | AsyncIterable<string | Uint8Array>) {
    this.name = name
    this.type = type
    this.content = content
  }
}

/** Undefined when one of the gates is passed, else the sentence of the first one. */
export async function whyNotAny(
  ctx: Context,
  gates: Gate[],
  project: ProjectId | undefined,
): Promise<string | undefined> {
  let first: string | undefined
  for (const gate of gates) {
    const why = await ctx.whyNot(gate, project)
    if (why === undefined) return undefined
    first ??= why
  }
  return first
}

/** @throws Refused 403 unless one of the gates is passed. */
export async function requireAny(ctx: Context, gates: Gate[], project: ProjectId | undefined): Promise<void> {
  if ((await whyNotAny(ctx, gates, project)) !== undefined) await ctx.require(gates[0]!, project)
}
