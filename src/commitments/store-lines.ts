/** The schedule of values: its SQL. Every write raises the commitment's `rev` and goes into the history. */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { taxCodesOf } from '../tax-codes/store.ts'
import {
  type Commitment,
  type CommitmentId,
  type CommitmentLine,
  extend,
  type LineFields,
  type LineId,
} from './model.ts'
import { type LineFacts, refusalsOfLine, refusalsToEditLines, refusalsToSplit } from './rules.ts'
import type { Who } from './store.ts'

const SELECT = `select l.id, l.position, l.item, l.description, l.erp_description as "erpDescription", l.erp_uom as "erpUom",
    l.cost_code_id as "costCodeId", l.cost_type_id as "costTypeId", c.code as "costCode", t.code as "costType",
    coalesce(c.sub_job_code, '') as extra,
    l.quantity, l.unit_cost as "unitCost", l.uom, l.amount, l.origin_id as "originId", l.origin_data as "originData",
    l.tax_code_id as "taxCodeId", x.code as "taxCode", coalesce(l.erp_tax_rate, x.rate) as "taxRate",
    z.amount as "approvedChanges", z.quantity as "changedQuantity"
  from commitment_line l
  left join cost_code c on c.company_id = l.company_id and c.id = l.cost_code_id
  left join cost_type t on t.company_id = l.company_id and t.id = l.cost_type_id
  left join tax_code x on x.company_id = l.company_id and x.id = l.tax_code_id
  cross join lateral (select coalesce(sum(y.amount), 0.00) as amount, coalesce(sum(y.quantity), 0.0000) as quantity
    from commitment_change_order_line y
    join commitment_change_order k on k.company_id = y.company_id and k.id = y.change_order_id and k.status = 'Approved'
    where y.company_id = l.company_id and y.commitment_line_id = l.id) z`

export function listLines(sql: Sql, company: CompanyId, commitment: CommitmentId): Promise<CommitmentLine[]> {
  return sql.query(`${SELECT} where l.company_id = $1 and l.commitment_id = $2 order by l.position`, [
    company,
    commitment,
  ])
}

