/** One decision: what is decided, where it goes back to, a comment. */
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useMe } from '../web/session.ts'
import type { Decision } from './model.ts'
import { DECISION_WORDS, workflowPath } from './Shown.tsx'

export interface Decidable {
  kind: string
  item: number
  /** Names the item to whoever decides. */
  title: string
  /** Number of the present step, from 1. */
  step: number
  steps: string[]
  commentOnRejection: boolean
  /** Whom the person decides for. */
  yours: string[]
}

export function DecideDialog({ of, decision, onClose }: { of: Decidable; decision: Decision; onClose: () => void }) {
  const company = useParam('company')
  const [comment, setComment] = useState('')
  const [to, setTo] = useState('0')
  const change = useChange(company)
  const asked = decision === 'return' || (decision === 'reject' && of.commentOnRejection)
  const me = useMe().data?.name ?? ''
  const others = of.yours.filter((each) => each !== me)
  const alone = others.length === of.yours.length
  const returning = decision === 'return'
  const decide = () =>
    change.mutate(
      {
        path: `${workflowPath(company, of.kind, of.item)}/decide`,
        body: { decision, step: of.step, comment: comment.trim(), ...(returning ? { to: Number(to) } : {}) },
      },
      { onSuccess: onClose },
    )
  return (
    <Dialog
      title={`${DECISION_WORDS[decision]} “${of.title}”`}
      confirm={DECISION_WORDS[decision]}
      danger={decision === 'reject'}
      onClose={onClose}
      onConfirm={decide}
      busy={change.isPending}
      error={change.error}
      why={asked && comment.trim() === '' ? 'Say why.' : undefined}
    >
      <p>
        Step {of.step} of {of.steps.length}, “{of.steps[of.step - 1]}”.
        {others.length > 0 ? ` You decide ${alone ? '' : 'also '}in the place of ${others.join(' and ')}.` : ''}
      </p>
      {returning ? (
        <Field
          label="It goes back to"
          type="choice"
          value={to}
          onChange={setTo}
          choices={[
            { value: '0', label: 'Whoever sends it' },
            ...of.steps
              .slice(0, of.step - 1)
              .map((name, at) => ({ value: String(at + 1), label: `Step ${at + 1}, ${name}` })),
          ]}
          error={fieldError(change.error, 'to')}
        />
      ) : null}
      <Field
        label="Comment"
        lines={3}
        required={asked}
        value={comment}
        onChange={setComment}
        error={fieldError(change.error, 'comment')}
      />
    </Dialog>
  )
}
