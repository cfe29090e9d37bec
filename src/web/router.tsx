/** Addresses: a page reads its parameters and its filters from the address and changes them there, so that every view can be sent as a link. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link as RouterLink,
  useLocation,
  useMatches,
  useNavigate,
  useParams,
  useSearch,
} from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect } from 'react'
import type { Page } from './pages.ts'

export function routerOf(pages: Page[], layout: () => ReactNode, missing: () => ReactNode) {
  const root = createRootRoute({ component: layout, notFoundComponent: missing })
  const routes = pages.map(({ path, tool, load }) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: lazyRouteComponent(load, 'default'),
      staticData: { tool } as object,
    }),
  )
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultPreload: 'intent',
    // Every value stays text: an item's number such as 007 is not a number.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString()
      return text === '' ? '' : `?${text}`
    },
  })
}

export interface LinkProps {
  to: string
  search?: Record<string, string | undefined>
  current?: 'page' | 'true' | undefined
  className?: string
  children: ReactNode
  tabIndex?: number
}

/** A link within the pages. */
export function Link({ to, search, current, ...rest }: LinkProps) {
  const [path, query] = to.split('?')
  const all = { ...Object.fromEntries(new URLSearchParams(query)), ...search }
  return (
    <RouterLink
      to={path as '/'}
      search={all as never}
      activeOptions={{ exact: true, includeSearch: true }}
      activeProps={{}}
      {...(current === undefined ? { 'aria-current': undefined } : { 'aria-current': current })}
      {...rest}
    />
  )
}

/** A parameter of the address, such as `company`; empty when the page has none. */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  return params[name] ?? ''
}

/** The tool the page belongs to; undefined where it belongs to none. */
export function useTool(): string | undefined {
  return useMatches({ select: (matches) => (matches.at(-1)?.staticData as { tool?: string } | undefined)?.tool })
}

/** The address's query as text values, and how to change some of them (without adding to the back button's history). */
export function useFilters(): [Record<string, string | undefined>, (next: Record<string, string | undefined>) => void] {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const navigate = useNavigate()
  const path = usePath()
  const change = (next: Record<string, string | undefined>) => {
    void navigate({ to: path as '/', search: { ...search, ...next } as never, replace: true })
  }
  return [search, change]
}

/** Goes to an address of ours; the same function all the while, so that effects may depend on it. */
export function useGo(): (to: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate()
  return useCallback(
    (to: string, options?: { replace?: boolean }) => {
      const [path, query] = to.split('?')
      const search = Object.fromEntries(new URLSearchParams(query))
      void navigate({ to: path as '/', search: search as never, ...options })
    },
    [navigate],
  )
}

/** Leads on from an address that is no page of its own, as soon as it is known where to; not whoever has gone elsewhere meanwhile. */
export function useLeadOn(from: string, to: string | undefined): void {
  const go = useGo()
  useEffect(() => {
    const here = location.pathname.replace(/\/+$/, '') || '/'
    if (to !== undefined && here === from) go(to, { replace: true })
  }, [from, to, go])
}

/** Where somebody wanted to go before signing in: an address of ours, never another site's. */
export const ownAddress = (to: string | undefined): string => (to?.startsWith('/') && !/^\/[/\\]/.test(to) ? to : '/')

export const usePath = (): string => useLocation({ select: (each) => each.pathname })
