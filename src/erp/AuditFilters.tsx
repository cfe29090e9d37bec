/** What narrows the audit; kept in the address. */
import { NativeSelect, TextInput } from '@mantine/core'
import { isDate } from '../platform/dates.ts'
import { capital } from '../platform/text.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'

interface Words {
  people: { id: number; name: string }[]
  actions: string[]
  subject_kinds: string[]
}

/** `set-membership` -> `Set membership` */
export const inWords = (key: string): string => capital(key.replaceAll('-', ' '))

const NAMES = ['actor', 'action', 'subject_kind', 'subject_id', 'from', 'to']

export function AuditFilters({ path }: { path: string }) {
  const company = useParam('company')
  const [filters, setFilters] = useFilters()
  const words = useGet<Words>(`${path}/words`, company).data
  const choice = (name: string, all: string, choices: { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      aria-label={all}
      value={filters[name] ?? ''}
      onChange={(event) => setFilters({ [name]: event.currentTarget.value || undefined })}
      data={[{ value: '', label: all }, ...choices]}
    />
  )
  const day = (name: string, label: string) => (
    <span className="row">
      <span className="muted" aria-hidden="true">
        {label}
      </span>
      <TextInput
        size="xs"
        type="date"
        aria-label={`${label} day`}
        value={filters[name] ?? ''}
        onChange={(event) => setFilters({ [name]: event.currentTarget.value || undefined })}
      />
    </span>
  )
  const named = (list: string[] | undefined) => (list ?? []).map((value) => ({ value, label: inWords(value) }))
  return (
    <search className="row">
      {choice(
        'actor',
        'Everybody',
        (words?.people ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      )}
      {choice('action', 'Everything done', named(words?.actions))}
      {choice('subject_kind', 'About anything', named(words?.subject_kinds))}
      <TextInput
        size="xs"
        data-search
        aria-label="Number of what it is about"
        placeholder="Its number ( / )"
        value={filters.subject_id ?? ''}
        onChange={(event) => setFilters({ subject_id: event.currentTarget.value.trim() || undefined })}
        w={170}
      />
      {day('from', 'From')}
      {day('to', 'To')}
      <ActionButton
        onClick={() => setFilters(Object.fromEntries(NAMES.map((name) => [name, undefined])))}
        why={NAMES.some((name) => filters[name]) ? undefined : 'Nothing is narrowed.'}
      >
        Show all
      </ActionButton>
    </search>
  )
}

/** Days are the reader's own: from the beginning of the first to the end of the last. */
export function queryOf(filters: Record<string, string | undefined>): string {
  const { from, to } = filters
  const query = new URLSearchParams()
  for (const name of ['actor', 'action', 'subject_kind', 'subject_id', 'sort'])
    if (filters[name]) query.set(name, filters[name])
  if (from && isDate(from)) query.set('since', midnight(from, 0))
  if (to && isDate(to)) query.set('until', midnight(to, 1))
  return query.toString()
}

function midnight(day: string, daysLater: number): string {
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + daysLater)
  return at.toISOString()
}
