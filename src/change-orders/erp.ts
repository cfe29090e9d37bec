/** The change orders' plugs into the pipeline, joined. */
import type { Entity } from '../erp/entity.ts'
import { commitmentChangeOrders } from './erp-cco.ts'
import { pccoEntities } from './erp-pcco.ts'

export const entities: Entity[] = [commitmentChangeOrders, ...pccoEntities]
