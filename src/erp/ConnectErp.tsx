/** A new connection: which ERP, and what it is called here. An agent is then enrolled for it. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field } from '../web/Field.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { erpPath } from './ErpData.tsx'

export function ConnectErp() {
  const company = useParam('company')
  const whyNot = useWhyNot(company)
  const [opened, setOpened] = useState(false)
  return (
    <>
      <ActionButton onClick={() => setOpened(true)} why={whyNot('manage-connection')}>
        Connect an ERP
      </ActionButton>
      {opened ? <ConnectDialog company={company} onClose={() => setOpened(false)} /> : null}
    </>
  )
}

function ConnectDialog({ company, onClose }: { company: string; onClose: () => void }) {
  const connectors = useGet<{ key: string; name: string }[]>(`${erpPath(company)}/connectors`, company)
  const change = useChange(company)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState('')
  const connector = chosen || (connectors.data?.[0]?.key ?? '')
  const connect = () =>
    change.mutate({ path: `${erpPath(company)}/connections`, body: { connector, name } }, { onSuccess: onClose })
  return (
    <Dialog
      title="Connect an ERP"
      confirm="Connect"
      onClose={onClose}
      onConfirm={connect}
      busy={change.isPending}
      error={change.error ?? connectors.error}
      why={name.trim() === '' ? 'Give the connection a name.' : undefined}
    >
      <NativeSelect
        label="ERP"
        size="xs"
        value={connector}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={(connectors.data ?? []).map((each) => ({ value: each.key, label: each.name }))}
      />
      <Field label="Name" help="As people here call these books." value={name} onChange={setName} />
    </Dialog>
  )
}
