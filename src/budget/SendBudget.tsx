/** The budget's buttons to and from the ERP; each that is off says why (BUD-2, BUD-4). */
import { useState } from 'react'
import { SendToErp } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import type { PastExport, Unequal } from './model-exports.ts'

export interface BudgetErp {
  export_id: number | null
  exported: boolean
  export_forecast_amounts: boolean
  waiting: string | null
  waiting_lines: Unequal[]
  differing_lines: Unequal[]
  off: { unlock: string[]; import: string[]; settle: string[]; configure: string[] }
  exports: PastExport[]
}

export function useBudgetErp() {
  const company = useParam('company')
  return useGet<BudgetErp>(`/rest/v1.0/projects/${useParam('project')}/budget/erp`, company)
}

export function SendBudget({ locked }: { locked: boolean }) {
  const { data } = useBudgetErp()
  if (!data) return null
  return data.export_id === null ? (
    <ActionButton variant="filled" why={whyNotReady(data, locked)}>
      {data.exported ? 'Re-send to ERP' : 'Send to ERP'}
    </ActionButton>
  ) : (
    <SendToErp kind="budget" item={data.export_id} again={data.exported} />
  )
}

/** Before it is locked once more there is nothing to send. */
function whyNotReady({ off }: BudgetErp, locked: boolean): string[] {
  if (off.unlock.length > 0) return off.unlock
  return [
    locked ? 'The ERP has everything of this budget: there is nothing to send.' : 'Lock the budget before you send it.',
  ]
}

export function ImportFromErp({ off }: { off: string[] }) {
  const [company, project] = [useParam('company'), useParam('project')]
  const whyNot = useWhyNot(company, project)('import-budget')
  const change = useChange<{ added: number; changed: number }>(company)
  const [told, setTold] = useState(false)
  return (
    <>
      <ActionButton
        busy={change.isPending}
        why={whyNot ? [whyNot, ...off] : off}
        onClick={() =>
          change.mutate(
            { path: `/rest/v1.0/projects/${project}/budget/import_from_erp` },
            { onSettled: () => setTold(true) },
          )
        }
      >
        Import budget from the ERP
      </ActionButton>
      {told ? (
        <Dialog title="Import from the ERP" error={change.error} onClose={() => setTold(false)}>
          {change.data ? <p>{importedWords(change.data)}</p> : null}
        </Dialog>
      ) : null}
    </>
  )
}

function importedWords({ added, changed }: { added: number; changed: number }): string {
  if (added + changed === 0) return 'The budget has the ERP’s estimates already, as they were last read.'
  return `${added} lines were added and ${changed} took the ERP’s estimate, as it was last read.`
}
