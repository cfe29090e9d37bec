/** One item in the tool: where it stands, what can be done, what the ERP gets or got, and how it came there. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Slot } from '../web/slots.tsx'
import { Moment } from '../web/Time.tsx'
import { ApproverPanel, Reject } from './ApproverPanel.tsx'
import { erpPath, type ItemDetail, sentences } from './ErpData.tsx'
import { FailurePanel } from './FailurePanel.tsx'
import { useFiles } from './Files.tsx'
import { OpView } from './OpView.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Resting } from './Resting.tsx'
import { ReviewPanel } from './ReviewPanel.tsx'
import { ToolTabs } from './ToolTabs.tsx'

export default function ItemPage() {
  const company = useParam('company')
  const kind = useParam('tab')
  const item = useParam('item')
  const query = useGet<ItemDetail>(`${erpPath(company)}/items/${kind}/${item}`, company)
  return <Loaded query={query}>{(detail) => <Item detail={detail} />}</Loaded>
}

function Item({ detail }: { detail: ItemDetail }) {
  const { op, status } = detail
  const waiting = status.word === 'Ready to Export'
  const file = useFiles(useParam('company')).find((each) => each.id === detail.connection_id)?.name
  return (
    <>
      <PageHead
        title={[detail.number, detail.title].filter(Boolean).join(' ')}
        about={
          <>
            {detail.project_name ? `${detail.project_name}. ` : ''}
            {file ? `ERP company file: ${file}. ` : ''}
            <Link to={detail.path}>Open the item</Link>
          </>
        }
      >
        {detail.amount === null ? null : (
          <strong>
            <Money value={detail.amount} />
          </strong>
        )}
        <StatusChip {...status} />
        <Unlink detail={detail} />
      </PageHead>
      <ToolTabs />
      {detail.erp_id ? <p>In the ERP as {detail.erp_id}.</p> : null}
      {detail.fact ? <p>{detail.fact}</p> : null}
      {detail.link?.sentence ? <Notice colour="yellow">{detail.link.sentence}</Notice> : null}
      {op?.asked ? <Notice colour="blue">The ERP is being read for this item.</Notice> : null}
      {detail.rests ? <Resting rest={detail.rests} /> : null}
      {detail.waiting_for ? <Notice colour="blue">It waits: {detail.waiting_for}</Notice> : null}
      {status.word === 'Rejected' ? (
        <Notice colour="yellow">
          Rejected{detail.moved_by ? ` by ${detail.moved_by}` : ''}: {detail.reason}
        </Notice>
      ) : null}
      {waiting ? <ApproverPanel key={detail.item_id} detail={detail} /> : null}
      {op && !waiting ? (
        <>
          {op.state === 'QUEUED' ? <Queued detail={detail} /> : null}
          {op.state === 'NEEDS_HUMAN' ? <ReviewPanel detail={detail} op={op} /> : null}
          {op.state === 'REFUSED' ? <FailurePanel detail={detail} failures={op.failures} /> : null}
          <OpView op={op} />
        </>
      ) : null}
      <Slot place="item-panel" tell={{ kind: detail.kind, item: detail.item_id }} />
      <Slot place="item" tell={{ kind: detail.kind, item: detail.item_id }} />
      <Earlier detail={detail} />
    </>
  )
}

/** Accepted, and nothing of it is at the ERP's side yet. */
function Queued({ detail }: { detail: ItemDetail }) {
  const own = `${erpPath(useParam('company'))}/items/${detail.kind}/${detail.item_id}`
  return (
    <section className="panel row" aria-label="Decision">
      <Reject own={own} detail={detail} />
      <span className="muted">It was accepted. Rejected, it goes back to whoever sent it.</span>
    </section>
  )
}

function Earlier({ detail }: { detail: ItemDetail }) {
  const company = useParam('company')
  if (detail.earlier_ops.length === 0) return null
  return (
    <section className="panel" aria-label="Earlier attempts">
      <h2>Earlier attempts</h2>
      <ul className="list">
        {detail.earlier_ops.map(({ op_key, created_at, status }) => (
          <li key={op_key}>
            <Link to={`/companies/${company}/erp/ops/${op_key}`}>
              <Moment at={created_at} />
            </Link>{' '}
            <StatusChip {...status} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Unlink({ detail }: { detail: ItemDetail }) {
  const company = useParam('company')
  const change = useChange(company)
  const [asking, setAsking] = useState(false)
  if (!detail.erp_id) return null
  return (
    <>
      <ActionButton onClick={() => setAsking(true)} why={sentences(detail.moves.unlink)}>
        Unlink
      </ActionButton>
      {asking ? (
        <ReasonDialog
          title={`Unlink “${detail.title}”`}
          confirm="Unlink"
          danger
          busy={change.isPending}
          error={change.error}
          onClose={() => setAsking(false)}
          onReason={(reason) =>
            change.mutate(
              { path: `${erpPath(company)}/items/${detail.kind}/${detail.item_id}/unlink`, body: { reason } },
              { onSuccess: () => setAsking(false) },
            )
          }
        >
          <p>If the record still stands in the ERP, the link stays, and it says so.</p>
        </ReasonDialog>
      ) : (
        <Refusals error={change.error} />
      )}
    </>
  )
}
