/** The company's workflows: for which items, from which amount, and who decides step after step. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { moneyText } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { type Choices, choicesPath, type ShownTemplate, templatesPath } from './Shown.tsx'
import { TemplateDialog } from './TemplateDialog.tsx'

export default function WorkflowsPage() {
  const company = useParam('company')
  const templates = useGet<ShownTemplate[]>(templatesPath(company), company)
  const choices = useGet<Choices>(choicesPath(company), company)
  const [open, setOpen] = useState<ShownTemplate | 'new'>()
  const why = useWhyNot(company)('manage-workflows')
  return (
    <>
      <PageHead
        title="Workflows"
        about={
          <>
            Who decides before an item goes to the ERP. Which kinds always need it is{' '}
            <Link to={`/companies/${company}/erp/settings`}>set in ERP Integrations</Link>.
          </>
        }
      >
        <ActionButton onClick={() => setOpen('new')} why={why}>
          New workflow
        </ActionButton>
      </PageHead>
      <Loaded query={templates}>
        {(rows) => (
          <Table
            label="Workflows"
            columns={columnsOf(choices.data, setOpen)}
            rows={rows}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            onOpen={setOpen}
            empty={
              <Empty title="No workflows yet.">Set one up, for example for commitments from a large amount on.</Empty>
            }
          />
        )}
      </Loaded>
      {open && choices.data ? (
        <TemplateDialog
          template={open === 'new' ? undefined : open}
          choices={choices.data}
          why={why}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}

function columnsOf(choices: Choices | undefined, open: (row: ShownTemplate) => void): TableColumn<ShownTemplate>[] {
  const manyOf = (kind: string) => choices?.kinds.find((each) => each.kind === kind)?.many ?? kind
  return [
    {
      key: 'name',
      label: 'Name',
      head: true,
      by: (row) => row.name,
      show: (row) => (
        <button type="button" className="link-button" title={row.name} onClick={() => open(row)}>
          {row.name}
        </button>
      ),
    },
    textColumn('kinds', 'For', 260, (row) => row.kinds.map(manyOf).join(', ')),
    {
      key: 'from',
      label: 'From amount',
      width: 130,
      align: 'right',
      sort: 'number',
      by: (row) => row.from_amount,
      show: (row) => (row.from_amount === null ? 'any' : moneyText(row.from_amount)),
    },
    textColumn('steps', 'Steps', 260, (row) => row.steps.map((each) => each.name).join(', ')),
    {
      key: 'version',
      label: 'Version',
      width: 90,
      align: 'right',
      by: (row) => row.version,
      show: (row) => row.version,
    },
  ]
}