/** @throws Refused 404 */
export async function getLine(
  sql: Sql,
  company: CompanyId,
  commitment: CommitmentId,
  id: LineId,
): Promise<CommitmentLine> {
  const found = await sql.maybe<CommitmentLine>(
    `${SELECT} where l.company_id = $1 and l.commitment_id = $2 and l.id = $3`,
    [company, commitment, id],
  )
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no line with the id ${id} on this commitment.`, { field: 'id' }),
      404,
    )
  return found
}

/** What sending must know of each line's code. */
export async function lineFacts(sql: Sql, company: CompanyId, commitment: CommitmentId): Promise<LineFacts[]> {
  const rows = await sql.query<{
    position: number
    code: string | null
    is_group: boolean
    active: boolean
    type: string | null
    on_code: boolean
    tax: string | null
    tax_in_erp: boolean
  }>(
    `select l.position, c.code, c.is_group, c.active, t.code as type, x.cost_code_id is not null as on_code,
       k.code as tax, k.in_erp as tax_in_erp
     from commitment_line l
     left join cost_code c on c.company_id = l.company_id and c.id = l.cost_code_id
     left join cost_type t on t.company_id = l.company_id and t.id = l.cost_type_id
     left join cost_code_cost_type x on x.company_id = l.company_id and x.cost_code_id = l.cost_code_id
       and x.cost_type_id = l.cost_type_id and not x.erp_vanished
     left join tax_code k on k.company_id = l.company_id and k.id = l.tax_code_id
     where l.company_id = $1 and l.commitment_id = $2 order by l.position`,
    [company, commitment],
  )
  return rows.map((row) => ({
    position: row.position,
    costCode: row.code === null ? null : { code: row.code, isGroup: row.is_group, active: row.active },
    costType: row.type === null ? null : { code: row.type, onCode: row.on_code },
    taxCode: row.tax === null ? null : { code: row.tax, inErp: row.tax_in_erp },
  }))
}

/** Adds lines at the end, all or none. A line without an amount is worth its quantity times its unit cost. */
export async function addLines(
  sql: Sql,
  who: Who,
  commitment: Commitment,
  lines: Partial<LineFields>[],
): Promise<CommitmentLine[]> {
  refuseIf(refusalsToEditLines(commitment))
  const whole = lines.map((line) => complete(line, { ...BLANK, taxCodeId: commitment.taxCodeId }))
  await requireSound(sql, who.company, commitment, whole)
  await insertLines(sql, who.company, commitment, whole, commitment.lines)
  await note(sql, who, commitment, 'lines-added', { lines: whole.map((line) => ({ ...line })) })
  return (await listLines(sql, who.company, commitment.id)).slice(commitment.lines)
}

/** Changes the given fields of a line; `position` moves it. */
export async function updateLine(
  sql: Sql,
  who: Who,
  commitment: Commitment,
  id: LineId,
  change: Partial<LineFields>,
  position?: number,
): Promise<CommitmentLine> {
  refuseIf(refusalsToEditLines(commitment))
  const before = await getLine(sql, who.company, commitment.id, id)
  const after = complete(change, before)
  await requireSound(sql, who.company, commitment, [after])
  await sql.run(
    `update commitment_line set item = $3, description = $4, erp_description = $5, erp_uom = $6, cost_code_id = $7, cost_type_id = $8,
       quantity = $9, unit_cost = $10, uom = $11, amount = $12, origin_id = $13, origin_data = $14, tax_code_id = $15
     where company_id = $1 and id = $2`,
    [who.company, id, ...lineValues(after)],
  )
  if (position !== undefined && position !== before.position)
    await moveLine(sql, who.company, commitment, before, position)
  await note(sql, who, commitment, 'line-changed', { line: before.position, change, ...(position ? { position } : {}) })
  return getLine(sql, who.company, commitment.id, id)
}

export async function deleteLine(sql: Sql, who: Who, commitment: Commitment, id: LineId): Promise<void> {
  refuseIf(refusalsToEditLines(commitment))
  const line = await getLine(sql, who.company, commitment.id, id)
  await requireUnchanged(sql, who.company, line)
  await sql.run(`delete from commitment_line where company_id = $1 and id = $2`, [who.company, id])
  await shift(sql, who.company, commitment.id, line.position + 1, -1)
  await note(sql, who, commitment, 'line-deleted', { line })
}

/** A part of a split line: a quantity (priced by the line's unit cost), or an amount. */
export interface Part {
  quantity?: string | null
  amount?: string
}

/** Puts parts of the same code, text and unit cost in the place of a line whose amount is too large for the ERP. The total stays to the cent. */
export async function splitLine(
  sql: Sql,
  who: Who,
  commitment: Commitment,
  id: LineId,
  into: Part[],
): Promise<CommitmentLine[]> {
  refuseIf(refusalsToEditLines(commitment))
  const line = await getLine(sql, who.company, commitment.id, id)
  await requireUnchanged(sql, who.company, line)
  const base: LineFields = { ...line, quantity: null, amount: '0.00', originId: null }
  const parts = into.map((part) => complete({ ...part, quantity: part.quantity ?? null }, base))
  refuseIf(refusalsToSplit(line, parts))
  await requireSound(sql, who.company, commitment, parts)
  await sql.run(`delete from commitment_line where company_id = $1 and id = $2`, [who.company, id])
  await shift(sql, who.company, commitment.id, line.position + 1, parts.length - 1)
  await insertLines(sql, who.company, commitment, parts, line.position - 1)
  await note(sql, who, commitment, 'line-split', {
    line: line.position,
    amount: line.amount,
    into: parts.map((part) => part.amount),
  })
  const all = await listLines(sql, who.company, commitment.id)
  return all.slice(line.position - 1, line.position - 1 + parts.length)
}

/** In the transaction that links or unlinks: keeps the rates the ERP was told. None given: the tax codes' own hold again. */
export async function setTaxRates(
  sql: Sql,
  company: CompanyId,
  commitment: CommitmentId,
  lines: { number: number; taxRate?: string | null }[],
): Promise<void> {
  await sql.run(
    `update commitment_line l set erp_tax_rate = (
       select n.rate from unnest($3::int[], $4::numeric[]) as n (position, rate) where n.position = l.position)
     where company_id = $1 and commitment_id = $2 and tax_code_id is not null`,
    [company, commitment, lines.map((line) => line.number), lines.map((line) => line.taxRate ?? null)],
  )
}

const BLANK: LineFields = {
  item: '',
  description: '',
  erpDescription: '',
  erpUom: '',
  costCodeId: null,
  costTypeId: null,
  quantity: null,
  unitCost: null,
  uom: '',
  amount: '0.00',
  originId: null,
  originData: null,
  taxCodeId: null,
}

/** Lays the change over what was; an amount that was not given follows quantity and unit cost when one of them changed. */
function complete(change: Partial<LineFields>, before: LineFields): LineFields {
  const after = { ...before, ...change }
  const priced = change.quantity !== undefined || change.unitCost !== undefined
  if (change.amount === undefined && priced && after.quantity !== null && after.unitCost !== null)
    after.amount = extend(after.quantity, after.unitCost)
  return after
}

/** What a change order changes must stay. */
async function requireUnchanged(sql: Sql, company: CompanyId, line: CommitmentLine): Promise<void> {
  const changed = await sql.maybe(
    `select 1 from commitment_change_order_line where company_id = $1 and commitment_line_id = $2 limit 1`,
    [company, line.id],
  )
  if (changed)
    throw new Refused(
      refusal('line-changed-by-change-order', `Line ${line.position} is changed by a change order and must stay.`, {
        remedy: 'Delete the line of the change order first.',
      }),
    )
}

/** Units agree with amounts, and codes are the project's own; every bad line is named. */
async function requireSound(sql: Sql, company: CompanyId, commitment: Commitment, lines: LineFields[]): Promise<void> {
  const several = lines.length > 1
  const say = (index: number, sentence: string) =>
    several ? `Line ${index + 1} of those given: ${sentence}` : sentence
  const codes = await sql.query<{ id: number; is_group: boolean; code: string; types: number[] }>(
    `select c.id, c.is_group, c.code, coalesce(array_agg(x.cost_type_id) filter (where x.cost_type_id is not null), '{}') as types
     from cost_code c left join cost_code_cost_type x on x.company_id = c.company_id and x.cost_code_id = c.id and not x.erp_vanished
     where c.company_id = $1 and c.project_id = $2 and c.id = any($3) group by c.id, c.is_group, c.code`,
    [company, commitment.project, lines.map((line) => line.costCodeId).filter((id) => id !== null)],
  )
  const taxCodes = await taxCodesOf(
    sql,
    company,
    commitment.project,
    lines.map((line) => line.taxCodeId).filter((id) => id !== null),
  )
  refuseIf(
    lines.flatMap((line, index) => {
      const own = refusalsOfLine(commitment.accountingMethod, line).map((each) => ({
        ...each,
        sentence: say(index, each.sentence),
      }))
      const code = codes.find((each) => each.id === line.costCodeId)
      if (line.costCodeId !== null && !code)
        own.push(
          refusal('cost-code-elsewhere', say(index, 'The cost code is not on this project.'), {
            field: 'cost_code_id',
          }),
        )
      if (code?.is_group)
        own.push(
          refusal(
            'line-on-group-code',
            say(index, `Cost code ${code.code} is a division (group) code and takes no cost.`),
            {
              field: 'cost_code_id',
            },
          ),
        )
      if (code && line.costTypeId !== null && !code.types.includes(line.costTypeId))
        own.push(
          refusal('cost-type-not-on-code', say(index, `The cost type does not stand on cost code ${code.code}.`), {
            field: 'line_item_type_id',
            remedy: 'Add the cost type to the code on the project’s Cost Codes page.',
          }),
        )
      if (line.costTypeId !== null && line.costCodeId === null)
        own.push(refusal('cost-code-missing', say(index, 'A cost type needs a cost code.'), { field: 'cost_code_id' }))
      if (line.taxCodeId !== null && !taxCodes.some((each) => each.id === line.taxCodeId))
        own.push(refusal('tax-code-elsewhere', say(index, 'There is no such tax code.'), { field: 'tax_code_id' }))
      return own
    }),
  )
}

function lineValues(line: LineFields): unknown[] {
  return [
    line.item,
    line.description,
    line.erpDescription,
    line.erpUom,
    line.costCodeId,
    line.costTypeId,
    line.quantity,
    line.unitCost,
    line.uom,
    line.amount,
    line.originId,
    line.originData,
    line.taxCodeId,
  ]
}

/** One statement for all lines; the first gets the place after `after`. */
async function insertLines(sql: Sql, company: CompanyId, commitment: Commitment, lines: LineFields[], after: number) {
  const columns = lines.map(lineValues)
  const column = (index: number) => columns.map((values) => values[index])
  await sql.run(
    `insert into commitment_line (company_id, commitment_id, position, id, item, description, erp_description, erp_uom,
       cost_code_id, cost_type_id, quantity, unit_cost, uom, amount, origin_id, origin_data, tax_code_id)
     select $1, $2, $3 + n.rank, n.id, n.item, n.description, n.erp_description, n.erp_uom, n.cost_code_id, n.cost_type_id,
       n.quantity, n.unit_cost, n.uom, n.amount, n.origin_id, n.origin_data, n.tax_code_id
     from unnest($4::int8[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int8[], $10::int8[], $11::numeric[], $12::numeric[],
       $13::text[], $14::numeric[], $15::text[], $16::text[], $17::int8[]) with ordinality
       as n (id, item, description, erp_description, erp_uom, cost_code_id, cost_type_id, quantity, unit_cost, uom, amount,
         origin_id, origin_data, tax_code_id, rank)`,
    [
      company,
      commitment.id,
      after,
      lines.map(() => newId<LineId>()),
      ...Array.from({ length: lineValues(BLANK).length }, (_, index) => column(index)),
    ],
  )
}

async function moveLine(sql: Sql, company: CompanyId, commitment: Commitment, line: CommitmentLine, wanted: number) {
  const position = Math.min(wanted, commitment.lines)
  await sql.run(
    `update commitment_line set position = case
         when id = $3 then $5
         when $4 < $5 then position - 1
         else position + 1 end
     where company_id = $1 and commitment_id = $2 and position between least($4::int, $5::int) and greatest($4::int, $5::int)`,
    [company, commitment.id, line.id, line.position, position],
  )
}

async function shift(sql: Sql, company: CompanyId, commitment: CommitmentId, from: number, by: number) {
  await sql.run(
    `update commitment_line set position = position + $4 where company_id = $1 and commitment_id = $2 and position >= $3`,
    [company, commitment, from, by],
  )
}

async function note(sql: Sql, who: Who, commitment: Commitment, action: string, body: object) {
  await sql.run(`update commitment set rev = rev + 1 where company_id = $1 and id = $2`, [who.company, commitment.id])
  await record(sql, { ...who, action, subject: { kind: 'commitment', id: commitment.id }, body })
}
