/** The people of the company: their templates, and who may approve how much. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { moneyText } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { accessPath, type ShownPerson, useWhyNotManage } from './AccessData.tsx'
import { AccessTabs } from './AccessTabs.tsx'
import { NewPerson } from './NewPerson.tsx'

export default function PeoplePage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const why = useWhyNotManage()
  const list = useList<ShownPerson>(`${accessPath(company)}/users`, company)
  const pathOf = (row: ShownPerson) => `/companies/${company}/people/${row.id}`
  useShortcut('n', 'Add a person', () => why === undefined && setAdding(true))
  return (
    <>
      <PageHead title="People" about="Who works here, and what they may do.">
        <SearchField label="Search people" />
        <ActionButton onClick={() => setAdding(true)} why={why}>
          Add a person
        </ActionButton>
      </PageHead>
      <AccessTabs of="People" />
      <Loaded query={list}>
        {(all) => (
          <Table
            label="People"
            columns={columnsOf(pathOf)}
            rows={searched(
              all.filter((each) => !each.is_service),
              filters.q,
              (row) => [row.name, row.email, row.template_name],
            )}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            rowClass={(row) => (row.is_active ? undefined : 'quiet')}
            onOpen={(row) => go(pathOf(row))}
            empty={<Empty title="Nobody fits the search." />}
          />
        )}
      </Loaded>
      {adding ? <NewPerson onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownPerson) => string): TableColumn<ShownPerson>[] {
  return [
    {
      key: 'name',
      label: 'Name',
      width: 180,
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={pathOf(row)}>{row.name}</Link>,
    },
    { key: 'email', label: 'Email', by: (row) => row.email, show: (row) => row.email },
    { key: 'template', label: 'In the company', by: (row) => row.template_name, show: (row) => row.template_name },
    {
      key: 'projects',
      label: 'In every project',
      by: (row) => row.project_template_name,
      show: (row) => row.project_template_name,
    },
    { key: 'approves', label: 'Approves', width: 150, by: approves, show: approves },
    {
      key: 'state',
      label: 'Status',
      width: 110,
      by: (row) => String(row.is_active),
      show: (row) =>
        row.is_active ? <StatusChip word="Active" colour="green" /> : <StatusChip word="Inactive" colour="grey" />,
    },
  ]
}

/** `Up to 5,000.00`; nothing for who has no say in accounting. */
function approves({ can_push_to_accounting, approval_limit }: ShownPerson): string {
  if (!can_push_to_accounting) return ''
  return approval_limit === null ? 'Any amount' : `Up to ${moneyText(approval_limit)}`
}
