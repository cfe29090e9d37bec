/** A view of one's own: which figures stand side by side, and columns that count figures up and down. */
import { Checkbox, Fieldset, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { BUDGET_COLUMNS, type BudgetFigure } from './model.ts'
import { type ShownColumn, STANDARD_VIEW, type Term } from './model-views.ts'
import type { ShownView } from './Shown.tsx'

/** A figure, or a calculation under a label. */
type Draft = BudgetFigure | { label: string; terms: Term[] }

/** `own`: changes the view; else makes a new one that begins like it. */
export function ViewEditor({ view, own, onClose }: { view: ShownView; own: boolean; onClose: () => void }) {
  const project = useParam('project')
  const [, setFilters] = useFilters()
  const change = useChange<ShownView | undefined>(useParam('company'))
  const [name, setName] = useState(own ? view.name : '')
  const [columns, setColumns] = useState<Draft[]>(view.columns.map(draftOf))
  const [seenBy, setSeenBy] = useState(view.seen_by)
  const put = (at: number, column: Draft) => setColumns(columns.map((each, place) => (place === at ? column : each)))
  const path = own ? `/rest/v1.0/budget_views/${view.id}` : '/rest/v1.0/budget_views'
  const save = () =>
    change.mutate(
      {
        path,
        method: own ? 'PATCH' : 'POST',
        body: {
          project_id: Number(project),
          budget_view: { name, description: own ? view.description : '', columns, seen_by: seenBy },
        },
      },
      {
        onSuccess: (made) => {
          setFilters({ view: String(made?.id) })
          onClose()
        },
      },
    )
  const remove = () =>
    change.mutate(
      { path: `${path}?project_id=${project}`, method: 'DELETE' },
      {
        onSuccess: () => {
          setFilters({ view: String(STANDARD_VIEW.id) })
          onClose()
        },
      },
    )
  return (
    <Dialog
      title={own ? `The view ${view.name}` : `A new view, beginning like ${view.name}`}
      confirm="Save"
      size="44rem"
      onClose={onClose}
      onConfirm={save}
      why={whyNot(name, columns)}
      busy={change.isPending}
      error={change.error}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
      <ol className="stack">
        {columns.map((column, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; the same figure may stand there twice
          <li key={at}>
            <div className="row">
              <ColumnFields column={column} onChange={(next) => put(at, next)} />
              <ActionButton
                label={`Move column ${at + 1} up`}
                onClick={() => setColumns(moved(columns, at))}
                why={at === 0 ? 'It is the first.' : undefined}
              >
                Up
              </ActionButton>
              <ActionButton
                label={`Remove column ${at + 1}`}
                onClick={() => setColumns(columns.filter((_, place) => place !== at))}
              >
                Remove
              </ActionButton>
            </div>
          </li>
        ))}
      </ol>
      <div className="row">
        <ActionButton onClick={() => setColumns([...columns, 'revised_budget'])}>Add a figure</ActionButton>
        <ActionButton
          onClick={() => setColumns([...columns, { label: '', terms: [{ figure: 'revised_budget', sign: 1 }] }])}
        >
          Add a calculation
        </ActionButton>
        <span className="grow" />
        {own ? (
          <ActionButton color="red.8" onClick={remove}>
            Delete the view
          </ActionButton>
        ) : null}
      </div>
      <Audience chosen={seenBy} onChange={setSeenBy} />
    </Dialog>
  )
}

/** For whom the view is kept, besides whoever made it and the Admins of the budget. */
function Audience({ chosen, onChange }: { chosen: number[]; onChange: (ids: number[]) => void }) {
  const path = `/rest/v1.0/budget_view_audiences?project_id=${useParam('project')}`
  const { data } = useGet<{ id: number; name: string }[]>(path, useParam('company'))
  return (
    <Fieldset legend="Who sees it, and the snapshots taken of it">
      <p className="muted">
        {chosen.length === 0
          ? 'Everyone who may read the budget. Choose permission templates to keep it for their people.'
          : 'Only people of these permission templates, whoever made it, and Admins of the budget.'}
      </p>
      <div className="row">
        {(data ?? []).map(({ id, name }) => (
          <Checkbox
            key={id}
            size="xs"
            label={name}
            checked={chosen.includes(id)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
            }
          />
        ))}
      </div>
    </Fieldset>
  )
}

const FIGURES = BUDGET_COLUMNS.map(({ key, label }) => ({ value: key, label }))

function ColumnFields({ column, onChange }: { column: Draft; onChange: (column: Draft) => void }) {
  if (typeof column === 'string')
    return <FigureSelect label="Figure" value={column} onChange={(figure) => onChange(figure)} />
  const put = (at: number, term: Term) =>
    onChange({ ...column, terms: column.terms.map((each, place) => (place === at ? term : each)) })
  return (
    <div className="grow">
      <Field
        label="Label of the calculation"
        value={column.label}
        onChange={(label) => onChange({ ...column, label })}
      />
      {column.terms.map((term, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a term is its place
        <div className="row" key={at}>
          <NativeSelect
            size="xs"
            aria-label="Counted"
            value={String(term.sign)}
            onChange={(event) => put(at, { ...term, sign: event.currentTarget.value === '-1' ? -1 : 1 })}
            data={[
              { value: '1', label: '+' },
              { value: '-1', label: '−' },
            ]}
          />
          <FigureSelect
            label="Counted figure"
            value={term.figure}
            onChange={(figure) => put(at, { ...term, figure })}
          />
        </div>
      ))}
      <ActionButton
        onClick={() => onChange({ ...column, terms: [...column.terms, { figure: 'job_to_date_costs', sign: -1 }] })}
      >
        Add a term
      </ActionButton>{' '}
      <ActionButton
        onClick={() => onChange({ ...column, terms: column.terms.slice(0, -1) })}
        why={column.terms.length < 2 ? 'A calculation needs a term.' : undefined}
      >
        Remove the last
      </ActionButton>
    </div>
  )
}

function FigureSelect({
  label,
  value,
  onChange,
}: {
  label: string
  value: BudgetFigure
  onChange: (figure: BudgetFigure) => void
}) {
  return (
    <NativeSelect
      className="grow"
      size="xs"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as BudgetFigure)}
      data={FIGURES}
    />
  )
}

const draftOf = ({ key, label, terms }: ShownColumn): Draft => (terms ? { label, terms } : (key as BudgetFigure))

function moved(columns: Draft[], at: number): Draft[] {
  const next = [...columns]
  next.splice(at - 1, 0, ...next.splice(at, 1))
  return next
}

function whyNot(name: string, columns: Draft[]): string | undefined {
  if (name.trim() === '') return 'Give the view a name.'
  if (columns.length === 0) return 'A view needs a column.'
  if (columns.some((each) => typeof each !== 'string' && each.label.trim() === ''))
    return 'Give each calculation a label.'
  return undefined
}
