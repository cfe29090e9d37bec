/** The schedule of values of a prime contract: its SQL. Every write raises the contract's `rev` and goes into the history. */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { equal, multiply, roundCents } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { PrimeContract, PrimeContractId, PrimeLine, PrimeLineFields, PrimeLineId, SourceId } from './model.ts'
import { refusalsOfLine, refusalsToDeleteLine, refusalsToEditLine } from './rules.ts'
import type { Who } from './store.ts'

const SELECT = `select l.id, l.position, l.source_id as source, s.erp_id as "erpContract", l.erp_item as "erpItem", s.billing_level as level,
    l.item, l.description, l.cost_code_id as "costCodeId", l.cost_type_id as "costTypeId", c.code as "costCode", t.code as "costType",
    coalesce(c.sub_job_code, '') as extra, l.quantity, l.unit_cost as "unitCost", l.uom, l.amount
  from prime_contract_line l
  left join prime_contract_source s on s.company_id = l.company_id and s.id = l.source_id
  left join cost_code c on c.company_id = l.company_id and c.id = l.cost_code_id
  left join cost_type t on t.company_id = l.company_id and t.id = l.cost_type_id`

export function listPrimeLines(sql: Sql, company: CompanyId, contract: PrimeContractId): Promise<PrimeLine[]> {
  return sql.query(`${SELECT} where l.company_id = $1 and l.contract_id = $2 order by l.position`, [company, contract])
}

/** @throws Refused 404 */
export async function getPrimeLine(
  sql: Sql,
  company: CompanyId,
  contract: PrimeContractId,
  id: PrimeLineId,
): Promise<PrimeLine> {
  const found = await sql.maybe<PrimeLine>(`${SELECT} where l.company_id = $1 and l.contract_id = $2 and l.id = $3`, [
    company,
    contract,
    id,
  ])
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no line with the id ${id} on this contract.`, { field: 'id' }),
      404,
    )
  return found
}

/** A line and, where it came from the ERP, what it is there. */
export interface NewLine extends Partial<PrimeLineFields> {
  source?: SourceId
  erpItem?: string
}

/** Adds lines at the end, all or none. A line without an amount is worth its quantity times its unit price. */
export async function addPrimeLines(
  sql: Sql,
  who: Who,
  contract: PrimeContract,
  lines: NewLine[],
): Promise<PrimeLine[]> {
  const whole = lines.map((line) => ({
    ...complete(line, BLANK),
    source: line.source ?? null,
    erpItem: line.erpItem ?? null,
  }))
  await requireSound(sql, who.company, contract, whole)
  return insertLines(sql, who, contract, whole)
}

async function insertLines(
  sql: Sql,
  who: Who,
  contract: PrimeContract,
  whole: (PrimeLineFields & { source: SourceId | null; erpItem: string | null })[],
): Promise<PrimeLine[]> {
  for (const [index, line] of whole.entries())
    await sql.run(
      `insert into prime_contract_line (company_id, id, contract_id, position, source_id, erp_item, item, description, cost_code_id,
         cost_type_id, quantity, unit_cost, uom, amount) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [who.company, newId(), contract.id, contract.lines + index + 1, line.source, line.erpItem, ...lineValues(line)],
    )
  await note(sql, who, contract.id, 'lines-added', { lines: whole })
  return (await listPrimeLines(sql, who.company, contract.id)).slice(contract.lines)
}

export async function updatePrimeLine(
  sql: Sql,
  who: Who,
  contract: PrimeContract,
  id: PrimeLineId,
  change: Partial<PrimeLineFields>,
): Promise<PrimeLine> {
  const before = await getPrimeLine(sql, who.company, contract.id, id)
  const after = complete(change, before)
  refuseIf(refusalsToEditLine(before, changed(before, after)))
  await requireSound(sql, who.company, contract, [after])
  await sql.run(
    `update prime_contract_line set item = $3, description = $4, cost_code_id = $5, cost_type_id = $6, quantity = $7, unit_cost = $8,
       uom = $9, amount = $10 where company_id = $1 and id = $2`,
    [who.company, id, ...lineValues(after)],
  )
  await note(sql, who, contract.id, 'line-changed', { line: before.position, change })
  return getPrimeLine(sql, who.company, contract.id, id)
}

export async function deletePrimeLine(sql: Sql, who: Who, contract: PrimeContract, id: PrimeLineId): Promise<void> {
  const line = await getPrimeLine(sql, who.company, contract.id, id)
  refuseIf(refusalsToDeleteLine(line))
  await removing(`Line ${line.position}`, () =>
    sql.run(`delete from prime_contract_line where company_id = $1 and id = $2`, [who.company, id]),
  )
  await sql.run(
    `update prime_contract_line set position = position - 1 where company_id = $1 and contract_id = $2 and position > $3`,
    [who.company, contract.id, line.position],
  )
  await note(sql, who, contract.id, 'line-deleted', { line })
}

