/** The ERP said no: its own words, the cause, the remedy, and the ways out as buttons. */
import { ActionButton } from '../web/ActionButton.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { Reject } from './ApproverPanel.tsx'
import { erpPath, type Failure, type ItemDetail, sentences } from './ErpData.tsx'

const WAY_WORDS: Record<string, string> = {
  'send-again': 'Send again',
  'link-existing': 'Link the existing record',
  'choose-next-number': 'Choose the next free ID',
  'remap-code': 'Mend the code on the item',
  'change-date': 'Change the date on the item',
  'reopen-and-retry': 'Open it again and retry',
  wait: 'Wait: it is tried again by itself',
}

export function FailurePanel({ detail, failures }: { detail: ItemDetail; failures: Failure[] }) {
  const own = `${erpPath(useParam('company'))}/items/${detail.kind}/${detail.item_id}`
  return (
    <section className="stack" aria-label="Failure">
      {failures.map((failure) => (
        <FailureCard key={failure.code + failure.raw} detail={detail} failure={failure} />
      ))}
      <div className="row">
        <Reject own={own} detail={detail} />
        <span className="muted">Rejected, it goes back to whoever sent it.</span>
      </div>
    </section>
  )
}

function FailureCard({ detail, failure }: { detail: ItemDetail; failure: Failure }) {
  const company = useParam('company')
  const change = useChange(company)
  const go = useGo()
  const again = sentences(detail.moves['send-again'])
  const send = () =>
    change.mutate({ path: `${erpPath(company)}/items/${detail.kind}/${detail.item_id}/send-again`, body: {} })
  const act = (way: string) => {
    if (way === 'link-existing') go(`/companies/${company}/erp/${detail.kind}?filter=Ready+to+Import`)
    else if (way === 'remap-code' || way === 'change-date') go(detail.path)
    else send()
  }
  const sends = (way: string) => ['send-again', 'choose-next-number', 'reopen-and-retry'].includes(way)
  return (
    <div className="panel stack">
      <FailureFacts failure={failure} />
      <div className="row">
        {failure.ways_out.map((way) =>
          way === 'wait' ? (
            <span key={way} className="muted">
              {WAY_WORDS.wait}
            </span>
          ) : (
            <ActionButton
              key={way}
              onClick={() => act(way)}
              busy={change.isPending}
              why={sends(way) ? again : undefined}
            >
              {WAY_WORDS[way] ?? way}
            </ActionButton>
          ),
        )}
        <Link to={detail.path}>Open the item</Link>
      </div>
      <Refusals error={change.error} />
    </div>
  )
}

export function FailureFacts({ failure }: { failure: Failure }) {
  return (
    <dl className="facts">
      <dt>The ERP said</dt>
      <dd className="mono">{failure.raw}</dd>
      <dt>Cause</dt>
      <dd>{failure.cause}</dd>
      <dt>Remedy</dt>
      <dd>{failure.remedy}</dd>
    </dl>
  )
}
