/** News from the server as it happens: what a page shows is asked for again when something under it changed. */
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
    void queryClient.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[1] === company && parts.some((part) => String(queryKey[0]).includes(part)),
    })
  }
  return {
    heard: (topic: string) => {
      topics.add(topic)
      timer ??= setTimeout(ask, GATHER_MS + rest)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Listens to one company's news while mounted. After a lost line everything is asked for once. */
export function useLive(company: string | undefined): void {
  useEffect(() => {
    if (!company) return
    const source = new EventSource(`/rest/v1.0/companies/${company}/erp/live`)
    const refresh = refresher(company)
    let lost = false
    source.onopen = () => {
      become('live')
      if (lost) refresh.heard('all')
      lost = false
    }
    source.onmessage = ({ data }) => refresh.heard(topicOf(String(data)))
    source.onerror = () => {
      lost = true
      become('waiting')
    }
    return () => {
      refresh.stop()
      source.close()
      become('waiting')
    }
  }, [company])
}
