/** Needs review: both sides, and the ways a person can end it. The ERP is read again before any of them takes hold. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Ago } from '../web/Time.tsx'
import { BothSides } from './BothSides.tsx'
import { erpPath, type ItemDetail, type Move, type OpDetail, sentences } from './ErpData.tsx'
import { FailureFacts } from './FailurePanel.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import type { HumanReason } from './states.ts'

const WHY: Record<HumanReason, string> = {
  different: 'A record with this key stands in the ERP, but it differs from what was approved.',
  partial: 'Only a part of it stands in the ERP.',
  unverified: 'It was sent, but what stands in the ERP could not be read back.',
  unknown: 'What became of it could not be found out in time.',
  ghost: 'It was to have no record in the ERP, yet one was found there.',
  frozen: 'The queue was stopped while it was under way.',
}

interface Way {
  move: Move
  label: string
  title: string
  told: string
  danger?: boolean
}

const WAYS: Way[] = [
  {
    move: 'adopt',
    label: 'Adopt what is in the ERP',
    title: 'Adopt what is in the ERP',
    told: 'The ERP is read again. If the record equals what was approved, the item is synced with it; nothing is written.',
  },
  {
    move: 'adopt-different',
    label: 'Adopt it as it differs',
    title: 'Adopt the record although it differs',
    told: 'The differences shown stay in the ERP as they are, and the item is synced with that record.',
    danger: true,
  },
  {
    move: 'complete-missing',
    label: 'Send what is missing',
    title: 'Send what is missing',
    told: 'Only the records that are not there yet are sent.',
  },
  {
    move: 'declare-void',
    label: 'Not in the ERP, send again',
    title: 'Not in the ERP',
    told: 'The ERP is read again. If it holds nothing of this item, it is declared void and can be sent again.',
  },
]

export function ReviewPanel({ detail, op }: { detail: ItemDetail; op: OpDetail }) {
  const company = useParam('company')
  const change = useChange(company)
  const [way, setWay] = useState<Way>()
  const path = `${erpPath(company)}/items/${detail.kind}/${detail.item_id}`
  return (
    <section className="stack" aria-label="Review">
      <Notice colour="violet">
        {op.human_reason ? WHY[op.human_reason] : 'A person must look at it.'} The ERP was read{' '}
        <Ago at={op.evidence_at} />.
      </Notice>
      {op.failures.map((failure) => (
        <FailureFacts key={failure.code} failure={failure} />
      ))}
      {op.read_back ? <BothSides probes={op.rendering.probes} readBack={op.read_back} /> : null}
      <div className="row">
        {WAYS.map((each) => (
          <ActionButton key={each.move} onClick={() => setWay(each)} why={sentences(detail.moves[each.move])}>
            {each.label}
          </ActionButton>
        ))}
      </div>
      {way ? null : <Refusals error={change.error} />}
      {way ? (
        <ReasonDialog
          title={way.title}
          confirm={way.label}
          danger={way.danger ?? false}
          busy={change.isPending}
          error={change.error}
          onClose={() => setWay(undefined)}
          onReason={(reason) =>
            change.mutate(
              { path: `${path}/${way.move}`, body: { reason, evidence_at: op.evidence_at } },
              { onSuccess: () => setWay(undefined) },
            )
          }
        >
          <p>{way.told}</p>
        </ReasonDialog>
      ) : null}
    </section>
  )
}
