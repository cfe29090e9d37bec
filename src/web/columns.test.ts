import { describe, expect, it } from 'vitest'
import { nextSort, sortRows, type TableColumn } from './columns.ts'

interface Row {
  name: string
  amount: string | null
}

const columns: TableColumn<Row>[] = [
  { key: 'name', label: 'Name', by: (row) => row.name, show: (row) => row.name },
  { key: 'amount', label: 'Amount', sort: 'number', by: (row) => row.amount, show: (row) => row.amount },
  { key: 'mute', label: 'Does not sort', show: () => '' },
]
const rows: Row[] = [
  { name: 'Line 10', amount: '9.50' },
  { name: 'Line 2', amount: null },
  { name: 'line 1', amount: '-100.00' },
  { name: 'Line 3', amount: '10000000000000000.01' },
  { name: 'Line 4', amount: '10000000000000000.02' },
]
const names = (sort: string | undefined) => sortRows(rows, columns, sort).map((row) => row.name)

describe('sorting of a table', () => {
  it('puts numbers inside texts in their order, whatever the case', () =>
    expect(names('name')).toEqual(['line 1', 'Line 2', 'Line 3', 'Line 4', 'Line 10']))
  it('compares amounts exactly and keeps empty ones last, both ways', () => {
    expect(names('amount')).toEqual(['line 1', 'Line 10', 'Line 3', 'Line 4', 'Line 2'])
    expect(names('-amount')).toEqual(['Line 4', 'Line 3', 'Line 10', 'line 1', 'Line 2'])
  })
  it('leaves the rows as they came for a column that does not sort or is not there', () => {
    const asTheyCame = rows.map((row) => row.name)
    for (const sort of [undefined, 'mute', 'gone']) expect(names(sort)).toEqual(asTheyCame)
  })
  it('goes from ascending to descending to none', () => {
    expect(nextSort(undefined, 'name')).toBe('name')
    expect(nextSort('name', 'name')).toBe('-name')
    expect(nextSort('-name', 'name')).toBeUndefined()
    expect(nextSort('amount', 'name')).toBe('name')
  })
})
