/** One prime contract: its head, where it came from in the ERP, its schedule of values. */
import { NativeSelect } from '@mantine/core'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { METHOD_WORDS, STATUSES } from './model.ts'
import { PrimeSov } from './PrimeSov.tsx'
import type { ShownErp, ShownPrimeContract, ShownPrimeLine } from './Shown.tsx'

export default function PrimeContractPage() {
  const company = useParam('company')
  const project = useParam('project')
  const id = useParam('contract')
  const query = useGet<ShownPrimeContract>(`/rest/v1.0/prime_contract/${id}?project_id=${project}`, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/prime-contracts`}>Prime contracts</Link>
      <Loaded query={query}>{(record) => <PrimeContract key={record.id} record={record} />}</Loaded>
    </>
  )
}

function PrimeContract({ record }: { record: ShownPrimeContract }) {
  const company = useParam('company')
  const project = useParam('project')
  const draft = useDraft(record)
  const change = useChange(company)
  const own = `/rest/v1.0/prime_contracts/${record.id}`
  const lines = useGet<ShownPrimeLine[]>(`${own}/line_items?project_id=${project}`, company)
  const erp = useGet<ShownErp>(`${own}/erp?project_id=${project}`, company)
  const project_id = Number(project)
  const save = () =>
    change.mutate(
      {
        path: `/rest/v1.0/prime_contract/${record.id}`,
        method: 'PATCH',
        body: { project_id, prime_contract: draft.changes },
      },
      { onSuccess: draft.reset },
    )
  const reimport = () => change.mutate({ path: `${own}/reimport`, body: { project_id } })
  const refusals = erp.data?.reimport.map(({ sentence, remedy }) => [sentence, remedy].filter(Boolean).join(' '))
  const notYou = useWhyNot(company, project)('import-prime-contract')
  const whyNot = notYou ?? refusals ?? 'The ERP’s lines are being looked up.'
  const about = [`Prime contract ${record.number}`, METHOD_WORDS[record.accounting_method]].join(', ')
  return (
    <>
      <PageHead title={record.title || '(no title)'} about={about}>
        <Link to={`/companies/${company}/projects/${project}/prime-contracts/${record.id}/invoices`}>
          Owner invoices
        </Link>
        <ActionButton onClick={reimport} busy={change.isPending} why={whyNot}>
          Re-Import
        </ActionButton>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
      </PageHead>
      <Refusals error={change.error} />
      <Sources erp={erp.data} />
      <section className="panel" aria-label="Head">
        {record.imported ? (
          <p className="muted">
            Imported from the ERP: its number is the ERP’s; of its lines only description, cost code and cost type are
            set here.
          </p>
        ) : null}
        <FieldGrid>
          <Field
            label="Number"
            value={draft.value.number}
            onChange={(text) => draft.set('number', text)}
            error={fieldError(change.error, 'number')}
            disabled={record.imported}
          />
          <Field label="Title" value={draft.value.title} onChange={(text) => draft.set('title', text)} />
          <NativeSelect
            label="Status"
            size="xs"
            value={draft.value.status}
            onChange={(event) => draft.set('status', event.currentTarget.value)}
            data={[...STATUSES]}
          />
          <Field
            label="Default retainage, %"
            value={draft.value.retainage_percent}
            onChange={(text) => draft.set('retainage_percent', text)}
            error={fieldError(change.error, 'retainage_percent')}
          />
          <Field
            label="Contract start date"
            type="date"
            value={draft.value.contract_start_date ?? ''}
            onChange={(text) => draft.set('contract_start_date', text || null)}
          />
          <Field
            label="Actual completion date"
            type="date"
            value={draft.value.actual_completion_date ?? ''}
            onChange={(text) => draft.set('actual_completion_date', text || null)}
          />
        </FieldGrid>
      </section>
      <Loaded query={lines}>{(all) => <PrimeSov contract={record.id} lines={all} />}</Loaded>
    </>
  )
}

/** Which contracts of the ERP feed it, and what is new there. */
function Sources({ erp }: { erp: ShownErp | undefined }) {
  const fresh = erp?.sources.filter((each) => each.linked && each.new_items > 0) ?? []
  if (!erp || erp.sources.length === 0) return null
  return (
    <Notice colour={fresh.length > 0 ? 'blue' : 'grey'}>
      {erp.sources.map(({ erp_id, job, billing_level, linked, new_items }) => (
        <div key={erp_id}>
          {erp_id} of job {job}
          {billing_level ? `, schedule of values by ${billing_level}` : ''}
          {linked ? '' : ', no longer linked'}
          {new_items > 0 ? `: ${new_items} new in the ERP` : ''}
        </div>
      ))}
    </Notice>
  )
}
