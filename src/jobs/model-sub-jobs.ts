/** A sub job: a part of a project with cost codes of its own; linked, it is the ERP's extra (requirement SUB-1). */
import { z } from 'zod'
import type { SubJobId } from '../cost-codes/model.ts'
import type { ProjectId } from '../ids.ts'

export interface SubJobFields {
  /** Its cost codes carry it, and the ERP knows the extra by it. */
  code: string
  name: string
  active: boolean
}

export interface SubJob extends SubJobFields {
  id: SubJobId
  project: ProjectId
  projectName: string
  /** Rises with every edit of it and with every cost code put on it. */
  rev: number
  /** The project's job ID while that is linked. */
  jobErpId: string | null
  /** The ERP's ID while linked: job and extra. */
  erpId: string | null
  costCodes: number
  /** One of its cost codes came from the ERP: the extra stands there. */
  knownInErp: boolean
  /** Accepted, and not yet settled with the ERP. */
  exporting: boolean
}

const text = (max: number) => z.string().trim().min(1).max(max)

/** Names of the API; lengths are ours, generous: an ERP's own limits are checked when the sub job is sent. */
export const subJobFields = z.strictObject({
  code: text(50),
  name: text(255),
  active: z.boolean().optional(),
})
