/** News from the server as it happens: what a page shows is asked for again when something under it changed. */
import { useEffect, useSyncExternalStore } from 'react'
import { queryClient } from './queries.ts'

/** How long news are gathered before the pages ask again: a bulk export must not make a request an item. */
const GATHER_MS = 150

type LineState = 'live' | 'waiting'
let state: LineState = 'waiting'
const watchers = new Set<() => void>()

function become(next: LineState): void {
  if (state === next) return
  state = next
  for (const each of watchers) each()
}

/** Whether news arrive; shown in the head of the page, so that nobody takes an old page for a new one. */
export const useLineState = (): LineState =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => state,
  )

/** Listens to one company's news while mounted. After a lost line everything is asked for once. */
export function useLive(company: string | undefined): void {
  useEffect(() => {
    if (!company) return
    const source = new EventSource(`/rest/v1.0/companies/${company}/erp/live`)
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === company })
      }, GATHER_MS)
    }
    let lost = false
    source.onopen = () => {
      become('live')
      if (lost) refresh()
      lost = false
    }
    source.onmessage = refresh
    source.onerror = () => {
      lost = true
      become('waiting')
    }
    return () => {
      clearTimeout(timer)
      source.close()
      become('waiting')
    }
  }, [company])
}
