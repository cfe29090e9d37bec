/** News from the server as it happens: what a page shows is asked for again when something under it changed. */
import type { Query } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { queryClient } from './queries.ts'

/** How long news are gathered before the pages ask again: a bulk export must not make a request an item. */
const GATHER_MS = 120
/** Least time between two askings while news keep coming. */
const REST_MS = 700

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

/** News that touch little: which parts of paths they concern. Any other topic may have changed anything. */
const NARROW: Record<string, string[]> = {
  reads: ['/erp/connections', '/erp/reads', '/erp/health'],
  connection: ['/erp/connections', '/erp/health'],
  schedule: ['/erp/connections', '/erp/health'],
  settings: ['/erp/settings'],
  'report-schedule': ['/reports/schedules'],
  notices: ['/notices'],
  comments: ['/comments'],
}

const topicOf = (text: string): string => {
  const news: unknown = JSON.parse(text)
  return typeof news === 'object' && news !== null && 'topic' in news ? String(news.topic) : 'all'
}

function askAgain(touched: (query: Query) => boolean): void {
  void queryClient.invalidateQueries({ predicate: touched })
  // A first answer under way is not asked for again by that, and may be older than the news.
  for (const query of queryClient.getQueryCache().findAll({ predicate: touched, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue
    const again = () => queryClient.invalidateQueries({ predicate: (each) => each === query })
    query.promise?.then(again, () => undefined)
  }
}

/** Asks again for what the gathered news may have changed, at most once in a while however many they are. */
function refresher(company: string) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let topics = new Set<string>()
  let rest = 0
  const ask = () => {
    timer = undefined
    const parts = [...topics].flatMap((topic) => NARROW[topic] ?? [''])
    topics = new Set()
    rest = REST_MS
    setTimeout(() => {
      rest = 0
    }, REST_MS)
    askAgain(({ queryKey }) => queryKey[1] === company && parts.some((part) => String(queryKey[0]).includes(part)))
  }
  return {
    heard: (topic: string) => {
      topics.add(topic)
      timer ??= setTimeout(ask, GATHER_MS + rest)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Listens to one company's news while mounted. */
export function useLive(company: string | undefined): void {
  useEffect(() => {
    if (!company) return
    const source = new EventSource(`/rest/v1.0/companies/${company}/erp/live`)
    const refresh = refresher(company)
    source.onopen = () => {
      become('live')
      // What happened before the line stood, when the page opened or while it was lost, was told to nobody.
      refresh.heard('all')
    }
    source.onmessage = ({ data }) => refresh.heard(topicOf(String(data)))
    source.onerror = () => become('waiting')
    return () => {
      refresh.stop()
      source.close()
      become('waiting')
    }
  }, [company])
}
