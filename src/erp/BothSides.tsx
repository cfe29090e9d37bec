/** What was approved beside what stands in the ERP, difference by difference: what a person needs to decide. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Icon } from '../web/icons.tsx'
import { Empty } from '../web/Notice.tsx'
import { Table } from '../web/Table.tsx'

type Row = (string | null)[]

export interface Probe {
  tables: string[]
  columns: { name: string }[]
  key: number
  rows: Row[]
}

export interface ReadBack {
  verdict: 'EXACT' | 'DIFFERENT' | 'PARTIAL' | 'ABSENT'
  found: { probe: number; table: string; values: Row }[]
  missing: { probe: number; row: Row }[]
  differences: { probe: number; key: string; column: string; ours: string | null; theirs: string | null }[]
}

interface Pair {
  key: string
  place: string
  column: string
  ours: string | null | undefined
  theirs: string | null | undefined
  different: boolean
}

const columns: TableColumn<Pair>[] = [
  textColumn('place', 'Where in the ERP', 200, (pair) => pair.place),
  { key: 'key', label: 'Record', width: 150, head: true, by: (pair) => pair.key, show: (pair) => pair.key },
  textColumn('column', 'Field', 180, (pair) => pair.column),
  {
    key: 'ours',
    label: 'Approved here',
    mark: (pair) => pair.different,
    show: (pair) => side(pair.ours, 'not approved'),
  },
  {
    key: 'theirs',
    label: 'In the ERP',
    mark: (pair) => pair.different,
    show: (pair) => side(pair.theirs, 'not there'),
  },
  {
    key: 'different',
    label: 'Same?',
    width: 110,
    by: (pair) => (pair.different ? 0 : 1),
    show: (pair) => (
      <span className="row" style={{ gap: 4 }}>
        <Icon name={pair.different ? 'warning' : 'check'} size={12} />
        {pair.different ? 'Different' : 'Same'}
      </span>
    ),
  },
]

const side = (value: string | null | undefined, absent: string) =>
  value === undefined ? (
    <em className="muted">{absent}</em>
  ) : value === null || value === '' ? (
    <span className="muted">(empty)</span>
  ) : (
    value
  )

export function BothSides({ probes, readBack }: { probes: Probe[]; readBack: ReadBack }) {
  const [all, setAll] = useState(false)
  const pairs = probes.flatMap((probe, index) => pairsOf(probe, index, readBack))
  const shown = all ? pairs : pairs.filter((pair) => pair.different)
  const different = pairs.filter((pair) => pair.different).length
  return (
    <div className="stack">
      <div className="row">
        <span className="grow">
          {different === 0 ? 'Both sides are the same.' : `${different} of ${pairs.length} values differ.`}
        </span>
        <Checkbox
          size="xs"
          label="Show what is the same, too"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </div>
      <Table
        label="Both sides"
        height="natural"
        sortKey="bsort"
        columns={columns}
        rows={shown}
        rowKey={(pair) => `${pair.place}|${pair.key}|${pair.column}`}
        empty={<Empty title={pairs.length === 0 ? 'Nothing was read back from the ERP yet.' : 'No differences.'} />}
      />
    </div>
  )
}

function pairsOf(probe: Probe, index: number, readBack: ReadBack): Pair[] {
  const keyOf = (row: Row) => row.slice(0, probe.key).join(' ').trim()
  const found = new Map(readBack.found.filter((each) => each.probe === index).map((each) => [keyOf(each.values), each]))
  const expected = new Map(probe.rows.map((row) => [keyOf(row), row]))
  const marked = new Set(
    readBack.differences.filter((each) => each.probe === index).map((each) => `${each.key.trim()}|${each.column}`),
  )
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const ours = expected.get(key)
    const theirs = found.get(key)
    return probe.columns.map(({ name }, at) => ({
      key,
      place: theirs?.table ?? probe.tables.join(', '),
      column: name,
      ours: ours?.[at],
      theirs: theirs?.values[at],
      different: !ours || !theirs || marked.has(`${key}|${name}`),
    }))
  })
}
