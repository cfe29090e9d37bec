/** Routes of a prime contract's schedule of values. */
import { z } from 'zod'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { bodyId, companyScope, id, syncBody, syncReply, syncRows } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { lineReply, showLine } from './api-show.ts'
import { lineFields, lineFromBody, type PrimeContractId, type PrimeLineId } from './model.ts'
import { getPrimeContract } from './store.ts'
import { addPrimeLines, deletePrimeLine, listPrimeLines, updatePrimeLine } from './store-lines.ts'

const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const read = { tool: 'Prime Contract', level: 'Read Only' } as const
const write = { tool: 'Prime Contract', level: 'Standard' } as const
const ofContract = z.object({ contract_id: id<PrimeContractId>() })
const ofLine = ofContract.extend({ line_item_id: id<PrimeLineId>() })
const row = lineFields.extend({ id: bodyId<PrimeLineId>().optional() })

/** The contract whose lines are about to change; others wait. */
const open = (sql: Sql, company: CompanyId, contract: PrimeContractId, project: ProjectId) =>
  getPrimeContract(sql, company, contract, { project, lock: true })

/** `contracts`: the path of the contracts the lines stand below. */
export function lineRoutes(contracts: string): Route[] {
  const lines = `${contracts}/:contract_id/line_items`
  return [
    route({
      method: 'GET',
      path: lines,
      summary: 'Lines of a prime contract’s schedule of values',
      gate: read,
      params: ofContract,
      query: inQuery,
      reply: z.array(lineReply),
      handler: ({ db, company, params, query }) =>
        db.company(company, async (sql) => {
          await getPrimeContract(sql, company, params.contract_id, { project: query.project_id })
          return (await listPrimeLines(sql, company, params.contract_id)).map(showLine)
        }),
    }),
    route({
      method: 'POST',
      path: lines,
      summary: 'Add a line at the end of a prime contract’s schedule of values',
      gate: write,
      params: ofContract,
      body: z.strictObject({ ...bodyScope, line_item: lineFields }),
      reply: lineReply,
      status: 201,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const contract = await open(sql, company, params.contract_id, body.project_id)
          const who = { company, actor: person.id }
          return showLine((await addPrimeLines(sql, who, contract, [lineFromBody(body.line_item)]))[0]!)
        }),
    }),
    route({
      method: 'PATCH',
      path: `${lines}/sync`,
      summary: 'Add or change many lines of a prime contract, row by row, by id',
      gate: write,
      params: ofContract,
      body: syncBody.required({ project_id: true }),
      reply: syncReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, (sql) =>
          syncRows(sql, body.updates, row, async ({ id: given, ...fields }) => {
            const contract = await open(sql, company, params.contract_id, body.project_id as ProjectId)
            const who = { company, actor: person.id }
            if (given === undefined)
              return showLine((await addPrimeLines(sql, who, contract, [lineFromBody(fields)]))[0]!)
            return showLine(await updatePrimeLine(sql, who, contract, given, lineFromBody(fields)))
          }),
        ),
    }),
    route({
      method: 'PATCH',
      path: `${lines}/:line_item_id`,
      summary: 'Change a line of a prime contract; of an imported one its codes, description and units',
      gate: write,
      params: ofLine,
      body: z.strictObject({ ...bodyScope, line_item: lineFields }),
      reply: lineReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const contract = await open(sql, company, params.contract_id, body.project_id)
          const who = { company, actor: person.id }
          return showLine(await updatePrimeLine(sql, who, contract, params.line_item_id, lineFromBody(body.line_item)))
        }),
    }),
    route({
      method: 'DELETE',
      path: `${lines}/:line_item_id`,
      summary: 'Delete a line of a prime contract that is not imported',
      gate: write,
      params: ofLine,
      query: inQuery,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params, query }) => {
        await db.company(company, async (sql) => {
          const contract = await open(sql, company, params.contract_id, query.project_id)
          await deletePrimeLine(sql, { company, actor: person.id }, contract, params.line_item_id)
        })
        return null
      },
    }),
  ]
}
