/** The workflow of one item, on its page: its steps in a row, whom it waits for, every decision, and what can be done. */
import { useState } from 'react'
import { sentences } from '../erp/ErpData.tsx'
import { TimeLine } from '../erp/TimeLine.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import type { ItemRef } from '../web/slots.tsx'
import { Day } from '../web/Time.tsx'
import { DecideDialog } from './DecideDialog.tsx'
import { DECISIONS, type Decision, STATUS_WORDS } from './model.ts'
import {
  type Choices,
  choicesPath,
  DECISION_WORDS,
  type DecisionMade,
  decisionWords,
  type ItemWorkflow,
  type StepOfItem,
  stepChip,
  type WorkflowOfItem,
  workflowPath,
} from './Shown.tsx'

export default function WorkflowPanel({ kind, item }: ItemRef) {
  const company = useParam('company')
  const path = workflowPath(company, kind, item)
  const choices = useGet<Choices>(choicesPath(company), company)
  // Most kinds have none, and need not be asked about.
  const has = choices.data?.kinds.some((each) => each.kind === kind)
  const { data } = useGet<ItemWorkflow>(has ? path : undefined, company)
  if (!data || (data.needed === null && data.workflow === null)) return null
  const { workflow } = data
  return (
    <section className="panel stack" aria-label="Workflow">
      <div className="row">
        <h2 className="grow" style={{ margin: 0 }}>
          Workflow “{workflow?.name ?? data.needed}”
        </h2>
        {workflow ? <StatusChip {...STATUS_WORDS[workflow.status]} /> : <StatusChip word="Not started" colour="grey" />}
        <Moves path={path} data={data} kind={kind} item={item} />
      </div>
      {workflow?.changed ? (
        <Notice colour="yellow">It was changed since the workflow began: start the workflow again.</Notice>
      ) : null}
      {workflow ? <Steps workflow={workflow} /> : null}
      <Decisions made={data.decisions} />
    </section>
  )
}

function Moves({ path, data, kind, item }: ItemRef & { path: string; data: ItemWorkflow }) {
  const company = useParam('company')
  const change = useChange(company)
  const [deciding, setDeciding] = useState<Decision>()
  const { workflow, moves } = data
  const running = workflow?.status === 'in-review' && !workflow.changed
  const here = workflow?.steps[workflow.step - 1]
  const move = (name: string) => change.mutate({ path: `${path}/${name}`, body: {} })
  return (
    <>
      {running ? (
        <>
          {DECISIONS.map((each) => (
            <ActionButton
              key={each}
              variant={each === 'approve' ? 'filled' : 'default'}
              onClick={() => setDeciding(each)}
              why={sentences(moves.decide)}
            >
              {DECISION_WORDS[each]}
            </ActionButton>
          ))}
          {here?.required ? null : (
            <ActionButton onClick={() => move('pass-over')} busy={change.isPending} why={sentences(moves.pass_over)}>
              Pass over
            </ActionButton>
          )}
          <ActionButton onClick={() => move('withdraw')} busy={change.isPending} why={sentences(moves.withdraw)}>
            Withdraw
          </ActionButton>
        </>
      ) : (
        <ActionButton onClick={() => move('start')} busy={change.isPending} why={sentences(moves.start)}>
          {workflow ? 'Start workflow again' : 'Start workflow'}
        </ActionButton>
      )}
      <Refusals error={change.error} />
      {deciding && workflow ? (
        <DecideDialog
          decision={deciding}
          onClose={() => setDeciding(undefined)}
          of={{
            ...{ kind, item, title: data.title, step: workflow.step, yours: workflow.yours },
            steps: workflow.steps.map((each) => each.name),
            commentOnRejection: here?.comment_on_rejection ?? false,
          }}
        />
      ) : null}
    </>
  )
}

function Steps({ workflow }: { workflow: WorkflowOfItem }) {
  return (
    <ol className="review-steps">
      {workflow.steps.map((each) => (
        <li key={each.number} className={each.place} aria-current={each.place === 'here' ? 'step' : undefined}>
          <h3>
            {each.number}. {each.name} <StatusChip {...stepChip(workflow, each)} />
          </h3>
          <StepWords workflow={workflow} step={each} />
        </li>
      ))}
    </ol>
  )
}

function StepWords({ workflow, step }: { workflow: WorkflowOfItem; step: StepOfItem }) {
  const { awaited, approved_by, due } = workflow
  const all = step.decides === 'all' ? 'all of ' : ''
  if (step.place !== 'here' || workflow.status !== 'in-review')
    return (
      <div className="muted">
        {all}
        {step.assigned.join(', ')}
      </div>
    )
  return (
    <>
      <div>
        Waits for {all && awaited.length > 1 ? all : ''}
        {awaited.join(', ') || 'nobody: withdraw it'}
        {due ? (
          <>
            , due <Day date={due} />
          </>
        ) : null}
      </div>
      {approved_by.length > 0 ? <div className="muted">Approved by {approved_by.join(', ')}</div> : null}
    </>
  )
}

function Decisions({ made }: { made: DecisionMade[] }) {
  if (made.length === 0) return null
  const events = made.map((each, index) => ({
    ...{ id: index, at: each.at, who: each.who, sentence: decisionWords(each), raw: null },
  }))
  return (
    <details>
      <summary>History ({made.length})</summary>
      <TimeLine events={events} />
    </details>
  )
}
