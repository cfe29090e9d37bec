/** The budget as a sheet: lines in from CSV or Excel, all or none; lines, a template, or a view out. */
import { quantityField, unitCostField } from '../commitments/model.ts'
import type { CostCode } from '../cost-codes/model.ts'
import { listCostCodes } from '../cost-codes/store-project.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { equal } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { type Refusal, refusal, refuseIf } from '../platform/refusal.ts'
import type { ReadTable, Sheet, SheetColumn } from '../platform/sheet.ts'
import { type BudgetLine, budgetAmount, completed, type LineFields, placeName } from './model.ts'
import { type BudgetView, shownColumns } from './model-views.ts'
import { mayAddLine, mayChangeLines, refusalsOfLine } from './rules.ts'
import { isLocked } from './store.ts'
import { BLANK, insertLines, listLines, note, type Who, type WholeLine } from './store-lines.ts'
import { viewRows } from './store-views.ts'

const REQUIRED = ['cost_code', 'cost_type', 'amount']
const OPTIONAL = ['sub_job', 'description', 'quantity', 'unit', 'unit_cost']
const LONGEST = 10_000

export interface Imported {
  added: number
  changed: number
  unchanged: number
  /** Rows without quantity and amount: a template's rows that were left empty. */
  left_out: number
}

/**
 * Takes the lines of a sheet: combinations that have no line get one, the others get the sheet's figures; lines the sheet does not name
 * stay. All or none: every bad row is named by its number in the file with its reason.
 */
export async function importLines(sql: Sql, who: Who, project: ProjectId, table: ReadTable): Promise<Imported> {
  refuseIf(mayChangeLines(await isLocked(sql, who.company, project)))
  refuseIf(refusalsOfTable(table))
  const codes = await listCostCodes(sql, who.company, project)
  const before = new Map((await listLines(sql, who.company, project)).map((each) => [placeName(each), each]))
  const filled = table.rows.filter(({ cells }) => cells.quantity || cells.amount)
  const seen = new Map<string, number>()
  const rows = filled.map(({ line, cells }) => readRow(cells, line, { codes, before, seen }))
  refuseIf(rows.flatMap((row) => row.refusals))
  const lines = rows.map((row) => row.line).filter((each) => each !== undefined)
  const changed = lines.filter(({ was, now }) => !was || differs(was, now))
  await insertLines(
    sql,
    who.company,
    project,
    changed.map((each) => each.now),
  )
  const added = changed.filter((each) => !each.was).length
  const counts = {
    added,
    changed: changed.length - added,
    unchanged: lines.length - changed.length,
    left_out: table.rows.length - filled.length,
  }
  await note(sql, who, project, 'import-budget-lines', {
    ...counts,
    lines: changed.map(({ name, now }) => ({ line: name, amount: now.original_budget_amount })),
  })
  return counts
}

function refusalsOfTable({ fields, rows }: ReadTable): Refusal[] {
  const known = [...REQUIRED, ...OPTIONAL]
  const missing = REQUIRED.filter((each) => !fields.includes(each))
  const unknown = fields.filter((each) => !known.includes(each))
  const twice = fields.filter((each, at) => fields.indexOf(each) < at)
  const say = (code: string, sentence: string) => refusal(code, sentence, { field: 'file' })
  const refusals: Refusal[] = []
  if (missing.length > 0)
    refusals.push(
      say(
        'columns-missing',
        `The first line must name the columns ${REQUIRED.join(', ')}; ${missing.join(', ')} is missing.`,
      ),
    )
  if (unknown.length > 0)
    refusals.push(
      say('columns-unknown', `The columns ${unknown.join(', ')} are not known; known are also ${OPTIONAL.join(', ')}.`),
    )
  if (twice.length > 0) refusals.push(say('columns-twice', `The column ${twice.join(', ')} stands there twice.`))
  if (rows.length === 0) refusals.push(say('file-empty', 'The file has no lines below the first.'))
  if (rows.length > LONGEST)
    refusals.push(say('file-too-long', `The file has ${rows.length} lines; at most ${LONGEST} are taken at once.`))
  return refusals
}

interface Known {
  codes: CostCode[]
  before: Map<string, BudgetLine>
  /** Line of the file by combination. */
  seen: Map<string, number>
}

interface ReadRow {
  line?: { name: string; was: BudgetLine | undefined; now: WholeLine }
  refusals: Refusal[]
}

