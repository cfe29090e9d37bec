/** Routes of a commitment's schedule of values, the same below subcontracts and purchase orders. */
import { z } from 'zod'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { bodyId, companyScope, id, syncBody, syncReply, syncRows } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { lineReply, showLine } from './api-show.ts'
import {
  amountField,
  type Commitment,
  type CommitmentId,
  type CommitmentType,
  type LineFields,
  type LineId,
  lineFields,
  lineFromBody,
  quantityField,
} from './model.ts'
import { getCommitment, type Who } from './store.ts'
import { importScheduleOfValues } from './store-csv.ts'
import { addLines, deleteLine, listLines, splitLine, updateLine } from './store-lines.ts'

const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const read = { tool: 'Commitments', level: 'Read Only' } as const
const write = { tool: 'Commitments', level: 'Standard' } as const
const ofContract = z.object({ contract_id: id<CommitmentId>() })
const ofLine = ofContract.extend({ line_item_id: id<LineId>() })
const CSV_CHARACTERS = 5_000_000
const part = z.strictObject({ quantity: quantityField.optional(), amount: amountField.optional() })
const row = lineFields.extend({ id: bodyId<LineId>().optional() })

/** `contracts`: the path of the contracts the lines stand below. */
export function lineRoutes(type: CommitmentType, contracts: string): Route[] {
  const lines = `${contracts}/:contract_id/line_items`
  const open: Open = (sql, company, contract, project) =>
    getCommitment(sql, company, contract, { project, type, lock: true })
  return [...wholeListRoutes(type, lines, open), ...oneLineRoutes(lines, open)]
}

/** The commitment whose lines are about to change; others wait. */
type Open = (sql: Sql, company: CompanyId, contract: CommitmentId, project: ProjectId) => Promise<Commitment>

function wholeListRoutes(type: CommitmentType, lines: string, open: Open): Route[] {
  return [
    route({
      method: 'GET',
      path: lines,
      summary: 'Lines of the schedule of values',
      gate: read,
      params: ofContract,
      query: inQuery,
      reply: z.array(lineReply),
      handler: ({ db, company, params, query }) =>
        db.company(company, async (sql) => {
          await getCommitment(sql, company, params.contract_id, { project: query.project_id, type })
          return (await listLines(sql, company, params.contract_id)).map(showLine)
        }),
    }),
    route({
      method: 'POST',
      path: lines,
      summary: 'Add a line at the end of the schedule of values',
      gate: write,
      params: ofContract,
      body: z.strictObject({ ...bodyScope, line_item: lineFields.omit({ position: true }) }),
      reply: lineReply,
      status: 201,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const commitment = await open(sql, company, params.contract_id, body.project_id)
          const who = { company, actor: person.id }
          return showLine((await addLines(sql, who, commitment, [lineFromBody(body.line_item)]))[0]!)
        }),
    }),
    route({
      method: 'POST',
      path: `${lines}/csv`,
      summary:
        'Add the lines of a CSV text: item, description, unit, quantity, unit_price; cost_code, cost_type, erp_description, erp_unit if wanted',
      gate: write,
      params: ofContract,
      body: z.strictObject({ ...bodyScope, csv: z.string().max(CSV_CHARACTERS) }),
      reply: z.array(lineReply),
      status: 201,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const commitment = await open(sql, company, params.contract_id, body.project_id)
          const who = { company, actor: person.id }
          return (await importScheduleOfValues(sql, who, commitment, body.csv)).map(showLine)
        }),
    }),
    route({
      method: 'PATCH',
      path: `${lines}/sync`,
      summary: 'Add or change many lines, row by row, by id or origin_id',
      gate: write,
      params: ofContract,
      body: syncBody.required({ project_id: true }),
      reply: syncReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, (sql) =>
          syncRows(sql, body.updates, row, async ({ id: given, position, ...fields }) => {
            const commitment = await open(sql, company, params.contract_id, body.project_id as ProjectId)
            const who = { company, actor: person.id }
            const line = given ?? (await lineOfOrigin(sql, company, commitment, fields.origin_id))
            if (line === undefined) return showLine(await addOne(sql, who, commitment, lineFromBody(fields), position))
            return showLine(await updateLine(sql, who, commitment, line, lineFromBody(fields), position))
          }),
        ),
    }),
  ]
}

function oneLineRoutes(lines: string, open: Open): Route[] {
  return [
    route({
      method: 'PATCH',
      path: `${lines}/:line_item_id`,
      summary: 'Change or move a line',
      gate: write,
      params: ofLine,
      body: z.strictObject({ ...bodyScope, line_item: lineFields }),
      reply: lineReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const commitment = await open(sql, company, params.contract_id, body.project_id)
          const { position, ...fields } = body.line_item
          const who = { company, actor: person.id }
          return showLine(await updateLine(sql, who, commitment, params.line_item_id, lineFromBody(fields), position))
        }),
    }),
    route({
      method: 'POST',
      path: `${lines}/:line_item_id/split`,
      summary:
        'Put parts in the place of a line, worth the same to the cent: for an amount larger than the ERP takes on one line',
      gate: write,
      params: ofLine,
      body: z.strictObject({ ...bodyScope, into: z.array(part).min(2).max(100) }),
      reply: z.array(lineReply),
      status: 201,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const commitment = await open(sql, company, params.contract_id, body.project_id)
          const parts = body.into.map(({ quantity, amount }) => ({
            ...(quantity === undefined ? {} : { quantity }),
            ...(amount === undefined ? {} : { amount }),
          }))
          const who = { company, actor: person.id }
          return (await splitLine(sql, who, commitment, params.line_item_id, parts)).map(showLine)
        }),
    }),
    route({
      method: 'DELETE',
      path: `${lines}/:line_item_id`,
      summary: 'Delete a line',
      gate: write,
      params: ofLine,
      query: inQuery,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params, query }) => {
        await db.company(company, async (sql) => {
          const commitment = await open(sql, company, params.contract_id, query.project_id)
          await deleteLine(sql, { company, actor: person.id }, commitment, params.line_item_id)
        })
        return null
      },
    }),
  ]
}

/** At the place wanted, else at the end. */
async function addOne(
  sql: Sql,
  who: Who,
  commitment: Commitment,
  fields: Partial<LineFields>,
  position: number | undefined,
) {
  const added = (await addLines(sql, who, commitment, [fields]))[0]!
  if (position === undefined || position >= added.position) return added
  return updateLine(sql, who, { ...commitment, lines: commitment.lines + 1 }, added.id, {}, position)
}

async function lineOfOrigin(sql: Sql, company: CompanyId, commitment: Commitment, origin: string | null | undefined) {
  if (origin == null) return undefined
  return (await listLines(sql, company, commitment.id)).find((line) => line.originId === origin)?.id
}
