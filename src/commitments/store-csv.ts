/** A schedule of values from a spreadsheet. */
import Papa from 'papaparse'
import type { CostCode } from '../cost-codes/model.ts'
import { listCostCodes } from '../cost-codes/store-project.ts'
import type { Sql } from '../platform/db.ts'
import { type Refusal, refusal, refuseIf } from '../platform/refusal.ts'
import { type Commitment, type CommitmentLine, type LineFields, quantityField, unitCostField } from './model.ts'
import type { Who } from './store.ts'
import { addLines } from './store-lines.ts'

const REQUIRED = ['item', 'description', 'unit', 'quantity', 'unit_price']
const OPTIONAL = ['cost_code', 'cost_type', 'erp_description', 'erp_unit']
const LONGEST = 5_000

/**
 * Adds the lines of a CSV text with the columns item, description, unit, quantity, unit_price and, if wanted, cost_code, cost_type,
 * erp_description, erp_unit, in any order, under the lines there are. All or none: every bad line is named by its number in the file.
 */
export async function importScheduleOfValues(
  sql: Sql,
  who: Who,
  commitment: Commitment,
  csv: string,
): Promise<CommitmentLine[]> {
  const parsed = Papa.parse<Record<string, string>>(csv.replace(/^\uFEFF/, ''), {
    header: true,
    transformHeader: (header) => header.trim().toLowerCase(),
    transform: (value) => value.trim(),
  })
  // Blank lines are left out here and not by the parser, so that they count in the numbers of the others.
  const filled = parsed.data.flatMap((row, index) => (isBlank(row) ? [] : [{ row, index }]))
  refuseIf(refusalsOfTable(parsed.meta.fields ?? [], filled.length))
  refuseIf(
    parsed.errors
      .filter((error) => !isBlank(parsed.data[error.row ?? 0] ?? {}))
      .map((error) => refusal('csv-malformed', `${lineName(error.row ?? 0)}: ${error.message}.`, { field: 'csv' })),
  )
  const codes = await listCostCodes(sql, who.company, commitment.project)
  const rows = filled.map(({ row, index }) => readRow(row, lineName(index), codes))
  refuseIf(rows.flatMap((row) => row.refusals))
  return addLines(
    sql,
    who,
    commitment,
    rows.map((row) => row.line),
  )
}

/** Also a line of commas alone, as spreadsheets write them. */
function isBlank(row: Record<string, unknown>): boolean {
  return Object.values(row).every((value) => value === '')
}

function refusalsOfTable(fields: string[], rows: number): Refusal[] {
  const missing = REQUIRED.filter((each) => !fields.includes(each))
  const unknown = fields.filter((each) => ![...REQUIRED, ...OPTIONAL].includes(each))
  const refusals: Refusal[] = []
  if (missing.length > 0)
    refusals.push(
      refusal(
        'csv-columns-missing',
        `The first line must name the columns ${REQUIRED.join(', ')}; ${missing.join(', ')} is missing.`,
        {
          field: 'csv',
        },
      ),
    )
  if (unknown.length > 0)
    refusals.push(
      refusal(
        'csv-columns-unknown',
        `The columns ${unknown.join(', ')} are not known; known are also ${OPTIONAL.join(', ')}.`,
        {
          field: 'csv',
        },
      ),
    )
  if (rows === 0) refusals.push(refusal('csv-empty', 'The file has no lines below the first.', { field: 'csv' }))
  if (rows > LONGEST)
    refusals.push(
      refusal('csv-too-long', `The file has ${rows} lines; at most ${LONGEST} are taken at once.`, { field: 'csv' }),
    )
  return refusals
}

interface ReadRow {
  line: Partial<LineFields>
  refusals: Refusal[]
}

function readRow(row: Record<string, string>, where: string, codes: CostCode[]): ReadRow {
  const refusals: Refusal[] = []
  const say = (field: string, sentence: string) =>
    refusals.push(refusal('csv-line-bad', `${where}: ${field} ${sentence}.`, { field: `csv.${field}` }))
  const number = (field: string, schema: typeof quantityField) => {
    const parsed = schema.safeParse(row[field] ?? '')
    if (parsed.success) return parsed.data
    say(field, parsed.error.issues[0]?.message ?? 'is not a number')
    return null
  }
  const text = (field: string, max: number) => {
    const value = row[field] ?? ''
    if (value.length > max) say(field, `has ${value.length} characters; at most ${max} fit`)
    return value
  }
  const code = codes.find((each) => each.code === row.cost_code && each.subJobCode === '')
  if (row.cost_code && !code) say('cost_code', `“${row.cost_code}” is not on this project`)
  const type = code?.costTypes.find((each) => each.code === row.cost_type)
  if (row.cost_type && code && !type) say('cost_type', `“${row.cost_type}” does not stand on cost code ${code.code}`)
  if (row.cost_type && !row.cost_code) say('cost_type', 'needs a cost_code')
  return {
    line: {
      item: text('item', 50),
      description: text('description', 1000),
      uom: text('unit', 50),
      erpDescription: text('erp_description', 255),
      erpUom: text('erp_unit', 50),
      quantity: number('quantity', quantityField),
      unitCost: number('unit_price', unitCostField),
      costCodeId: code?.id ?? null,
      costTypeId: type?.id ?? null,
    },
    refusals,
  }
}

/** As a spreadsheet counts: the names of the columns are line 1. A quoted text may run over several lines of the file; it counts once. */
function lineName(index: number): string {
  return `Line ${index + 2}`
}
