/** The routes of change orders, joined. */
import type { Route } from '../platform/route.ts'
import { ccoRoutes } from './api-cco.ts'
import { pccoRoutes } from './api-pcco.ts'

export const routes: Route[] = [...ccoRoutes, ...pccoRoutes]
