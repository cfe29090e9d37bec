/** What a query has to say before its data are there: nothing yet, or why not. */
import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { Refusals } from './Notice.tsx'

interface Asked<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
}

export function Loaded<T>({ query, children }: { query: Asked<T>; children: (data: T) => ReactNode }) {
  // What was read before a failure stays in sight, under the failure's words.
  return (
    <>
      <Refusals error={query.error} />
      {query.data !== undefined ? children(query.data) : query.isPending ? <Waiting /> : null}
    </>
  )
}

export function Waiting() {
  return (
    <div className="row muted" role="status">
      <Loader size="xs" /> Loading
    </div>
  )
}
