/** A project and a company that are linked with the books, small contracts between them, and what the books hold of each. */
import { until } from '../../example/client.ts'
import { type Item, type Journey, type Moves, movesOf, type Row } from './journey.ts'

export interface Ground {
  project: number
  vendor: number
  /** Ids of the project's cost codes (`A1/02-400` of a sub job) and of the company's cost types, by code. */
  codes: Map<string, number>
  types: Map<string, number>
}

export const JOB = '24-0118'
export const VENDOR = 'CURBWORK'

interface Code {
  id: number
  code: string
  sub_job_code: string | null
  line_item_types: { id: number; code: string }[]
}

/** Adds the job as a project and the vendor to the directory, and waits until the project has its codes. */
export async function ground({ admin, erp }: Journey, job = JOB, vendor = VENDOR): Promise<Ground> {
  const { item_id: project } = await admin.post<{ item_id: number }>(erp(`staged/job/${job}/add`))
  const company = await admin.post<{ item_id: number }>(erp(`staged/company/${vendor}/add`))
  const codes = await until(`the cost codes of job ${job}`, async () => {
    const found = await admin.get<Code[]>(`/rest/v1.0/cost_codes?project_id=${project}`)
    return found.some((each) => each.line_item_types.length > 0) && found
  })
  const types = codes.flatMap((each) => each.line_item_types)
  return {
    project,
    vendor: company.item_id,
    codes: new Map(codes.map((each) => [each.sub_job_code ? `${each.sub_job_code}/${each.code}` : each.code, each.id])),
    types: new Map(types.map((each) => [each.code, each.id])),
  }
}

/** Two lines, 1200.10 and 800.05, on sidewalk and curb if nothing else is said. */
export async function draft(
  { manager }: Journey,
  at: Ground,
  number: string,
  codes = ['02-400', '02-450'],
): Promise<number> {
  const line = (code: string, amount: string) => ({
    description: `Work on ${code}`,
    cost_code_id: at.codes.get(code),
    line_item_type_id: at.types.get('S'),
    amount,
  })
  const contract = await manager.post<{ id: number }>('/rest/v1.0/work_order_contracts', {
    project_id: at.project,
    work_order_contract: {
      number,
      title: `Contract ${number}`,
      vendor_id: at.vendor,
      status: 'Approved',
      accounting_method: 'amount',
      line_items: [line(codes[0]!, '1200.10'), line(codes[1]!, '800.05')],
    },
  })
  return contract.id
}

/** A small contract that waits for the approver. */
export async function sent(journey: Journey, at: Ground, number: string, codes?: string[]): Promise<Moves> {
  const moves = movesOf(journey, 'commitment', await draft(journey, at, number, codes))
  const answer = await moves.try(journey.manager, 'send')
  if (answer.status >= 400) throw new Error(`It could not be sent: ${answer.sentences}`)
  return moves
}

/** All that the books hold under a commitment's code: its header, items and committed cost, posted or not. */
export async function inTheBooks(
  { books }: Journey,
  code: string,
): Promise<{ headers: Row[]; items: string[]; costs: string[] }> {
  const where = [{ column: 'Commitment', op: '=' as const, value: code }]
  const cost = ['Commitment_Line_Item', 'Transaction_Type', 'Amount']
  const [headers, items, waiting, posted] = await Promise.all([
    books('JCM_MASTER__COMMITMENT', ['Commitment', 'Vendor', 'Job', 'Amount'], where),
    books('JCM_MASTER__COMMITMENT_ITEM', ['Item_Number', 'Cost_Code', 'Category', 'Amount'], where),
    books('JCT_NEW__TRANSACTION', cost, where),
    books('JCT_CURRENT__TRANSACTION', cost, where),
  ])
  const text = (row: Row) => Object.values(row).join(' ')
  return { headers, items: items.map(text).sort(), costs: [...waiting, ...posted].map(text).sort() }
}

/** What the books must hold of a small contract that is Synced: once, and to the cent. */
export const SMALL = {
  items: ['1 02-400 S 1200.10', '2 02-450 S 800.05'],
  costs: ['1 Committed cost 1200.10', '2 Committed cost 800.05'],
}

/**
 * Never twice, never lost: Synced means that the books hold it exactly once; Needs review shows the person what the books hold, which is
 * never more than once.
 */
export async function flawsOf(journey: Journey, code: string, item: Item): Promise<string[]> {
  const { headers, items, costs } = await inTheBooks(journey, code)
  const held = { items, costs }
  const whole = JSON.stringify(held) === JSON.stringify(SMALL) && headers.length === 1
  if (item.status.word === 'Synced')
    return whole && item.erp_id === code ? [] : [`Synced, and the books hold ${JSON.stringify(held)}`]
  const flaws = [...more(items, SMALL.items), ...more(costs, SMALL.costs)].map(
    (each) => `more than once or not ours: ${each}`,
  )
  if (item.status.word !== 'Needs review') flaws.push(`It stands at ${item.status.word}.`)
  if (!item.op?.events.length) flaws.push('There is no time line to judge by.')
  return flaws
}

/** What is there beyond what may be there. */
function more(found: string[], allowed: string[]): string[] {
  const left = [...allowed]
  return found.filter((each) => {
    const at = left.indexOf(each)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
