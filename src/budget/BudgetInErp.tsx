/** What stands between the budget and the ERP: entries that wait to be posted, figures that differ, what was sent, whether forecasts go along (BUD-5, CFG-10). */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { ReasonDialog } from '../erp/ReasonDialog.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { placeName } from './model.ts'
import type { PastExport, Unequal } from './model-exports.ts'
import { type BudgetErp, ImportFromErp, useBudgetErp } from './SendBudget.tsx'

export function BudgetInErp() {
  const { data } = useBudgetErp()
  if (!data) return null
  return (
    <>
      {data.waiting ? (
        <Notice colour="yellow">
          <p>{data.waiting} Until then the budget stays locked, and no budget change is made.</p>
          <ShowLines label="Entries that wait to be posted" lines={data.waiting_lines} />
        </Notice>
      ) : null}
      {data.differing_lines.length > 0 ? <Differing erp={data} /> : null}
      <div className="row">
        <details className="grow">
          <summary className="muted">{summaryOf(data)}</summary>
          <Forecasts on={data.export_forecast_amounts} why={data.off.configure[0]} />
          <Exports exports={data.exports} />
        </details>
        <ImportFromErp off={data.off.import} />
      </div>
    </>
  )
}

function summaryOf({ exports, export_forecast_amounts }: BudgetErp): string {
  const sent =
    exports.length === 0 ? 'Not in the ERP yet' : exports.length === 1 ? '1 export' : `${exports.length} exports`
  return `ERP: ${sent}, ${export_forecast_amounts ? 'forecasts go along' : 'without forecasts'}`
}

function Differing({ erp }: { erp: BudgetErp }) {
  const [company, project] = [useParam('company'), useParam('project')]
  const [asking, setAsking] = useState(false)
  const change = useChange(company)
  const whyNot = useWhyNot(company, project)('accept-or-reject-budget')
  const settle = (reason: string) =>
    change.mutate(
      { path: `/rest/v1.0/projects/${project}/budget/settle`, body: { reason } },
      { onSuccess: () => setAsking(false) },
    )
  return (
    <Notice colour="violet">
      <p>The ERP shows other figures than it was sent from here. Lines: {erp.differing_lines.length}.</p>
      <div className="row">
        <ShowLines label="Lines that differ in the ERP" lines={erp.differing_lines} />
        <ActionButton why={whyNot ? [whyNot] : erp.off.settle} onClick={() => setAsking(true)}>
          Take what the ERP shows
        </ActionButton>
      </div>
      {asking ? (
        <ReasonDialog
          title="Take what the ERP shows"
          confirm="Take it"
          label="Why the ERP’s figures are right"
          busy={change.isPending}
          error={change.error}
          onClose={() => setAsking(false)}
          onReason={settle}
        >
          <p>
            The next export sends the difference between the budget and what the ERP shows now. See first that none of
            the batches named waits in Job Cost any more: what is posted later would come on top.
          </p>
        </ReasonDialog>
      ) : null}
    </Notice>
  )
}

const LINE_COLUMNS: TableColumn<Unequal>[] = [
  { key: 'line', label: 'Line', width: 130, head: true, by: placeName, show: placeName },
  { key: 'name', label: 'Description', by: (line) => line.cost_code_name, show: (line) => line.cost_code_name },
  moneyColumn('expected', 'Should show', (line) => line.expected, 130),
  moneyColumn('shown', 'Shows now', (line) => line.shown, 130),
  textColumn('batch', 'Batch', 120, (line) => line.batch),
]

function ShowLines({ label, lines }: { label: string; lines: Unequal[] }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionButton onClick={() => setOpen(true)} label={`Show them: ${label}`}>
        Show them
      </ActionButton>
      {open ? (
        <Dialog title={label} size="60rem" onClose={() => setOpen(false)}>
          <Table
            label={label}
            height="natural"
            sortKey="esort"
            columns={LINE_COLUMNS}
            rows={lines}
            rowKey={(line) => `${line.cost_code_id}-${line.cost_type_id}`}
          />
        </Dialog>
      ) : null}
    </>
  )
}

function Forecasts({ on, why }: { on: boolean; why: string | undefined }) {
  const [company, project] = [useParam('company'), useParam('project')]
  const change = useChange(company)
  return (
    <>
      <Checkbox
        my="sm"
        label="Export forecast amounts: Estimated Cost at Completion and Forecast to Complete go along with every export of budget amounts"
        description={why}
        checked={on}
        disabled={why !== undefined || change.isPending}
        onChange={(event) =>
          change.mutate({
            path: `/rest/v1.0/projects/${project}/budget/erp`,
            method: 'PATCH',
            body: { budget: { export_forecast_amounts: event.currentTarget.checked } },
          })
        }
      />
      <Refusals error={change.error} />
    </>
  )
}

const EXPORT_COLUMNS: TableColumn<PastExport>[] = [
  {
    key: 'number',
    label: 'Export',
    width: 70,
    head: true,
    sort: 'number',
    by: (each) => each.number,
    show: (each) => each.number,
  },
  {
    key: 'lines',
    label: 'Lines',
    width: 70,
    align: 'right',
    sort: 'number',
    by: (each) => each.lines,
    show: (each) => each.lines,
  },
  moneyColumn('amount', 'Amount', (each) => each.amount, 140),
  textColumn('batch', 'Batch', 120, (each) => each.batch),
  { key: 'at', label: 'Synced', by: (each) => each.synced_at, show: (each) => <Moment at={each.synced_at} /> },
]

function Exports({ exports }: { exports: PastExport[] }) {
  if (exports.length === 0) return null
  return (
    <Table
      label="Exports of this budget"
      height="natural"
      sortKey="exports"
      columns={EXPORT_COLUMNS}
      rows={exports}
      rowKey={(each) => String(each.id)}
    />
  )
}
