/** The columns of the schedule of values, each an input where the line may be changed. */
import { moneyColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money } from '../web/Money.tsx'
import type { ShownLine, ShownTaxCode } from './Shown.tsx'

export interface CodeChoice {
  id: number
  code: string
  name: string
  is_group: boolean
  line_item_types: { id: number; code: string; name: string }[]
}

type Edit = (line: ShownLine, fields: Partial<ShownLine>) => void
type TextKey = 'item' | 'description' | 'erp_description' | 'quantity' | 'unit_cost' | 'uom' | 'erp_uom' | 'amount'

export function sovColumns(
  codes: CodeChoice[],
  taxCodes: ShownTaxCode[],
  method: 'amount' | 'unit',
  locked: string | undefined,
  edit: Edit,
  changed: boolean,
): TableColumn<ShownLine>[] {
  const text = (
    key: TextKey,
    label: string,
    width?: number,
    align?: 'right',
    help?: string,
  ): TableColumn<ShownLine> => ({
    key,
    label,
    ...(width ? { width } : {}),
    ...(align ? { align, sort: 'number' } : {}),
    ...(help ? { help } : {}),
    by: (line) => line[key],
    show: (line) =>
      locked || line.added ? (
        key === 'amount' ? (
          <Money value={line[key]} />
        ) : (
          line[key]
        )
      ) : (
        <input
          className="input"
          aria-label={`${label}, line ${line.position}`}
          value={line[key] ?? ''}
          onChange={(event) => edit(line, { [key]: event.currentTarget.value })}
        />
      ),
  })
  return [
    {
      key: 'position',
      label: '#',
      width: 48,
      head: true,
      by: (line) => line.position,
      sort: 'number',
      show: (line) => String(line.position),
    },
    text('item', 'Item', 66),
    text('description', 'Description', 206),
    text(
      'erp_description',
      'Short description for the ERP',
      180,
      undefined,
      'Left empty, the description itself is sent. An ERP may hold only 30 characters.',
    ),
    codeColumn(codes, locked, edit),
    typeColumn(codes, locked, edit),
    text('quantity', 'Quantity', 90, 'right'),
    text('uom', 'Unit', 58),
    text('unit_cost', 'Unit cost', 90, 'right'),
    text(
      'amount',
      changed ? 'Original' : 'Amount',
      112,
      'right',
      method === 'unit' ? 'Quantity times unit cost' : undefined,
    ),
    ...(changed ? CHANGED : []),
    ...(taxCodes.length > 0 ? [taxCodeColumn(taxCodes, locked, edit), TAX] : []),
  ]
}

function codeColumn(codes: CodeChoice[], locked: string | undefined, edit: Edit): TableColumn<ShownLine> {
  const usable = codes.filter((each) => !each.is_group)
  const byId = new Map(codes.map((each) => [each.id, each]))
  const code = (line: ShownLine) => (line.cost_code_id === null ? '' : (byId.get(line.cost_code_id)?.code ?? ''))
  return {
    key: 'code',
    label: 'Cost code',
    width: locked ? 90 : 120,
    by: code,
    show: (line) =>
      locked || line.added ? (
        code(line)
      ) : (
        <select
          className="input"
          aria-label={`Cost code, line ${line.position}`}
          value={line.cost_code_id ?? ''}
          onChange={(event) => edit(line, { cost_code_id: numberOf(event.currentTarget.value) })}
        >
          <option value="">None</option>
          {usable.map((each) => (
            <option key={each.id} value={each.id}>
              {each.code} {each.name}
            </option>
          ))}
        </select>
      ),
  }
}

function typeColumn(codes: CodeChoice[], locked: string | undefined, edit: Edit): TableColumn<ShownLine> {
  const typesOf = (line: ShownLine) => codes.find((each) => each.id === line.cost_code_id)?.line_item_types ?? []
  const type = (line: ShownLine) => typesOf(line).find((each) => each.id === line.line_item_type_id)?.code ?? ''
  return {
    key: 'type',
    label: 'Cost type',
    width: 82,
    by: type,
    show: (line) =>
      locked || line.added ? (
        type(line)
      ) : (
        <select
          className="input"
          aria-label={`Cost type, line ${line.position}`}
          value={line.line_item_type_id ?? ''}
          onChange={(event) => edit(line, { line_item_type_id: numberOf(event.currentTarget.value) })}
        >
          <option value="">None</option>
          {typesOf(line).map((each) => (
            <option key={each.id} value={each.id}>
              {each.code} {each.name}
            </option>
          ))}
        </select>
      ),
  }
}

/** What approved change orders make of a line. */
const CHANGED: TableColumn<ShownLine>[] = [
  moneyColumn('approved_change_orders', 'Changes', (line) => line.approved_change_orders, 112),
  moneyColumn('revised_amount', 'Revised', (line) => line.revised_amount, 112),
]

function taxCodeColumn(codes: ShownTaxCode[], locked: string | undefined, edit: Edit): TableColumn<ShownLine> {
  const code = (line: ShownLine) => codes.find((each) => each.id === line.tax_code_id)?.code ?? ''
  return {
    key: 'tax-code',
    label: 'Tax code',
    width: 92,
    by: code,
    show: (line) =>
      locked || line.added ? (
        code(line)
      ) : (
        <select
          className="input"
          aria-label={`Tax code, line ${line.position}`}
          value={line.tax_code_id ?? ''}
          onChange={(event) => edit(line, { tax_code_id: numberOf(event.currentTarget.value) })}
        >
          <option value="">None</option>
          {codes
            .filter((each) => !each.archived || each.id === line.tax_code_id)
            .map((each) => (
              <option key={each.id} value={each.id}>
                {each.code}
              </option>
            ))}
        </select>
      ),
  }
}

const TAX: TableColumn<ShownLine> = {
  ...moneyColumn('tax', 'Tax', (line) => line.tax_amount, 96),
  help: 'The amount at the rate of the tax code, to the cent; worked out when the line is saved',
}

const numberOf = (value: string): number | null => (value === '' ? null : Number(value))
