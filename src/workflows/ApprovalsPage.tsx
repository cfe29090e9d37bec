/** What waits for one's decision, the most overdue first; and who decides in one's place meanwhile. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
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
            columns={columnsOf(setDeciding)}
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

function columnsOf(decide: (deciding: Deciding) => void): TableColumn<Approval>[] {
  return [
    {
      key: 'item',
      label: 'Item',
      head: true,
      by: nameOf,
      show: (row) => <Link to={row.path}>{nameOf(row)}</Link>,
    },
    { key: 'kind', label: 'Kind', width: 150, by: (row) => row.kind_name, show: (row) => row.kind_name },
    { key: 'project', label: 'Project', width: 150, by: (row) => row.project_name, show: (row) => row.project_name },
    {
      key: 'amount',
      label: 'Amount',
      width: 120,
      align: 'right',
      sort: 'number',
      by: (row) => row.amount,
      show: (row) => <Money value={row.amount} />,
    },
    {
      key: 'step',
      label: 'Step',
      width: 190,
      by: (row) => row.workflow,
      show: (row) => `${row.step} of ${row.steps.length}, ${row.steps[row.step - 1]}`,
    },
    {
      key: 'due',
      label: 'Due',
      width: 190,
      by: (row) => row.due,
      show: (row) => (
        <>
          <Day date={row.due} /> {row.overdue ? <StatusChip word="Overdue" colour="red" /> : null}
        </>
      ),
    },
    { key: 'for', label: 'For', width: 150, by: (row) => row.for.join(', '), show: (row) => row.for.join(', ') },
    {
      key: 'decide',
      label: 'Decision',
      width: 230,
      show: (row) => (
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          {DECISIONS.map((decision) => (
            <ActionButton
              key={decision}
              label={`${DECISION_WORDS[decision]} ${nameOf(row)}`}
              onClick={() => decide({ row, decision })}
            >
              {DECISION_WORDS[decision]}
            </ActionButton>
          ))}
        </span>
      ),
    },
  ]
}