function readRow(cells: Record<string, string>, at: number, { codes, before, seen }: Known): ReadRow {
  const refusals: Refusal[] = []
  const say = (field: string, sentence: string) =>
    refusals.push(refusal('line-bad', `Line ${at}: ${sentence}`, { field: `file.${field}` }))
  const number = (field: string, schema: typeof quantityField | typeof budgetAmount): string | null => {
    const text = (cells[field] ?? '').replaceAll(/[\s,$]/g, '')
    if (text === '') return null
    const parsed = schema.safeParse(text)
    if (parsed.success) return parsed.data
    say(field, `${field} “${cells[field]}” ${parsed.error.issues[0]?.message ?? 'is no number'}.`)
    return null
  }
  const [quantity, unitCost] = [number('quantity', quantityField), number('unit_cost', unitCostField)]
  const amount = number('amount', budgetAmount)
  const [subJob = '', code = '', type = ''] = [cells.sub_job, cells.cost_code, cells.cost_type]
  const name = placeName({ sub_job: subJob, cost_code: code, cost_type: type })
  const costCode = codes.find((each) => each.subJobCode === subJob && each.code === code)
  const costType = costCode?.costTypes.find((each) => each.code === type)
  if (!costCode) say('cost_code', `the project has no cost code “${code}”${subJob ? ` on sub job ${subJob}` : ''}.`)
  else if (!costType) say('cost_type', `the cost type “${type}” does not stand on cost code ${code}.`)
  const twice = seen.get(name)
  if (twice !== undefined) say('cost_code', `${name} stands on line ${twice} already.`)
  seen.set(name, at)
  const was = before.get(name)
  if (costCode && costType && !was)
    for (const each of mayAddLine({
      exists: false,
      codeActive: costCode.active,
      isGroup: costCode.isGroup,
      code,
      type,
    }))
      say('cost_code', each.sentence)
  if ((cells.unit ?? '').length > 50) say('unit', 'unit has more than 50 characters.')
  if (!cells.amount && (!cells.quantity || !cells.unit_cost))
    say('amount', 'an amount is missing, or a quantity with its unit_cost.')
  const now = completed(was ?? BLANK, {
    quantity,
    unit_cost: unitCost,
    uom: cells.unit ?? '',
    ...(amount === null ? {} : { original_budget_amount: amount }),
  })
  for (const each of refusalsOfLine(now, {})) say('amount', each.sentence)
  if (refusals.length > 0 || !costCode || !costType) return { refusals }
  return {
    line: { name, was, now: { ...now, id: was?.id ?? newId(), costCode: costCode.id, costType: costType.id } },
    refusals,
  }
}

const FIGURES: (keyof LineFields)[] = ['original_budget_amount', 'quantity', 'unit_cost']

function differs(was: LineFields, now: LineFields): boolean {
  const unlike = (a: string | null, b: string | null) => (a === null || b === null ? a !== b : !equal(a, b))
  return (
    was.uom !== now.uom ||
    was.calculation_strategy !== now.calculation_strategy ||
    FIGURES.some((key) => unlike(was[key], now[key]))
  )
}

const LINE_COLUMNS: SheetColumn[] = [
  { label: 'sub_job', as: 'text' },
  { label: 'cost_code', as: 'text' },
  { label: 'description', as: 'text' },
  { label: 'cost_type', as: 'text' },
  { label: 'quantity', as: 'number' },
  { label: 'unit', as: 'text' },
  { label: 'unit_cost', as: 'number' },
  { label: 'amount', as: 'number' },
]

/** The lines as they can be read in again. */
export async function linesSheet(sql: Sql, company: CompanyId, project: ProjectId): Promise<Sheet> {
  const lines = await listLines(sql, company, project)
  return {
    name: 'Budget lines',
    columns: LINE_COLUMNS,
    rows: lines.map((each) => [
      each.sub_job,
      each.cost_code,
      each.cost_code_name,
      each.cost_type,
      each.quantity,
      each.uom,
      each.unit_cost,
      each.original_budget_amount,
    ]),
  }
}

/** The lines, and an empty row for each other combination of the project: fill in, and import; what stays empty is left out. */
export async function templateSheet(sql: Sql, company: CompanyId, project: ProjectId): Promise<Sheet> {
  const sheet = await linesSheet(sql, company, project)
  const name = (row: (string | null)[]) =>
    placeName({ sub_job: row[0] ?? '', cost_code: row[1] ?? '', cost_type: row[3] ?? '' })
  const known = new Set(sheet.rows.map(name))
  const codes = (await listCostCodes(sql, company, project)).filter((each) => each.active && !each.isGroup)
  const empty = codes.flatMap((code) =>
    code.costTypes.map((type): (string | null)[] => [
      code.subJobCode,
      code.code,
      code.name,
      type.code,
      null,
      '',
      null,
      null,
    ]),
  )
  return { ...sheet, name: 'Budget template', rows: [...sheet.rows, ...empty.filter((row) => !known.has(name(row)))] }
}

/** A view as it is seen: where each row stands, then its columns. */
export async function viewSheet(sql: Sql, company: CompanyId, project: ProjectId, view: BudgetView): Promise<Sheet> {
  const rows = await viewRows(sql, company, project, view.columns)
  const columns = shownColumns(view.columns)
  return {
    name: `Budget, ${view.name}`,
    columns: [
      ...['Sub job', 'Cost code', 'Description', 'Cost type', 'Budgeted'].map((label) => ({
        label,
        as: 'text' as const,
      })),
      ...columns.map(({ label }) => ({ label, as: 'number' as const })),
    ],
    rows: rows.map((row) => [
      row.sub_job,
      row.cost_code,
      row.cost_code_name,
      row.cost_type,
      row.budgeted ? 'yes' : 'no',
      ...columns.map(({ key }) => String(row[key])),
    ]),
  }
}
