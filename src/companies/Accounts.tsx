/** The company in each ERP company file: which vendor it is there, and its way there. Only where there are several files. */
import { useState } from 'react'
import { SendToErp } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'

interface ShownAccount {
  connection_id: number
  name: string
  item_id: number | null
  erp_id: string | null
}

const pathOf = (vendor: number) => `/rest/v1.0/vendors/${vendor}/erp_accounts`

export function Accounts({ company, vendor, unsaved }: { company: string; vendor: number; unsaved: boolean }) {
  const { data = [] } = useGet<ShownAccount[]>(`${pathOf(vendor)}?company_id=${company}`, company)
  return (
    <section className="panel stack" aria-label="ERP company files">
      <h2>ERP company files</h2>
      <p className="muted">A vendor has an ID of its own in each.</p>
      {data.map((account) => (
        <div key={account.connection_id} className="row">
          <span className="grow">
            {account.name}: {account.erp_id === null ? 'not linked' : `vendor ${account.erp_id}`}
          </span>
          {account.item_id === null ? (
            <Choose company={company} vendor={vendor} account={account} />
          ) : (
            <SendToErp kind="company" item={account.item_id} unsaved={unsaved} />
          )}
        </div>
      ))}
    </section>
  )
}

function Choose({ company, vendor, account }: { company: string; vendor: number; account: ShownAccount }) {
  const change = useChange(company)
  const [failed, setFailed] = useState(false)
  const choose = () =>
    change.mutate(
      { path: pathOf(vendor), body: { company_id: Number(company), connection_id: account.connection_id } },
      { onError: () => setFailed(true) },
    )
  return (
    <>
      <ActionButton changes="Standard" label={`Also here: ${account.name}`} onClick={choose} busy={change.isPending}>
        Also here
      </ActionButton>
      {failed ? (
        <Dialog title="It was not added" onClose={() => setFailed(false)}>
          <Refusals error={change.error} />
        </Dialog>
      ) : null}
    </>
  )
}
