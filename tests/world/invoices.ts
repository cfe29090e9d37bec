/** Invoices on small contracts that stand in the books: what a subcontractor's office, the project manager and the approver do about them. */
import { expect } from 'vitest'
import { type Ground, sent } from './contracts.ts'
import { type Journey, type Moves, movesOf, type Row } from './journey.ts'

export interface Item {
  line_item_id: number
  position: string
  item: string
  scheduled_value: string
  work_completed_from_previous_application: string
  work_completed_this_period: string
  overbilled: boolean
}

export interface ShownInvoice {
  id: number
  rev: number
  number: number
  invoice_number: string
  status: string
  total_claimed_amount: string
  retainage_amount: string
  erp_status: string
  erp_invoice_id: string | null
  payment_status: string | null
  paid_amount: string
  payment_date: string | null
  payment_number: string | null
  summary: Record<string, string>
  warnings: string[]
}

/** A contract of two lines, 1200.10 and 800.05, that the ERP has. Returns its id. */
export async function contractInBooks(of: Journey, at: Ground, number: string): Promise<number> {
  const moves = await sent(of, at, number)
  await moves.accept(number)
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })
  const contracts = await of.manager.get<{ id: number; number: string }[]>(
    `/rest/v1.0/work_order_contracts?project_id=${at.project}`,
  )
  return contracts.find((each) => each.number === number)!.id
}

/** A month as a billing period; returns its id. */
export async function month({ manager }: Journey, project: number, year: number, number: number): Promise<number> {
  const two = (value: number) => String(value).padStart(2, '0')
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const billing_period = {
    start_date: `${year}-${two(number)}-01`,
    end_date: `${year}-${two(number)}-${last}`,
    due_date: `${year}-${two(number)}-25`,
  }
  const path = `/rest/v1.0/projects/${project}/billing_periods`
  return (await manager.post<{ id: number }>(path, { billing_period })).id
}

/** The invoices of one project as the project manager keeps them. */
export function invoicesOf({ manager }: Journey, project: number) {
  const path = (id: number) => `/rest/v1.0/requisitions/${id}`
  const bill = (id: number, items: object[]) =>
    manager.ask('PATCH', `${path(id)}/bulk_item_update`, { project_id: project, items })
  return {
    create: (commitment: number, period: number, fields: object = {}) =>
      manager.post<ShownInvoice>('/rest/v1.0/requisitions', {
        project_id: project,
        commitment_id: commitment,
        requisition: { period_id: period, ...fields },
      }),
    look: (id: number) => manager.get<ShownInvoice>(`${path(id)}?project_id=${project}`),
    items: (id: number) => manager.get<Item[]>(`${path(id)}/items?project_id=${project}`),
    change: (id: number, requisition: object) => manager.ask('PATCH', path(id), { project_id: project, requisition }),
    bill,
    csv: (id: number, csv: string) => manager.ask('POST', `${path(id)}/items/csv`, { project_id: project, csv }),
  }
}

/** The approver looks at the preview with these answers over the proposed ones, and accepts what it shows. */
export async function acceptWith(
  { approver, erp }: Journey,
  moves: Moves,
  id: number,
  answers = {},
  kind = 'subcontractor-invoice',
) {
  const query = new URLSearchParams(Object.entries(answers).map(([key, value]) => [`answers[${key}]`, String(value)]))
  const path = erp(`items/${kind}/${id}`)
  const preview = await approver.get<{
    rev: number
    hash: string
    answers: Record<string, string>
    refusals: unknown[]
  }>(`${path}/preview?${query}`)
  expect(preview.refusals).toEqual([])
  const { rev, hash } = preview
  await approver.post(`${path}/accept`, { rev, hash, answers: preview.answers })
  return moves.until('Synced', 'Failed', 'Needs review')
}

export const movesOfInvoice = (of: Journey, id: number): Moves => movesOf(of, 'subcontractor-invoice', id)

/** An invoice in the books, posted or not, with its distributions. */
export async function invoiceInBooks(
  { books }: Journey,
  vendor: string,
  invoice: string,
): Promise<Row & { lines: Row[] }> {
  const where = [
    { column: 'Vendor', op: '=' as const, value: vendor },
    { column: 'Invoice', op: '=' as const, value: invoice },
  ]
  const head = ['Description', 'Amount', 'Tax', 'Retainage', 'Invoice_Date', 'Accounting_Date', 'Invoice_Code_1']
  const line = ['Commitment', 'Commitment_Line_Item', 'Cost_Code', 'Category', 'Units', 'Amount', 'Tax', 'Retainage']
  const found = await Promise.all(
    [
      ['API_NEW__INVOICE', 'API_NEW__DISTRIBUTION'],
      ['APM_MASTER__INVOICE', 'APM_MASTER__DISTRIBUTION'],
    ].map(async ([heads = '', lines = '']) => ({
      heads: await books(heads, head, where),
      lines: await books(lines, line, where),
    })),
  )
  const heads = found.flatMap((each) => each.heads)
  expect(heads).toHaveLength(1)
  return Object.assign({}, heads[0], { lines: found.flatMap((each) => each.lines) })
}
