/** One company of the directory: its address, and its way to the ERP. */
import { Checkbox } from '@mantine/core'
import { useFiles } from '../erp/Files.tsx'
import { SendToErp } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { Accounts } from './Accounts.tsx'
import type { ShownVendor } from './DirectoryPage.tsx'
import { Insurance } from './Insurance.tsx'

export default function CompanyPage() {
  const company = useParam('company')
  const vendor = useParam('vendor')
  const query = useGet<ShownVendor>(`/rest/v1.0/vendors/${vendor}?company_id=${company}`, company)
  return (
    <>
      <Link to={`/companies/${company}/directory`}>Directory</Link>
      <Loaded query={query}>{(record) => <Company key={record.id} company={company} record={record} />}</Loaded>
    </>
  )
}

type TextField =
  | 'name'
  | 'address'
  | 'address_2'
  | 'city'
  | 'state_code'
  | 'zip'
  | 'business_phone'
  | 'fax_number'
  | 'email_address'
  | 'website'

const FIELDS: [key: TextField, label: string][] = [
  ['name', 'Name'],
  ['address', 'Address'],
  ['address_2', 'Address, second line'],
  ['city', 'City'],
  ['state_code', 'State'],
  ['zip', 'ZIP'],
  ['business_phone', 'Telephone'],
  ['fax_number', 'Fax'],
  ['email_address', 'Email'],
  ['website', 'Website'],
]

function Company({ company, record }: { company: string; record: ShownVendor }) {
  const draft = useDraft(record)
  const several = useFiles(company).length > 0
  const change = useChange(company)
  const save = () =>
    change.mutate(
      { path: `/rest/v1.0/vendors/${record.id}`, method: 'PATCH', body: { vendor: draft.changes } },
      { onSuccess: draft.reset },
    )
  return (
    <>
      <PageHead
        title={record.name}
        about={record.synced_to_erp ? `Linked to ${record.origin_id} in the ERP.` : 'Not in the ERP yet.'}
      >
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        {several ? null : <SendToErp kind="company" item={record.id} unsaved={draft.dirty} />}
      </PageHead>
      <Refusals error={change.error} />
      {change.isSuccess && !draft.dirty ? <Notice colour="green">Saved.</Notice> : null}
      <div className="panel stack">
        <FieldGrid>
          {FIELDS.map(([key, label]) => (
            <Field
              key={key}
              label={label}
              value={draft.value[key]}
              onChange={(value) => draft.set(key, value)}
              error={fieldError(change.error, key)}
            />
          ))}
        </FieldGrid>
        <Field label="Notes" lines={3} value={draft.value.notes} onChange={(value) => draft.set('notes', value)} />
        <Checkbox
          size="xs"
          label="Active"
          checked={draft.value.is_active}
          onChange={(event) => draft.set('is_active', event.currentTarget.checked)}
        />
      </div>
      {several ? <Accounts company={company} vendor={record.id} unsaved={draft.dirty} /> : null}
      <Insurance company={company} vendor={record.id} />
    </>
  )
}
