/** One commitment: its head, its schedule of values, its way to the ERP. */
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Answered } from '../web/fetch.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { CommitmentChanges } from './CommitmentChanges.tsx'
import { HeadFields } from './HeadFields.tsx'
import { TYPE_WORDS } from './model.ts'
import { refusalsToEdit, refusalsToEditLines } from './rules.ts'
import { RESOURCE, type ShownCommitment, type ShownLine } from './Shown.tsx'
import { Sov } from './Sov.tsx'

export default function CommitmentPage() {
  const company = useParam('company')
  const project = useParam('project')
  const id = useParam('commitment')
  const path = (resource: string) => `/rest/v1.0/${resource}/${id}?project_id=${project}`
  // The address names the commitment alone: it is one of the two kinds.
  const subcontract = useGet<ShownCommitment>(path(RESOURCE.subcontract.path), company)
  const absent = subcontract.error instanceof Answered && subcontract.error.status === 404
  const order = useGet<ShownCommitment>(absent ? path(RESOURCE['purchase-order'].path) : undefined, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/commitments`}>Commitments</Link>
      <Loaded query={absent ? order : subcontract}>{(record) => <Commitment key={record.id} record={record} />}</Loaded>
    </>
  )
}

function Commitment({ record }: { record: ShownCommitment }) {
  const company = useParam('company')
  const project = useParam('project')
  const draft = useDraft(record)
  const change = useChange(company)
  const { path, wrapper } = RESOURCE[record.type]
  const lines = useGet<ShownLine[]>(`/rest/v1.0/${path}/${record.id}/line_items?project_id=${project}`, company)
  const save = () =>
    change.mutate(
      {
        path: `/rest/v1.0/${path}/${record.id}`,
        method: 'PATCH',
        body: { project_id: Number(project), [wrapper]: draft.changes },
      },
      { onSuccess: draft.reset },
    )
  const stand = {
    type: record.type,
    number: record.number,
    erpLocked: record.erp_locked,
    erpId: record.erp_commitment_id,
    erpStatus: record.erp_status,
  }
  const locked = record.erp_locked
    ? 'It is in the ERP: number, company, title, status, retainage and lines no longer change.'
    : refusalsToEdit(stand, { title: '' })[0]?.sentence
  const about = `${TYPE_WORDS[record.type]} ${record.number}${record.erp_commitment_id ? `, ${record.erp_commitment_id} in the ERP` : ''}`
  return (
    <>
      <PageHead title={record.title || '(no title)'} about={about}>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        <SendToErp kind="commitment" item={record.id} unsaved={draft.dirty} />
      </PageHead>
      <WhatIsMissing kind="commitment" item={record.id} />
      <Refusals error={change.error} />
      <HeadFields company={company} record={record} draft={draft} error={change.error} locked={locked} />
      <Loaded query={lines}>
        {(all) => <Sov record={record} lines={all} locked={refusalsToEditLines(stand)[0]?.sentence} />}
      </Loaded>
      <CommitmentChanges commitment={record.id} />
    </>
  )
}
