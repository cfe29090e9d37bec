/** Narrows what the page shows; kept in the address, reached with the key `/`. */
import { TextInput } from '@mantine/core'
import { useFilters } from './router.tsx'

export function SearchField({ label = 'Search', name = 'q' }: { label?: string; name?: string }) {
  const [filters, setFilters] = useFilters()
  return <SearchInput label={label} value={filters[name] ?? ''} onChange={(value) => setFilters({ [name]: value })} />
}

/** The same of what is not in the address. `onChange`: undefined when nothing is searched. */
export function SearchInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string | undefined) => void
}) {
  return (
    <TextInput
      data-search
      type="search"
      size="xs"
      aria-label={label}
      placeholder={`${label} ( / )`}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      w={230}
    />
  )
}

/** Rows in which every word of the search occurs in one of the texts. */
export function searched<Row>(
  rows: Row[],
  query: string | undefined,
  texts: (row: Row) => (string | null | undefined)[],
): Row[] {
  const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const all = texts(row).join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
