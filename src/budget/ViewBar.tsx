/** What can be chosen and done above a view of the budget. */
import { Menu, NativeSelect } from '@mantine/core'
import { ActionButton } from '../web/ActionButton.tsx'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { placeName } from './model.ts'
import type { ShownRow } from './model-groups.ts'
import { GROUPINGS } from './model-views.ts'
import type { BetweenLines } from './NewTransfer.tsx'
import { mayMakeChanges } from './rules-changes.ts'
import type { ShownView } from './Shown.tsx'

interface ViewBarProps {
  view: ShownView
  views: ShownView[]
  locked: boolean
  busy: boolean
  /** Why the budget stays as it is until the ERP has caught up; empty: it need not. */
  held: string[]
  /** Rows that are selected. */
  chosen: ShownRow[]
  onLock: () => void
  onTransfer: (between: BetweenLines) => void
  onSnapshot: () => void
  onEditView: () => void
}

export function ViewBar(props: ViewBarProps) {
  const { view, views, locked, chosen } = props
  const [filters, setFilters] = useFilters()
  const [from, to] = chosen
  return (
    <div className="row">
      <NativeSelect
        size="xs"
        aria-label="View"
        value={String(view.id)}
        onChange={(event) => setFilters({ view: event.currentTarget.value, sort: undefined })}
        data={views.map((each) => ({
          value: String(each.id),
          label: `View: ${each.name}${each.seen_by.length > 0 ? ' (kept for some)' : ''}`,
        }))}
      />
      <NativeSelect
        size="xs"
        aria-label="Group by"
        value={filters.group ?? ''}
        onChange={(event) => setFilters({ group: event.currentTarget.value || undefined, closed: undefined })}
        data={[
          { value: '', label: 'Not grouped' },
          ...Object.entries(GROUPINGS).map(([value, label]) => ({ value, label: `By ${label.toLowerCase()}` })),
        ]}
      />
      <ActionButton changes="Standard" onClick={props.onEditView}>
        {view.built_in ? 'New view' : 'Edit view'}
      </ActionButton>
      <span className="grow" />
      <SearchField label="Search the budget" />
      <ActionButton
        changes="Standard"
        onClick={() => from && to && props.onTransfer({ from, to })}
        why={mayMakeChanges(locked)[0]?.sentence ?? props.held[0] ?? whyNoTransfer(chosen)}
      >
        Move an amount
      </ActionButton>
      <ActionButton changes="Standard" onClick={props.onSnapshot}>
        Take a snapshot
      </ActionButton>
      <SheetMenu view={view} />
      <ActionButton changes="Admin" busy={props.busy} onClick={props.onLock} why={locked ? props.held : undefined}>
        {locked ? 'Unlock' : 'Lock'}
      </ActionButton>
    </div>
  )
}

function whyNoTransfer(chosen: ShownRow[]): string | undefined {
  if (chosen.length !== 2) return 'Select the two lines: the one to take from, and the one to give to.'
  const missing = chosen.find((row) => !row.budgeted)
  return missing && `${placeName(missing)} is not budgeted (marked “?”) and cannot be changed from or into.`
}

/** Links that the browser saves as files. */
function SheetMenu({ view }: { view: ShownView }) {
  const company = useParam('company')
  const project = useParam('project')
  const path = `/rest/v1.0/projects/${project}/budget/sheet?company_id=${company}`
  const item = (label: string, query: string) => (
    <Menu.Item component="a" href={`${path}&${query}`}>
      {label}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <button type="button" className="link-button">
          Export
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {item('This view, Excel', `view_id=${view.id}&format=xlsx`)}
        {item('This view, CSV', `view_id=${view.id}&format=csv`)}
        {item('Lines to import again, Excel', 'of=lines&format=xlsx')}
        {item('Lines to import again, CSV', 'of=lines&format=csv')}
      </Menu.Dropdown>
    </Menu>
  )
}
