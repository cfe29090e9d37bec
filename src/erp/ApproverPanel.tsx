/** What an approver decides on: exactly the records the ERP will get, the answers that go into them, accept or reject. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Field, FieldGrid } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { erpPath, type ItemDetail, type Preview, sentences } from './ErpData.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Records } from './Records.tsx'

export function ApproverPanel({ detail }: { detail: ItemDetail }) {
  const company = useParam('company')
  const [answers, setAnswers] = useState<Record<string, string>>({})
  const query = new URLSearchParams(Object.entries(answers).map(([key, value]) => [`answers[${key}]`, value]))
  const own = `${erpPath(company)}/items/${detail.kind}/${detail.item_id}`
  const preview = useGet<Preview>(`${own}/preview?${query}`, company)
  // While the records are drawn anew after a keystroke, the old ones stay in sight but cannot be accepted.
  const [last, setLast] = useState<Preview>()
  if (preview.data && preview.data !== last) setLast(preview.data)
  return (
    <Loaded query={{ data: preview.data ?? last, error: preview.error, isPending: preview.isPending }}>
      {(shown) => (
        <Decision
          own={own}
          detail={detail}
          preview={shown}
          current={preview.data !== undefined}
          answers={answers}
          onAnswer={(key, value) => setAnswers({ ...answers, [key]: value })}
        />
      )}
    </Loaded>
  )
}

interface DecisionProps {
  own: string
  detail: ItemDetail
  preview: Preview
  current: boolean
  answers: Record<string, string>
  onAnswer: (key: string, value: string) => void
}

function Decision({ own, detail, preview, current, answers, onAnswer }: DecisionProps) {
  const company = useParam('company')
  const change = useChange(company)
  const { rev, hash, fields, rendering, refusals, waits_for } = preview
  const whyNot = [...sentences(detail.moves.accept), ...sentences(refusals)]
  // What belongs to a field stands beneath it.
  const others = sentences(refusals.filter((each) => !fields.some((field) => field.key === each.field)))
  const why = whyNot.length > 0 ? whyNot : current ? undefined : 'The records are being drawn anew.'
  const accept = () =>
    change.mutate({ path: `${own}/accept`, body: { rev, hash, answers: { ...preview.answers, ...answers } } })
  useShortcut('a', 'Accept', () => why === undefined && accept())
  return (
    <>
      <section className="panel stack" aria-label="Decision">
        <FieldGrid>
          {fields.map(({ key, label, type, choices, required, help }) => (
            <Field
              key={key}
              label={label}
              type={type}
              choices={choices}
              required={required}
              help={help}
              value={answers[key] ?? preview.answers[key] ?? ''}
              onChange={(value) => onAnswer(key, value)}
              error={refusals.find((each) => each.field === key)?.sentence}
            />
          ))}
        </FieldGrid>
        {waits_for.length > 0 ? (
          <Notice colour="blue">
            Once accepted it waits until this is done: {waits_for.map((each) => each.sentence).join('; ')}.
          </Notice>
        ) : null}
        {others.length > 0 ? (
          <Notice colour="yellow">
            <ul>
              {others.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <div className="row">
          <ActionButton variant="filled" size="sm" onClick={accept} why={why} busy={change.isPending}>
            Accept
          </ActionButton>
          <Reject own={own} detail={detail} />
          <span className="muted">Accepted, the records below are frozen and go to the ERP as they stand.</span>
        </div>
        <Refusals error={change.error} />
      </section>
      {rendering ? (
        <section className="stack" aria-label="Records">
          <h2 style={{ margin: 0 }}>Exactly what the ERP will get</h2>
          <Records files={rendering.files} shown={rendering.shown} />
        </section>
      ) : null}
    </>
  )
}

/** Back to whoever sent it, with a reason. */
export function Reject({ own, detail }: { own: string; detail: ItemDetail }) {
  const company = useParam('company')
  const change = useChange(company)
  const [asking, setAsking] = useState(false)
  useShortcut('r', 'Reject', () => detail.moves.reject.length === 0 && setAsking(true))
  const reject = (reason: string) =>
    change.mutate({ path: `${own}/reject`, body: { reason } }, { onSuccess: () => setAsking(false) })
  return (
    <>
      <ActionButton size="sm" onClick={() => setAsking(true)} why={sentences(detail.moves.reject)}>
        Reject
      </ActionButton>
      {asking ? (
        <ReasonDialog
          title={`Reject “${detail.title}”`}
          confirm="Reject"
          danger
          busy={change.isPending}
          error={change.error}
          onClose={() => setAsking(false)}
          onReason={reject}
        >
          <p>Whoever sent it is told the reason and may mend it and send it again.</p>
        </ReasonDialog>
      ) : null}
    </>
  )
}
