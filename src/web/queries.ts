/** Reading and writing through one cache: a page asks by path; live news and our own changes make it ask again. */
import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { Answered, call, type Method, type Reply } from './fetch.ts'

/** No answer, too many questions, database away: worth asking again. */
const PASSING = [0, 429, 502, 503, 504]

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => error instanceof Answered && PASSING.includes(error.status) && count < 4,
    },
  },
})

/** The first part of every key is the path, so that news can be matched with what it touches. */
export const keyOf = (path: string, company: string | undefined) => [path, company ?? ''] as const

/** One resource; `undefined` as path waits. */
export function useGet<T>(path: string | undefined, company?: string, refetchMs?: number) {
  return useQuery({
    queryKey: keyOf(path ?? '', company),
    queryFn: async () => (await call<T>(path ?? '', { company })).data,
    enabled: path !== undefined,
    ...(refetchMs ? { refetchInterval: refetchMs } : {}),
  })
}

const PAGE = 1000

const paged = (path: string, page: number, size: number) =>
  `${path}${path.includes('?') ? '&' : '?'}page=${page}&per_page=${size}`

/** A whole list, however many pages the server makes of it: for lists of a few thousand rows, which then sort and filter at once. */
export function useList<T>(path: string | undefined, company: string | undefined) {
  return useQuery({
    queryKey: keyOf(path ?? '', company),
    queryFn: async () => {
      const rows: T[] = []
      for (let page = 1; ; page++) {
        const reply: Reply<T[]> = await call<T[]>(paged(path ?? '', page, PAGE), { company })
        rows.push(...reply.data)
        if (reply.data.length === 0 || reply.total === undefined || rows.length >= reply.total) return rows
      }
    },
    enabled: path !== undefined,
  })
}

/** A list of any length, read as far as it is scrolled: `more` is for the table's end. */
export function usePages<T>(path: string | undefined, company: string | undefined, size = 300) {
  const query = useInfiniteQuery({
    // Kept apart from the same list read whole: its answer has another shape.
    queryKey: [...keyOf(path ?? '', company), 'pages'],
    queryFn: ({ pageParam }) => call<T[]>(paged(path ?? '', pageParam, size), { company }),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((count, each) => count + each.data.length, 0)
      return last.data.length > 0 && read < (last.total ?? 0) ? pages.length + 1 : undefined
    },
    enabled: path !== undefined,
  })
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const rows = data?.pages.flatMap((each) => each.data)
  return { data: rows, total: data?.pages.at(-1)?.total, error, isPending, hasNextPage, isFetchingNextPage, more }
}

export interface Change {
  path: string
  method?: Method
  body?: unknown
  idempotencyKey?: string
}

/** A change; afterwards everything shown of this company is asked for again. */
export function useChange<T = unknown>(company: string | undefined) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ path, method = 'POST', body, idempotencyKey }: Change) =>
      (await call<T>(path, { method, company, body, idempotencyKey })).data,
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === (company ?? '') }),
  })
}

/** A question too long for an address: asked by POST, it changes nothing and is not kept. `ask` stays the same function. */
export function useAsk<T>(company: string | undefined) {
  const { mutate, data, error } = useMutation({
    mutationFn: async ({ path, body }: Change) => (await call<T>(path, { method: 'POST', company, body })).data,
  })
  const latest = useRef(mutate)
  latest.current = mutate
  const ask = useCallback((question: Change) => latest.current(question), [])
  return { ask, data, error }
}
