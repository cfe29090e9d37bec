/** Routes of prime contracts: list `prime_contracts`, one `prime_contract`. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { ConnectionId, ProjectId } from '../ids.ts'
import { refuseIf } from '../platform/refusal.ts'
import { bodyId, companyScope, id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { lineRoutes } from './api-lines.ts'
import { contractReply, erpReply, showContract, showErp } from './api-show.ts'
import { contractFields, fieldsFromBody, lineFields, lineFromBody, type PrimeContractId } from './model.ts'
import { refusalsToReimport } from './rules.ts'
import {
  createPrimeContract,
  deletePrimeContract,
  getPrimeContract,
  listPrimeContracts,
  updatePrimeContract,
} from './store.ts'
import { addPrimeLines } from './store-lines.ts'
import { importNewItems, listSources } from './store-sources.ts'

const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const read = { tool: 'Prime Contract', level: 'Read Only' } as const
const write = { tool: 'Prime Contract', level: 'Standard' } as const
const ofContract = z.object({ contract_id: id<PrimeContractId>() })
const one = '/rest/v1.0/prime_contract'
const many = '/rest/v1.0/prime_contracts'
const born = contractFields.extend({ line_items: z.array(lineFields).max(1000).optional() })

export const routes: Route[] = [
  route({
    method: 'GET',
    path: many,
    summary: 'Prime contracts of a project',
    gate: read,
    query: z.strictObject({
      ...companyScope,
      ...paging,
      project_id: id<ProjectId>(),
      'filters[search]': z.string().trim().min(1).optional(),
    }),
    reply: z.array(contractReply),
    handler: async ({ db, company, query }) => {
      const filter = { search: query['filters[search]'], ...window(query) }
      const { rows, total } = await db.company(company, (sql) =>
        listPrimeContracts(sql, company, query.project_id, filter),
      )
      return new Page(rows.map(showContract), total)
    },
  }),
  route({
    method: 'GET',
    path: `${one}/:contract_id`,
    summary: 'One prime contract',
    gate: read,
    params: ofContract,
    query: inQuery,
    reply: contractReply,
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) =>
        showContract(await getPrimeContract(sql, company, params.contract_id, { project: query.project_id })),
      ),
  }),
  ...writingRoutes(),
  ...erpRoutes(),
  ...lineRoutes(many),
]

function writingRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path: one,
      summary: 'Create a prime contract, with its lines if wanted',
      gate: write,
      body: z.strictObject({ ...bodyScope, prime_contract: born }),
      reply: contractReply,
      status: 201,
      handler: ({ db, clock, company, person, body }) =>
        db.company(company, async (sql) => {
          const { line_items: lines, ...fields } = body.prime_contract
          const scope = { sql, clock, company, actor: person.id }
          const made = await createPrimeContract(scope, body.project_id, fieldsFromBody(fields))
          if (lines && lines.length > 0) await addPrimeLines(sql, scope, made, lines.map(lineFromBody))
          return showContract(await getPrimeContract(sql, company, made.id))
        }),
    }),
    route({
      method: 'PATCH',
      path: `${one}/:contract_id`,
      summary: 'Change a prime contract',
      gate: write,
      params: ofContract,
      body: z.strictObject({ ...bodyScope, prime_contract: contractFields }),
      reply: contractReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const who = { company, actor: person.id }
          const at = { project: body.project_id }
          return showContract(
            await updatePrimeContract(sql, who, params.contract_id, fieldsFromBody(body.prime_contract), at),
          )
        }),
    }),
    route({
      method: 'DELETE',
      path: `${one}/:contract_id`,
      summary: 'Delete a prime contract that is neither approved nor synced',
      gate: { tool: 'Prime Contract', level: 'Admin' },
      params: ofContract,
      query: inQuery,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params, query }) => {
        const who = { company, actor: person.id }
        await db.company(company, (sql) =>
          deletePrimeContract(sql, who, params.contract_id, { project: query.project_id }),
        )
        return null
      },
    }),
  ]
}

function erpRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: `${many}/:contract_id/erp`,
      summary: 'The ERP’s contracts a prime contract is fed by, and why its lines cannot be imported again',
      gate: read,
      params: ofContract,
      query: inQuery,
      reply: erpReply,
      handler: ({ db, company, params, query }) =>
        db.company(company, async (sql) => {
          const contract = await getPrimeContract(sql, company, params.contract_id, { project: query.project_id })
          const sources = await listSources(sql, company, contract.id)
          return showErp(sources, refusalsToReimport(contract, sources))
        }),
    }),
    route({
      method: 'POST',
      path: `${many}/:contract_id/reimport`,
      summary: 'Take the lines that the ERP’s contracts have got since',
      gate: { action: 'import-prime-contract' },
      params: ofContract,
      body: z.strictObject(bodyScope),
      reply: contractReply,
      handler: ({ db, clock, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const at = { project: body.project_id, lock: true }
          let contract = await getPrimeContract(sql, company, params.contract_id, at)
          const sources = await listSources(sql, company, contract.id)
          refuseIf(refusalsToReimport(contract, sources), 409)
          const scope = { sql, clock, company, connection: 0 as ConnectionId, actor: person.id }
          for (const source of sources.filter((each) => each.linked)) {
            await importNewItems(scope, contract, source.id)
            contract = await getPrimeContract(sql, company, contract.id)
          }
          return showContract(contract)
        }),
    }),
  ]
}
