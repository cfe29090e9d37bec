/** The columns of what an invoice bills, as the trade's own form has them; figures of the period are inputs where they may be changed. */
import { moneyColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money } from '../web/Money.tsx'
import type { ShownItem } from './Shown.tsx'

export type Editable =
  | 'work_completed_this_period'
  | 'work_completed_this_period_quantity'
  | 'materials_stored_this_period'
  | 'materials_moved'
  | 'work_completed_retainage_retained_this_period'
  | 'work_completed_retainage_released_this_period'
  | 'materials_stored_retainage_retained_this_period'
  | 'materials_stored_retainage_released_this_period'
  | 'tax_amount'

type Shown = Exclude<
  keyof ShownItem,
  'line_item_id' | 'item_type' | 'overbilled' | 'position' | 'item' | 'description_of_work' | 'cost_code'
>

export function itemColumns(
  method: 'amount' | 'unit',
  locked: string | undefined,
  edit: (id: number, key: Editable, value: string) => void,
): TableColumn<ShownItem>[] {
  const text = (
    key: 'item' | 'description_of_work' | 'cost_code',
    label: string,
    width?: number,
  ): TableColumn<ShownItem> => ({
    key,
    label,
    ...(width ? { width } : {}),
    by: (item) => item[key],
    show: (item) => item[key],
  })
  const figure = (key: Shown, label: string, width = 104, help?: string): TableColumn<ShownItem> => ({
    ...moneyColumn<ShownItem>(key, label, (item) => item[key], width),
    ...(help ? { help } : {}),
  })
  const input = (key: Editable, label: string, help?: string): TableColumn<ShownItem> => ({
    ...figure(key, label, 104, help),
    show: (item) =>
      locked ? (
        <Money value={item[key]} />
      ) : (
        <input
          className="input"
          aria-label={`${label}, line ${item.position}`}
          value={item[key] ?? ''}
          onChange={(event) => edit(item.line_item_id, key, event.currentTarget.value)}
        />
      ),
  })
  return [
    {
      key: 'position',
      label: '#',
      width: 64,
      head: true,
      by: (item) => item.position,
      sort: 'number',
      show: (item) => item.position,
    },
    text('item', 'Item', 66),
    text('description_of_work', 'Description of work'),
    text('cost_code', 'Cost code', 84),
    figure('scheduled_value', 'Scheduled'),
    figure('work_completed_from_previous_application', 'Before', 104, 'Work of all earlier invoices'),
    ...(method === 'unit' ? [input('work_completed_this_period_quantity', 'Units', 'Units done this period')] : []),
    input('work_completed_this_period', 'Work', 'Work completed this period'),
    input('materials_stored_this_period', 'Stored', 'Materials newly stored this period'),
    input('materials_moved', 'Moved', 'Materials taken out of store into work'),
    {
      ...figure('total_completed_and_stored_to_date', 'To date', 110, 'Work and materials up to this period'),
      mark: (item) => item.overbilled,
    },
    {
      ...figure('total_completed_and_stored_to_date_percent', '%', 76),
      show: (item) => item.total_completed_and_stored_to_date_percent,
    },
    figure('balance_to_finish', 'To finish'),
    input('work_completed_retainage_retained_this_period', 'Ret. work', 'Retainage withheld on work this period'),
    input('work_completed_retainage_released_this_period', 'Released', 'Retainage on work released this period'),
    input('materials_stored_retainage_retained_this_period', 'Ret. stored', 'Retainage withheld on stored materials'),
    input('materials_stored_retainage_released_this_period', 'Released', 'Retainage on stored materials released'),
    figure('total_retainage', 'Held', 104, 'Retainage held after this invoice'),
    input('tax_amount', 'Tax'),
  ]
}