const FOREIGN_KEY_VIOLATION = '23503'

/** What change orders or invoices name stays: whoever deletes it is told so. */
export async function removing<T>(what: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION)) throw error
    throw new Refused(
      refusal('in-use', `${what} cannot be deleted: a change order or an invoice stands on it.`, {
        remedy: 'Delete that first.',
      }),
      409,
    )
  })
}

const BLANK: PrimeLineFields = {
  item: '',
  description: '',
  costCodeId: null,
  costTypeId: null,
  quantity: null,
  unitCost: null,
  uom: '',
  amount: '0.00',
}

/** Lays the change over what was; an amount that was not given follows quantity and unit price when one of them changed. */
function complete(change: Partial<PrimeLineFields>, before: PrimeLineFields): PrimeLineFields {
  const after = { ...before, ...change }
  const priced = change.quantity !== undefined || change.unitCost !== undefined
  if (change.amount === undefined && priced && after.quantity !== null && after.unitCost !== null)
    after.amount = roundCents(multiply(after.quantity, after.unitCost))
  return after
}

/** Only what became different: a client may send a whole line back. */
function changed(before: PrimeLineFields, after: PrimeLineFields): Partial<PrimeLineFields> {
  return {
    ...(before.item === after.item ? {} : { item: after.item }),
    ...(equal(before.amount, after.amount) ? {} : { amount: after.amount }),
  }
}

/** Units agree with amounts, and codes are the project's own. */
async function requireSound(
  sql: Sql,
  company: CompanyId,
  contract: PrimeContract,
  lines: PrimeLineFields[],
): Promise<void> {
  const codes = await sql.query<{ id: number; code: string; types: number[] }>(
    `select c.id, c.code, coalesce(array_agg(x.cost_type_id) filter (where x.cost_type_id is not null), '{}') as types
     from cost_code c left join cost_code_cost_type x on x.company_id = c.company_id and x.cost_code_id = c.id and not x.erp_vanished
     where c.company_id = $1 and c.project_id = $2 and c.id = any($3) group by c.id, c.code`,
    [company, contract.project, lines.map((line) => line.costCodeId).filter((id) => id !== null)],
  )
  refuseIf(
    lines.flatMap((line) => {
      const own = refusalsOfLine(contract.accountingMethod, line)
      const code = codes.find((each) => each.id === line.costCodeId)
      if (line.costCodeId !== null && !code)
        own.push(refusal('cost-code-elsewhere', 'The cost code is not on this project.', { field: 'cost_code_id' }))
      if (line.costTypeId !== null && line.costCodeId === null)
        own.push(refusal('cost-code-missing', 'A cost type needs a cost code.', { field: 'cost_code_id' }))
      if (code && line.costTypeId !== null && !code.types.includes(line.costTypeId))
        own.push(
          refusal('cost-type-not-on-code', `The cost type does not stand on cost code ${code.code}.`, {
            field: 'line_item_type_id',
            remedy: 'Add the cost type to the code on the project’s Cost Codes page.',
          }),
        )
      return own
    }),
  )
}

function lineValues(line: PrimeLineFields): unknown[] {
  const { item, description, costCodeId, costTypeId, quantity, unitCost, uom, amount } = line
  return [item, description, costCodeId, costTypeId, quantity, unitCost, uom, amount]
}

async function note(sql: Sql, who: Who, contract: PrimeContractId, action: string, body: object) {
  await sql.run(`update prime_contract set rev = rev + 1 where company_id = $1 and id = $2`, [who.company, contract])
  await record(sql, { ...who, action, subject: { kind: 'prime-contract', id: contract }, body })
}

/**
 * In the transaction that links a change order: the item it brought to the ERP is a line of the contract from now on, with no amount of its own
 * (document 001, "Prime Contract Change Orders", footnote 1); one that stands here already becomes it. @returns the line
 */
export async function takeErpItem(
  sql: Sql,
  who: Who,
  contract: PrimeContract,
  item: { source: SourceId; code: string; line: PrimeLineId | null; fields: Partial<PrimeLineFields> },
): Promise<PrimeLineId> {
  const known = (await listPrimeLines(sql, who.company, contract.id)).find(
    (line) => line.source === item.source && line.erpItem === item.code,
  )
  if (known) return known.id
  if (item.line !== null) {
    await sql.run(`update prime_contract_line set source_id = $3, erp_item = $4 where company_id = $1 and id = $2`, [
      who.company,
      item.line,
      item.source,
      item.code,
    ])
    return item.line
  }
  const unit = contract.accountingMethod === 'unit' ? { quantity: '0', unitCost: '0' } : {}
  const line = { ...BLANK, ...unit, ...item.fields, item: item.code, source: item.source, erpItem: item.code }
  return (await insertLines(sql, who, contract, [line]))[0]!.id
}
