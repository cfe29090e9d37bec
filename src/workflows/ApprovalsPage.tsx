/** What waits for one's decision, the most overdue first; and who decides in one's place meanwhile. */
import { useState } from 'react'
import { sentences } from '../erp/ErpData.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useMe } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { Day } from '../web/Time.tsx'
import { DecideDialog } from './DecideDialog.tsx'
import { DECISIONS, type Decision } from './model.ts'
import { type Approval, approvalsPath, DECISION_WORDS } from './Shown.tsx'
import { Substitutes } from './Substitutes.tsx'

interface Deciding {
  row: Approval
  decision: Decision
}

export default function ApprovalsPage() {
  const company = useParam('company')
  const list = useList<Approval>(approvalsPath(company), company)
  const [deciding, setDeciding] = useState<Deciding>()
  const { row } = deciding ?? {}
  const me = useMe().data?.name
  const inPlace = (each: Approval) => each.for.some((name) => name !== me)
  return (
    <>
      <PageHead
        title="My approvals"
        about="Items of workflows that wait for your decision before they go to the ERP."
      />
      <Loaded query={list}>
        {(rows) => (
          <Table
            label="My approvals"
            columns={columnsOf(setDeciding, rows.some(inPlace))}
            rows={rows}
            rowKey={(each) => `${each.kind} ${each.item_id}`}
            rowName={nameOf}
            height="natural"
            empty={<Empty title="Nothing waits for you." />}
          />
        )}
      </Loaded>
      <Substitutes />
      {deciding && row ? (
        <DecideDialog
          decision={deciding.decision}
          onClose={() => setDeciding(undefined)}
          of={{
            ...{ kind: row.kind, item: row.item_id, title: nameOf(row), step: row.step, steps: row.steps },
            ...{ commentOnRejection: row.comment_on_rejection, yours: row.for },
          }}
        />
      ) : null}
    </>
  )
}

const nameOf = ({ number, title }: Approval) => [number, title].filter(Boolean).join(' ')

/** `substitutes`: somebody's turn is decided in that person's place, so it is said whose. */
function columnsOf(decide: (deciding: Deciding) => void, substitutes: boolean): TableColumn<Approval>[] {
  const whose = textColumn<Approval>('for', 'For', 110, (row) => row.for.join(', '))
  return [
    nameColumn('Item', nameOf, (row) => row.path, 'item'),
    textColumn('kind', 'Kind', 120, (row) => row.kind_name),
    textColumn('project', 'Project', 120, (row) => row.project_name),
    moneyColumn('amount', 'Amount', (row) => row.amount, 110),
    textColumn('step', 'Step', 130, (row) => `${row.step} of ${row.steps.length}, ${row.steps[row.step - 1]}`),
    {
      key: 'due',
      label: 'Due',
      width: 185,
      by: (row) => row.due,
      show: (row) => (
        <>
          <Day date={row.due} /> {row.overdue ? <StatusChip word="Overdue" colour="red" /> : null}
        </>
      ),
    },
    ...(substitutes ? [whose] : []),
    {
      key: 'decide',
      label: 'Actions',
      width: 240,
      show: (row) => (
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          {DECISIONS.map((decision) => (
            <ActionButton
              key={decision}
              label={`${DECISION_WORDS[decision]} ${nameOf(row)}`}
              onClick={() => decide({ row, decision })}
              why={sentences(row.why_not)}
            >
              {DECISION_WORDS[decision]}
            </ActionButton>
          ))}
        </span>
      ),
    },
  ]
}
