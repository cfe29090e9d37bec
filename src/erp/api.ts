import type { Route } from '../platform/route.ts'
import type { Hub } from './hub.ts'
export function routesOf(_hub: Hub): Route[] { return [] }
