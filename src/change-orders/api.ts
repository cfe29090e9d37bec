/** Routes of the change orders. */
import type { Route } from '../platform/route.ts'
import { routes as commitmentChangeOrders } from './api-cco.ts'

export const routes: Route[] = [...commitmentChangeOrders]
