/** The company's ERP company files; pages name them only where there are several. */
import { NativeSelect } from '@mantine/core'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { useGet } from '../web/queries.ts'
import { useFilters } from '../web/router.tsx'
import { erpPath } from './ErpData.tsx'

export interface FileInfo {
  id: number
  name: string
}

/** Empty where the company has one file, or none: there is nothing to tell apart. */
export function useFiles(company: string): FileInfo[] {
  const { data = [] } = useGet<FileInfo[]>(`${erpPath(company)}/files`, company)
  return data.length > 1 ? data : []
}

/** A column that names each row's file, where there are several. */
export function fileColumns<Row>(files: FileInfo[], of: (row: Row) => number | null): TableColumn<Row>[] {
  const name = (row: Row) => files.find((each) => each.id === of(row))?.name ?? ''
  return files.length === 0 ? [] : [textColumn('file', 'Company file', widthOf(files), name)]
}

/** Their names differ at the end as a rule, so that none may be cut. */
const widthOf = (files: FileInfo[]): number => Math.min(320, 28 + 8 * Math.max(...files.map(({ name }) => name.length)))

/** For the address of a list of one file. */
export const ofFile = (file: string | undefined): Record<string, string> => (file ? { connection_id: file } : {})

/** Chooses one file, kept in the address as `file`; nothing where there is nothing to choose. */
export function FileFilter({ files }: { files: FileInfo[] }) {
  const [filters, setFilters] = useFilters()
  if (files.length === 0) return null
  return (
    <NativeSelect
      size="xs"
      aria-label="Company file"
      value={filters.file ?? ''}
      onChange={(event) => setFilters({ file: event.currentTarget.value || undefined })}
      data={[
        { value: '', label: 'All company files' },
        ...files.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
    />
  )
}
