/** Accepting many at once: each with the ID it gets and what speaks against it; what is accepted is exactly what was drawn up here. */
import { useEffect } from 'react'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Waiting } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useAsk } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { erpPath, type ItemRow, type ShortPreview, sentences } from './ErpData.tsx'

interface BulkAcceptProps {
  kind: string
  /** Accepting an update is called updating. */
  verb: string
  rows: ItemRow[]
  busy: boolean
  error: unknown
  onClose: () => void
  onAccept: (seen: { item_id: number; rev: number; hash: string; answers: Record<string, string> }[]) => void
}

type Line = ItemRow & { preview: ShortPreview }

const columns: TableColumn<Line>[] = [
  { key: 'number', label: 'Number', width: 110, show: (line) => line.number },
  { key: 'title', label: 'Title', head: true, show: (line) => line.title },
  { key: 'amount', label: 'Amount', width: 126, align: 'right', show: (line) => <Money value={line.amount} /> },
  {
    key: 'answers',
    label: 'Gets',
    width: 150,
    show: (line) => Object.values(line.preview.answers).filter(Boolean).join(', '),
  },
  {
    key: 'ready',
    label: 'Ready?',
    width: 380,
    show: ({ preview }) => {
      const why = sentences(preview.refusals).join(' ')
      if (why) return <StatusChip word={why} colour="red" icon="warning" />
      const waits = preview.waits_for.map((each) => each.sentence).join('; ')
      return waits ? (
        <StatusChip word={`Will wait: ${waits}`} colour="blue" />
      ) : (
        <StatusChip word="Ready" colour="green" />
      )
    },
  },
]

export function BulkAccept({ kind, verb, rows, busy, error, onClose, onAccept }: BulkAcceptProps) {
  const company = useParam('company')
  const { ask, data, error: failed } = useAsk<ShortPreview[]>(company)
  const items = rows.map((row) => row.item_id).join()
  useEffect(() => {
    ask({ path: `${erpPath(company)}/items/${kind}/previews`, body: { items: items.split(',').map(Number) } })
  }, [ask, company, kind, items])
  const byId = new Map((data ?? []).map((each) => [each.item_id, each]))
  const lines = rows.flatMap((row): Line[] => {
    const preview = byId.get(row.item_id)
    return preview ? [{ ...row, preview }] : []
  })
  const seen = lines.flatMap(({ preview: { item_id, rev, hash, answers, refusals } }) =>
    hash !== null && refusals.length === 0 ? [{ item_id, rev, hash, answers }] : [],
  )
  const why =
    data === undefined
      ? 'The records are being drawn up.'
      : seen.length === 0
        ? 'None of them can be accepted.'
        : undefined
  return (
    <Dialog
      title={`${verb} for export`}
      size="70rem"
      confirm={`${verb} ${seen.length}`}
      why={why}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => onAccept(seen)}
    >
      <Refusals error={failed} />
      {data ? (
        <Table
          label="To be accepted"
          height="natural"
          sortKey="asort"
          columns={columns}
          rows={lines}
          rowKey={(line) => String(line.item_id)}
        />
      ) : (
        <Waiting />
      )}
      {data && seen.length < lines.length ? (
        <p className="muted">Those that are not ready stay where they are.</p>
      ) : null}
    </Dialog>
  )
}
