/** The subcontractor's own detail below a line of a commitment: its SQL. */
import type { Commitment, LineId } from '../commitments/model.ts'
import { listLines } from '../commitments/store-lines.ts'
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { DetailId } from './model.ts'
import { billedLines } from './store-items.ts'
import type { Who } from './store-periods.ts'

export interface DetailFields {
  description: string
  quantity: string | null
  amount: string
}

export interface Detail extends DetailFields {
  id: DetailId
  line: LineId
  /** From 1 below its line. */
  position: number
}

export function listDetails(sql: Sql, company: CompanyId, commitment: Commitment): Promise<Detail[]> {
  return sql.query(
    `select d.id, d.commitment_line_id as line, d.position, d.description, d.quantity, d.amount
     from commitment_line_detail d join commitment_line l on l.company_id = d.company_id and l.id = d.commitment_line_id
     where d.company_id = $1 and l.commitment_id = $2 order by l.position, d.position`,
    [company, commitment.id],
  )
}

/** Puts these parts in the place of a line's detail; none: the line itself is billed again. */
export async function setDetails(
  sql: Sql,
  who: Who,
  commitment: Commitment,
  line: LineId,
  parts: DetailFields[],
): Promise<Detail[]> {
  const found = (await listLines(sql, who.company, commitment.id)).find((each) => each.id === line)
  if (!found) throw new Refused(refusal('not-found', `There is no line with the id ${line} on this commitment.`), 404)
  const before = (await listDetails(sql, who.company, commitment)).filter((each) => each.line === line)
  const billed = await billedLines(sql, who.company, commitment.id)
  if (billed.has(line) || before.some((each) => billed.has(each.id)))
    refuseIf(
      [
        refusal('line-billed', `Line ${found.position} was billed already: its detail no longer changes.`, {
          field: 'detail_items',
        }),
      ],
      409,
    )
  await sql.run(`delete from commitment_line_detail where company_id = $1 and commitment_line_id = $2`, [
    who.company,
    line,
  ])
  for (const [index, part] of parts.entries())
    await sql.run(
      `insert into commitment_line_detail (company_id, id, commitment_line_id, position, description, quantity, amount)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [who.company, newId(), line, index + 1, part.description, part.quantity, part.amount],
    )
  const subject = { kind: 'commitment', id: commitment.id }
  await record(sql, { ...who, action: 'detail-changed', subject, body: { line, parts } })
  return (await listDetails(sql, who.company, commitment)).filter((each) => each.line === line)
}
