/**
 * Branded ids, so that a project's id cannot be handed over where a company's is wanted.
 * All are time-ordered integers below 2^53 (JSON numbers), made by `platform/new-id.ts`, never issued twice.
 */
declare const brand: unique symbol
export type Id<Name extends string> = number & { readonly [brand]: Name }

/** The firm whose books are joined: the wall between tenants. */
export type CompanyId = Id<'company'>
export type ProjectId = Id<'project'>
export type UserId = Id<'user'>
/** One ERP company file that one agent serves. */
export type ConnectionId = Id<'connection'>
/** Any noun's row that can be exported, imported or linked. */
export type ItemId = Id<'item'>
