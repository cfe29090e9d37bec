/** A project; linked, it is the ERP's job (requirements JOB-1 to JOB-4). */
import { z } from 'zod'
import type { ConnectionId, ProjectId } from '../ids.ts'

export interface ProjectFields {
  name: string
  /** The project number; a job imported from the ERP brings its job ID here. */
  number: string
  description: string
  address: string
  address2: string
  city: string
  state: string
  zip: string
  phone: string
  startDate: string | null
  completionDate: string | null
  active: boolean
  /** False: a code list of its own; such a project cannot be integrated (WBS-2). */
  usesErpCostCodes: boolean
  originId: string | null
  originCode: string | null
  originData: string | null
  /** The ERP company file that was chosen, or the link's; null while nobody chose: `file` says which holds. */
  connectionId: ConnectionId | null
}

export interface Project extends ProjectFields {
  id: ProjectId
  /** Rises with every edit. */
  rev: number
  /** CFG-12: posted transactions of the job become direct costs. */
  jobCostTransactionsEnabled: boolean
  /** The job ID while linked. */
  erpId: string | null
  /** The ERP company file it belongs to; null: the company has none, or several and one must be chosen. */
  file: ConnectionId | null
}

const text = (max: number) => z.string().trim().max(max)
const day = z.iso.date().nullable()

/** Names of the API; lengths are ours, generous: an ERP's own limits are checked when the project is sent. */
export const projectFields = z.strictObject({
  name: text(255).min(1),
  project_number: text(50).optional(),
  description: text(4000).optional(),
  address: text(255).optional(),
  address_2: text(255).optional(),
  city: text(100).optional(),
  state_code: text(50).optional(),
  zip: text(20).optional(),
  phone: text(50).optional(),
  start_date: day.optional(),
  completion_date: day.optional(),
  active: z.boolean().optional(),
  uses_erp_cost_codes: z.boolean().optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_code: text(255).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
  erp_connection_id: z
    .int()
    .positive()
    .transform((value) => value as ConnectionId)
    .optional(),
})
export type ProjectBody = z.output<typeof projectFields>

/** From the API's names to ours; only what was given. */
export function fromBody(body: Partial<ProjectBody>): Partial<ProjectFields> {
  const given: Partial<ProjectFields> = {
    name: body.name,
    number: body.project_number,
    description: body.description,
    address: body.address,
    address2: body.address_2,
    city: body.city,
    state: body.state_code,
    zip: body.zip,
    phone: body.phone,
    startDate: body.start_date,
    completionDate: body.completion_date,
    active: body.active,
    usesErpCostCodes: body.uses_erp_cost_codes,
    originId: body.origin_id,
    originCode: body.origin_code,
    originData: body.origin_data,
    connectionId: body.erp_connection_id,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
