/** The audit: who did what, when and why in this company, and the proof that none of it was changed afterwards. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { FactList } from '../web/FactList.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet, usePages } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { AuditFilters, inWords, queryOf } from './AuditFilters.tsx'
import { Facts } from './Facts.tsx'

interface AuditEntry {
  seq: number
  at: string
  actor_name: string | null
  action: string
  subject_kind: string
  subject_id: string
  why: string | null
  body: unknown
  hash: string
}

export default function AuditPage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const [shown, setShown] = useState<AuditEntry>()
  const path = `/rest/v1.0/companies/${company}/history`
  const list = usePages<AuditEntry>(`${path}?${queryOf(filters)}`, company)
  return (
    <>
      <PageHead
        title="Audit"
        about="Everything that was done in this company. Rows can be added here and never changed."
      >
        <a href={`${path}/file?format=csv`} download>
          Save as CSV
        </a>
        <a href={`${path}/file?format=jsonl`} download>
          Save as JSON lines
        </a>
      </PageHead>
      <Verification path={`${path}/verification`} />
      <AuditFilters path={path} />
      <Loaded query={list}>
        {(rows) => (
          <Table
            label="Audit"
            sortedByServer
            columns={columnsOf(setShown)}
            rows={rows}
            rowKey={(row) => String(row.seq)}
            onOpen={setShown}
            total={list.total}
            onEnd={list.more}
            empty={<Empty title="Nothing was done that fits.">Widen the filters above.</Empty>}
          />
        )}
      </Loaded>
      {shown ? <Entry entry={shown} onClose={() => setShown(undefined)} /> : null}
    </>
  )
}

/** Sorted by the server, because only the beginning of the list is here. */
function columnsOf(onShow: (entry: AuditEntry) => void): TableColumn<AuditEntry>[] {
  const text = (key: string, label: string, width: number | undefined, of: (row: AuditEntry) => string) => ({
    key,
    label,
    ...(width ? { width } : {}),
    by: of,
    show: (row: AuditEntry) => <span title={of(row)}>{of(row)}</span>,
  })
  return [
    {
      key: 'seq',
      label: 'Row',
      width: 80,
      align: 'right',
      by: (row) => row.seq,
      sort: 'number',
      show: (row) => row.seq.toLocaleString(),
    },
    { key: 'at', label: 'When', width: 208, by: (row) => row.at, show: (row) => <Moment at={row.at} /> },
    text('who', 'Who', 150, whoOf),
    { ...text('what', 'What', 180, (row) => inWords(row.action)), head: true },
    text('subject', 'About', 225, subjectOf),
    text('why', 'Why', undefined, (row) => row.why ?? ''),
    {
      key: 'more',
      label: 'Actions',
      width: 90,
      show: (row) => (
        <ActionButton onClick={() => onShow(row)} label={`Details of row ${row.seq}`}>
          Details
        </ActionButton>
      ),
    },
  ]
}

const whoOf = (row: AuditEntry) => row.actor_name ?? 'The system'
const subjectOf = (row: AuditEntry) => `${inWords(row.subject_kind)} ${row.subject_id}`

function Entry({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  return (
    <Dialog title={`Row ${entry.seq}: ${inWords(entry.action)}`} onClose={onClose} size="46rem">
      <FactList
        facts={[
          ['When', <Moment key="at" at={entry.at} />],
          ['Who', whoOf(entry)],
          ['About', subjectOf(entry)],
          ['Why', entry.why ?? '–'],
          [
            'Hash',
            <span key="hash" className="mono">
              {entry.hash}
            </span>,
          ],
        ]}
      />
      <Facts body={entry.body} />
    </Dialog>
  )
}

interface Verdict {
  ok: boolean
  rows: number
  broken?: { seq: number; sentence: string }
  head: string
  at: string
}

/** Recomputed on the server, row by row, when somebody asks for it. */
function Verification({ path }: { path: string }) {
  const company = useParam('company')
  const [asked, setAsked] = useState(false)
  const query = useGet<Verdict>(asked ? path : undefined, company)
  const { data, error, isFetching } = query
  return (
    <>
      <div className="row">
        <ActionButton busy={isFetching} onClick={() => (asked ? void query.refetch() : setAsked(true))}>
          Verify the chain
        </ActionButton>
        <span className="muted">Every row carries the hash of the one before it. Note the last hash elsewhere.</span>
      </div>
      <Refusals error={error} />
      {data?.ok ? (
        <Notice colour="green">
          All {data.rows.toLocaleString()} rows hold, verified <Moment at={data.at} />. Last hash{' '}
          <span className="mono" style={{ overflowWrap: 'anywhere' }}>
            {data.head}
          </span>
        </Notice>
      ) : null}
      {data && !data.ok ? (
        <Notice colour="red" urgent>
          The chain is broken: {data.broken?.sentence} Keep the database as it is, and compare it with a backup.
        </Notice>
      ) : null}
    </>
  )
}
