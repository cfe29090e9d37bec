/** Plugs the change orders into the pipeline. */
import type { Entity } from '../erp/entity.ts'
import { commitmentChangeOrders } from './erp-cco.ts'

export const entities: Entity[] = [commitmentChangeOrders]
