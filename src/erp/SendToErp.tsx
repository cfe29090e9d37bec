/** The button on an item's own page that sends it, and what stands in its way, in sentences. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { type ItemRef, Slot } from '../web/slots.tsx'
import { erpPath, type ItemDetail, sentences } from './ErpData.tsx'

function useItem({ kind, item }: ItemRef) {
  const company = useParam('company')
  return useGet<ItemDetail>(`${erpPath(company)}/items/${kind}/${item}`, company)
}

/** `unsaved`: edits that the ERP would not get; they must be saved first. `again`: something of it went before. `narrow`: in a row of a table. */
export function SendToErp({
  kind,
  item,
  unsaved,
  again: before,
  narrow,
}: ItemRef & { unsaved?: boolean; again?: boolean; narrow?: boolean }) {
  const company = useParam('company')
  const query = useItem({ kind, item })
  const change = useChange(company)
  const [failed, setFailed] = useState(false)
  const detail = query.data
  if (!detail) return null
  const move = (name: 'send' | 'retrieve' | 'send-again') =>
    change.mutate({ path: `${erpPath(company)}/items/${kind}/${item}/${name}` }, { onError: () => setFailed(true) })
  const again = detail.status.word === 'Failed'
  const name = again ? 'send-again' : 'send'
  const retrievable = detail.moves.retrieve.length === 0
  const missing = sentences(detail.moves[name])
  const why = unsaved
    ? 'Save your changes first.'
    : missing.length > 4
      ? [...missing.slice(0, 4), `And ${missing.length - 4} more, listed on the page.`]
      : missing
  return (
    <>
      {narrow ? null : <Slot place="item-bar" tell={{ kind, item }} />}
      <Link to={`/companies/${company}/erp/${kind}/${item}`}>
        <StatusChip {...detail.status} />
      </Link>
      {retrievable ? (
        <ActionButton onClick={() => move('retrieve')} busy={change.isPending}>
          Retrieve from ERP
        </ActionButton>
      ) : (
        <ActionButton variant="filled" onClick={() => move(name)} busy={change.isPending} why={why}>
          {again || before ? 'Re-send to ERP' : 'Send to ERP'}
        </ActionButton>
      )}
      {failed ? (
        <Dialog title="It was not sent" onClose={() => setFailed(false)}>
          <Refusals error={change.error} />
        </Dialog>
      ) : null}
    </>
  )
}

const SHOWN = 4

/** What stands between the item and the ERP: every condition, and what other tools have to say. */
export function WhatIsMissing(ref: ItemRef) {
  return (
    <>
      <Conditions {...ref} />
      <Slot place="item-panel" tell={ref} />
    </>
  )
}

/** Why it came back, and every condition that is not met yet; once it is synced, what more the ERP says of it. */
function Conditions({ kind, item }: ItemRef) {
  const { data } = useItem({ kind, item })
  if (!data) return null
  if (data.fact) return <p className="muted">{data.fact}</p>
  const { word, colour } = data.status
  const failure = data.op?.failures[0]
  const returned = word === 'Rejected' || word === 'Failed' || word === 'Needs review'
  const about = returned ? [`${word}.`, data.reason, failure?.cause, failure?.remedy].filter(Boolean).join(' ') : ''
  const sendable = word === 'Not sent' || word === 'Retrieved' || word === 'Rejected'
  const missing = word === 'Failed' ? sentences(data.moves['send-again']) : sendable ? sentences(data.moves.send) : []
  if (!returned && missing.length === 0) return null
  return (
    <Notice colour={returned ? colour : 'yellow'}>
      {about ? <div>{about}</div> : null}
      {missing.length > 0 ? <div>Before it can be sent to the ERP:</div> : null}
      <Sentences list={missing.slice(0, SHOWN)} />
      {missing.length > SHOWN ? (
        <details>
          <summary>and {missing.length - SHOWN} more</summary>
          <Sentences list={missing.slice(SHOWN)} />
        </details>
      ) : null}
    </Notice>
  )
}

function Sentences({ list }: { list: string[] }) {
  if (list.length === 0) return null
  return (
    <ul>
      {list.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  )
}
