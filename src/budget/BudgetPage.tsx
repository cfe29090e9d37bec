/** The budget: what was planned, committed and spent for each cost code and cost type, in the view and the groups one chooses. */
import { useState } from 'react'
import { kept } from '../web/kept.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { BudgetInErp } from './BudgetInErp.tsx'
import { BudgetTabs } from './BudgetTabs.tsx'
import { linesOf, type ShownRow } from './model-groups.ts'
import { STANDARD_VIEW } from './model-views.ts'
import { type BetweenLines, NewTransfer } from './NewTransfer.tsx'
import { SendBudget, useBudgetErp } from './SendBudget.tsx'
import { LockChip, type ShownView, useLock, useViews } from './Shown.tsx'
import { TakeSnapshot } from './TakeSnapshot.tsx'
import { type Opened, Transactions } from './Transactions.tsx'
import { ViewBar } from './ViewBar.tsx'
import { ViewEditor } from './ViewEditor.tsx'
import { ViewTable } from './ViewTable.tsx'

export default function BudgetPage() {
  const views = useViews()
  const [filters] = useFilters()
  const wanted = Number(filters.view ?? STANDARD_VIEW.id)
  return (
    <Loaded query={views}>
      {(all) => {
        const view = all.find((each) => each.id === wanted) ?? all[0]
        return view ? <Budget key={view.id} view={view} views={all} /> : null
      }}
    </Loaded>
  )
}

const linesAtHand = kept(linesOf)
const NO_ROWS: ShownRow[] = []

/** What is open over the table. */
type Open = 'snapshot' | 'edit' | 'new-view' | { transfer: BetweenLines }

function Budget({ view, views }: { view: ShownView; views: ShownView[] }) {
  const company = useParam('company')
  const project = useParam('project')
  const [opened, setOpened] = useState<Opened>()
  const [open, setOpen] = useState<Open>()
  const [chosen, setChosen] = useState(new Set<string>())
  const lock = useLock()
  const whyNotOpen = useWhyNot(company, project)('view-direct-cost-detail')
  const erp = useBudgetErp()
  const change = useChange(company)
  const rows = useGet<ShownRow[]>(`/rest/v1.0/budget_views/${view.id}/detail_rows?project_id=${project}`, company)
  const locked = lock.data?.locked ?? false
  const lines = linesAtHand(rows.data ?? NO_ROWS, view.columns)
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead title="Budget" about={lock.data?.sentence}>
        {lock.data ? <LockChip locked={locked} /> : null}
        <SendBudget locked={locked} />
      </PageHead>
      <BudgetTabs />
      <ViewBar
        view={view}
        views={views}
        locked={locked}
        busy={change.isPending}
        held={erp.data?.off.unlock ?? []}
        chosen={lines.filter((each) => chosen.has(each.key)).flatMap((each) => each.row ?? [])}
        onLock={() =>
          change.mutate({ path: `/rest/v1.0/projects/${project}/budget/lock`, method: locked ? 'DELETE' : 'POST' })
        }
        onTransfer={(transfer) => setOpen({ transfer })}
        onSnapshot={() => setOpen('snapshot')}
        onEditView={() => setOpen(view.built_in ? 'new-view' : 'edit')}
      />
      <Refusals error={change.error} />
      <BudgetInErp />
      <Loaded query={rows}>
        {() => (
          <ViewTable
            view={view}
            lines={lines}
            selected={chosen}
            onSelect={setChosen}
            onOpen={setOpened}
            whyNotOpen={whyNotOpen}
          />
        )}
      </Loaded>
      {opened ? <Transactions {...opened} onClose={() => setOpened(undefined)} /> : null}
      {open === 'snapshot' ? <TakeSnapshot view={view} onClose={close} /> : null}
      {open === 'edit' || open === 'new-view' ? <ViewEditor view={view} own={open === 'edit'} onClose={close} /> : null}
      {typeof open === 'object' ? <NewTransfer {...open.transfer} onClose={close} /> : null}
    </>
  )
}
