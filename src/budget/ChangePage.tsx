/** One budget change: what it is about, the lines it takes from and gives to, and its way to approval. */
import { useState } from 'react'
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { moneyText } from '../web/Money.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { useBudgetPath } from './BudgetTabs.tsx'
import { ChangeLines, draftsOf, type LineDraft, linesToSend } from './ChangeLines.tsx'
import { type ChangeLine, type ChangeStatus, movedAmount, netAmount } from './model-changes.ts'
import { refusalsToDeleteChange, refusalsToEditChange, refusalsToMove } from './rules-changes.ts'
import { ChangeChip, type ShownChange, type ShownChangeLine, useLines, useWhyNoChange } from './Shown.tsx'

export default function ChangePage() {
  const company = useParam('company')
  const path = `/rest/v1.0/projects/${useParam('project')}/budget_changes/${useParam('change')}`
  const record = useGet<ShownChange>(path, company)
  return (
    <>
      <Link to={`${useBudgetPath()}/changes`}>Budget changes</Link>
      <Loaded query={record}>{(each) => <Change key={`${each.id} ${each.rev}`} record={each} path={path} />}</Loaded>
    </>
  )
}

function Change({ record, path }: { record: ShownChange; path: string }) {
  const company = useParam('company')
  const base = useBudgetPath()
  const go = useGo()
  const budget = useLines()
  const change = useChange(company)
  const draft = useDraft({ title: record.title, description: record.description, net_confirmed: record.net_confirmed })
  const [lines, setLines] = useState<LineDraft[]>()
  const dirty = draft.dirty || lines !== undefined
  const held = useWhyNoChange()
  const shut = refusalsToEditChange(record)[0]?.sentence ?? held[0]
  const mayNotSave = shut ?? (dirty ? undefined : 'Nothing was changed.')
  const patch = (budget_change: object) =>
    change.mutate({ path, method: 'PATCH', body: { budget_change } }, { onSuccess: () => setLines(undefined) })
  const save = () => patch({ ...draft.changes, ...(lines ? { adjustment_line_items: linesToSend(lines) } : {}) })
  const move = (label: string, status: ChangeStatus, filled = false) => {
    const unsaved = dirty ? ['Save what was changed first.'] : []
    const notNow = status === 'void' ? [] : held
    return (
      <ActionButton
        changes="Standard"
        {...(filled ? { variant: 'filled' as const } : {})}
        onClick={() => patch({ status })}
        why={[...unsaved, ...notNow, ...whyNotMove(record, status)]}
      >
        {label}
      </ActionButton>
    )
  }
  const shown = lines ?? draftsOf(record.adjustment_line_items)
  const given = linesToSend(shown)
  return (
    <>
      <PageHead title={record.title || `Budget change #${record.number}`} about={aboutOf(record)}>
        <ChangeChip status={record.status} />
        <ActionButton changes="Standard" onClick={save} busy={change.isPending} why={mayNotSave}>
          Save
        </ActionButton>
        {record.status === 'under_review' ? move('Back to draft', 'draft') : move('Send to review', 'under_review')}
        {move('Approve', 'approved', true)}
        {move('Void', 'void')}
        <ActionButton
          changes="Standard"
          onClick={() => change.mutate({ path, method: 'DELETE' }, { onSuccess: () => go(`${base}/changes`) })}
          why={refusalsToDeleteChange(record)[0]?.sentence}
        >
          Delete
        </ActionButton>
        <SendToErp kind="budget-change" item={record.id} unsaved={dirty} />
      </PageHead>
      {record.status === 'approved' ? <WhatIsMissing kind="budget-change" item={record.id} /> : null}
      <Refusals error={change.error} />
      <section className="panel" aria-label="Head">
        {shut ? <p className="muted">{shut}</p> : null}
        <FieldGrid>
          <Field
            label="Title"
            value={draft.value.title}
            onChange={(text) => draft.set('title', text)}
            error={fieldError(change.error, 'title')}
            disabled={shut !== undefined}
          />
          <Field
            label="Description"
            value={draft.value.description}
            onChange={(text) => draft.set('description', text)}
            lines={2}
            disabled={shut !== undefined}
          />
        </FieldGrid>
        <Sums
          lines={given}
          meant={draft.value.net_confirmed}
          shut={shut}
          onMeant={(meant) => draft.set('net_confirmed', meant)}
        />
      </section>
      <ChangeLines lines={shown} budget={budget.data ?? []} shut={shut} onChange={setLines} />
    </>
  )
}

interface SumsProps {
  lines: { amount: string }[]
  /** That they do not sum to zero. */
  meant: boolean
  shut: string | undefined
  onMeant: (meant: boolean) => void
}

function Sums({ lines, meant, shut, onMeant }: SumsProps) {
  return (
    <p>
      Moves <strong className="number">{moneyText(movedAmount(lines))}</strong>; adds{' '}
      <strong className="number">{moneyText(netAmount(lines))}</strong> to the whole budget.{' '}
      <label>
        <input
          type="checkbox"
          checked={meant}
          disabled={shut !== undefined}
          onChange={(event) => onMeant(event.currentTarget.checked)}
        />{' '}
        It is meant not to sum to zero.
      </label>
    </p>
  )
}

function aboutOf({ number, date, created_by, approved_by, approved_at }: ShownChange): string {
  const made = `Budget change #${number} of ${date}${created_by ? `, by ${created_by}` : ''}`
  return approved_by && approved_at ? `${made}; approved by ${approved_by} on ${approved_at.slice(0, 10)}` : made
}

const whyNotMove = (record: ShownChange, to: ChangeStatus): string[] =>
  refusalsToMove(standOf(record), to).map(({ sentence, remedy }) => (remedy ? `${sentence} ${remedy}` : sentence))

/** What the rules ask about, in their names. */
function standOf({ number, status, net_confirmed, adjustment_line_items }: ShownChange) {
  return { number, status, netConfirmed: net_confirmed, lines: adjustment_line_items.map(lineOf) }
}

const lineOf = (line: ShownChangeLine) =>
  ({
    ...line,
    costCodeId: line.cost_code_id,
    costTypeId: line.line_item_type_id,
    subJob: line.sub_job,
    costCode: line.cost_code,
    costCodeName: line.cost_code_name,
    costType: line.cost_type,
  }) as unknown as ChangeLine
