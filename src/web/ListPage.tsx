/** A tool's first page: everything it holds in one table that is searched, each row a link to its own page, and a dialog that adds one. */
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ActionButton } from './ActionButton.tsx'
import type { TableColumn } from './columns.ts'
import { Loaded } from './Loaded.tsx'
import { Empty } from './Notice.tsx'
import { PageHead } from './PageHead.tsx'
import { useFilters, useGo } from './router.tsx'
import { SearchField, searched } from './SearchField.tsx'
import { useWhyNotChange } from './session.ts'
import { useShortcut } from './shortcuts.tsx'
import { Table } from './Table.tsx'

export interface ListPageProps<Row> {
  title: string
  about?: ReactNode
  /** `commitment`, `commitments`: on the buttons, in the search and in the empty list. */
  one: string
  many: string
  list: UseQueryResult<Row[]>
  /** Address of a row's own page. */
  pathOf: (row: { id: number }) => string
  columns: TableColumn<Row>[]
  /** Names a row to whoever cannot see it. */
  name: (row: Row) => string
  /** What is searched. */
  texts: (row: Row) => (string | null | undefined)[]
  /** Drawn paler than the others. */
  quiet?: (row: Row) => boolean
  /** Cells of the last line, over the rows that are shown. */
  footer?: (rows: Row[]) => Record<string, ReactNode>
  /** Where the first one comes from, as a sentence. */
  begin: ReactNode
  /** Why none may be added, where that is no question of the page's tool. */
  whyNotAdd?: string | undefined
  /** The dialog that adds one. */
  adding: (onClose: () => void) => ReactNode
}

export function ListPage<Row extends { id: number }>(props: ListPageProps<Row>) {
  const { one, many, pathOf, quiet } = props
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const notYou = useWhyNotChange('Standard') ?? props.whyNotAdd
  useShortcut('n', `New ${one}`, () => setAdding(true), notYou === undefined)
  return (
    <>
      <PageHead title={props.title} about={props.about}>
        <SearchField label={`Search ${many}`} />
        <ActionButton why={notYou} onClick={() => setAdding(true)}>
          New {one}
        </ActionButton>
      </PageHead>
      <Loaded query={props.list}>
        {(all) => {
          const rows = searched(all, filters.q, props.texts)
          return (
            <Table
              label={props.title}
              columns={props.columns}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={props.name}
              {...(quiet ? { rowClass: (row: Row) => (quiet(row) ? 'quiet' : undefined) } : {})}
              onOpen={(row) => go(pathOf(row))}
              {...(props.footer ? { footer: props.footer(rows) } : {})}
              empty={
                all.length === 0 ? (
                  <Empty title={`No ${many} yet.`}>{props.begin}</Empty>
                ) : (
                  <Empty title={`No ${one} fits the search.`}>Change or clear the search.</Empty>
                )
              }
            />
          )
        }}
      </Loaded>
      {adding ? props.adding(() => setAdding(false)) : null}
    </>
  )
}
