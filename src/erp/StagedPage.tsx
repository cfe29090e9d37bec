/** One record of the ERP that waits: add it as ours, link it to one of ours by the evidence, or put it away. */
import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { type Fact, FactList } from '../web/FactList.tsx'
import { Field, FieldGrid } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useFilters, useGo, useParam } from '../web/router.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Moment } from '../web/Time.tsx'
import { erpPath, type StagedDetail, sentences } from './ErpData.tsx'
import { ofFile, useFiles } from './Files.tsx'
import { ToolTabs } from './ToolTabs.tsx'

export default function StagedPage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const path = `${erpPath(company)}/staged/${useParam('tab')}/${encodeURIComponent(useParam('erpId'))}`
  const query = useGet<StagedDetail>(`${path}?${new URLSearchParams(ofFile(filters.file))}`, company)
  return <Loaded query={query}>{(detail) => <Staged key={detail.erp_id} path={path} detail={detail} />}</Loaded>
}

function Staged({ path, detail }: { path: string; detail: StagedDetail }) {
  const company = useParam('company')
  const change = useChange(company)
  const file = useFiles(company).find((each) => each.id === detail.connection_id)?.name
  const go = useGo()
  const back = () => go(`/companies/${company}/erp/${detail.kind}?filter=Ready+to+Import`)
  const [answers, setAnswers] = useState<Record<string, string>>({})
  const run = (move: 'add' | 'link' | 'archive' | 'restore', body: object = {}) =>
    change.mutate({ path: `${path}/${move}?connection_id=${detail.connection_id}`, body }, { onSuccess: back })
  const add = () => run('add', { answers })
  useShortcut('a', 'Add it', () => detail.moves.add.length === 0 && add())
  const archived = detail.state === 'archived'
  return (
    <>
      <PageHead
        title={detail.title || detail.erp_id}
        about={`${detail.erp_id} in ${file ? `the ERP company file ${file}` : 'the ERP'}`}
      >
        <ActionButton variant="filled" onClick={add} busy={change.isPending} why={sentences(detail.moves.add)}>
          Add it
        </ActionButton>
        <ActionButton
          onClick={() => run(archived ? 'restore' : 'archive')}
          why={sentences(detail.moves[archived ? 'restore' : 'archive'])}
        >
          {archived ? 'Take out of the archive' : 'Archive'}
        </ActionButton>
      </PageHead>
      <ToolTabs />
      <Refusals error={change.error} />
      {detail.reason ? <Notice colour="yellow">{detail.reason}</Notice> : null}
      {detail.fields.length > 0 ? (
        <section className="panel" aria-label="Before it is added">
          <FieldGrid>
            {detail.fields.map(({ key, label, type, choices, required, help }) => (
              <Field
                key={key}
                label={label}
                type={type}
                choices={choices}
                required={required}
                help={help}
                value={answers[key] ?? choices?.[0]?.value ?? ''}
                onChange={(value) => setAnswers({ ...answers, [key]: value })}
              />
            ))}
          </FieldGrid>
        </section>
      ) : null}
      <div className="columns">
        <section className="panel" aria-label="In the ERP">
          <h2>In the ERP</h2>
          <FactList
            facts={[
              ...fieldsOf(detail).map(([name, value]): Fact => [name.replaceAll('_', ' '), value]),
              ['changed', <Moment key="at" at={detail.changed_at} />],
            ]}
          />
        </section>
        <Suggestions detail={detail} busy={change.isPending} onLink={(item) => run('link', { item })} />
      </div>
    </>
  )
}

/** What of ours it may be, each with the evidence for it; the best stands first and is chosen until another is. */
function Suggestions({
  detail,
  busy,
  onLink,
}: {
  detail: StagedDetail
  busy: boolean
  onLink: (item: number) => void
}) {
  const [item, setItem] = useState('')
  const chosen = item || String(detail.suggestions[0]?.item ?? '')
  const why = [...sentences(detail.moves.link), ...(chosen === '' ? ['There is nothing to link it to.'] : [])]
  return (
    <section className="panel stack" aria-label="Link">
      <h2>Is it one of these?</h2>
      {detail.suggestions.length === 0 ? (
        <p className="muted">Nothing here looks like it. Add it instead.</p>
      ) : (
        <Radio.Group aria-label="What it is the same as" value={chosen} onChange={setItem}>
          <Stack gap="sm">
            {detail.suggestions.map((each) => (
              <Radio
                key={each.item}
                value={String(each.item)}
                label={each.title}
                description={`Because: ${each.because}`}
                size="xs"
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <div>
        <ActionButton onClick={() => onLink(Number(chosen))} busy={busy} why={why}>
          Link
        </ActionButton>
      </div>
    </section>
  )
}

/** Key and name first; empty fields are left out. */
function fieldsOf({ data, erp_id, title }: StagedDetail): [string, string][] {
  const rank = (value: string) => (value === erp_id ? 0 : value === title ? 1 : 2)
  return Object.entries(data)
    .flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []))
    .sort(([a, left], [b, right]) => rank(left) - rank(right) || a.localeCompare(b))
}
