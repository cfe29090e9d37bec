/** View Requested Updates: the records an update would send, for reading before it is accepted or rejected (WBS-5). */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice } from '../web/Notice.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { erpPath, type ItemRow, type Preview, sentences } from './ErpData.tsx'
import { Records } from './Records.tsx'

export function RequestedUpdates({ row }: { row: ItemRow }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionButton
        variant="subtle"
        label={`View requested updates of ${row.project_name || row.title}`}
        onClick={() => setOpen(true)}
      >
        View Requested Updates
      </ActionButton>
      {open ? <Requested row={row} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Requested({ row, onClose }: { row: ItemRow; onClose: () => void }) {
  const company = useParam('company')
  const preview = useGet<Preview>(`${erpPath(company)}/items/${row.kind}/${row.item_id}/preview`, company)
  return (
    <Dialog title={row.title} size="60rem" onClose={onClose}>
      <Loaded query={preview}>
        {({ rendering, refusals }) => (
          <div className="stack">
            {sentences(refusals).map((each) => (
              <Notice key={each} colour="yellow">
                {each}
              </Notice>
            ))}
            {rendering ? <Records files={rendering.files} shown={rendering.shown} /> : null}
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}
