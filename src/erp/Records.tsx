/** Exactly the records the ERP will get, or got: one table for each file and kind of record, with the fields' own names. */

import type { TableColumn } from '../web/columns.ts'
import { FactList } from '../web/FactList.tsx'
import { Table } from '../web/Table.tsx'

export interface ShownRecord {
  file: number
  record: string
  fields: { name: string; value: string }[]
}

export interface RecordFile {
  task: string
}

export function Records({ files, shown }: { files: RecordFile[]; shown: ShownRecord[] }) {
  return (
    <div className="stack">
      {files.map((file, index) => (
        // A rendering never changes, so a file's place names it.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <section key={index} className="stack" aria-label={`File ${index + 1}`}>
          <h3>
            File {index + 1} of {files.length}: {file.task}
          </h3>
          {groupsOf(shown.filter((each) => each.file === index)).map((group) => (
            <RecordGroup {...group} key={group.key} name={`f${index}${group.key}`} />
          ))}
        </section>
      ))}
    </div>
  )
}

interface Group {
  key: string
  record: string
  rows: ShownRecord[]
}

/** Records of one kind and shape stand in one table. */
function groupsOf(shown: ShownRecord[]): Group[] {
  const groups = new Map<string, Group>()
  for (const each of shown) {
    const key = [each.record, ...each.fields.map((field) => field.name)].join('|')
    const group = groups.get(key)
    if (group) group.rows.push(each)
    else groups.set(key, { key, record: each.record, rows: [each] })
  }
  return [...groups.values()]
}

function RecordGroup({ record, rows, name }: Group & { name: string }) {
  const first = rows[0]
  if (!first) return null
  if (rows.length === 1) {
    return (
      <div className="panel">
        <h3>Record {record}</h3>
        <FactList
          facts={first.fields.map((field) => [
            field.name,
            <span key="value" className="mono">
              {field.value || <span className="muted">(empty)</span>}
            </span>,
          ])}
        />
      </div>
    )
  }
  return (
    <div>
      <h3>
        Records {record}: {rows.length}
      </h3>
      <Table
        label={`Records ${record}`}
        height="natural"
        sortKey={`s-${name.replaceAll(/\W/g, '').slice(0, 12)}`}
        columns={columnsOf(first, rows)}
        rows={rows.map((row, index) => ({ row, index }))}
        rowKey={({ index }) => String(index)}
      />
    </div>
  )
}

const NUMERIC = /^-?\d+(\.\d+)?$/

function columnsOf(first: ShownRecord, rows: ShownRecord[]): TableColumn<{ row: ShownRecord; index: number }>[] {
  return [
    { key: '#', label: '#', width: 44, head: true, show: ({ index }) => index + 1 },
    ...first.fields.map((field, at): TableColumn<{ row: ShownRecord; index: number }> => {
      const values = rows.map((row) => row.fields[at]?.value ?? '')
      const longest = Math.max(field.name.length, ...values.map((value) => value.length))
      const numeric = values.every((value) => value === '' || NUMERIC.test(value))
      return {
        key: `${at}`,
        label: field.name,
        width: Math.min(260, 28 + longest * 8),
        align: numeric ? 'right' : 'left',
        show: ({ row }) => row.fields[at]?.value ?? '',
      }
    }),
  ]
}
