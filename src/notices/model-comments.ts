/** Comments on an item of any kind. */
import { z } from 'zod'
import type { UserId } from '../ids.ts'

export const COMMENT_MAX = 4000
export const MENTIONS_MAX = 50
/** So long may a comment be taken back. */
export const DELETE_MINUTES = 15

export interface Comment {
  id: number
  author: { id: UserId; name: string }
  text: string
  /** Named in the text as `@Name`. */
  mentions: { id: UserId; name: string }[]
  at: Date
}

export const personShape = z.object({ id: z.int(), name: z.string() })

export const commentShape = z.object({
  id: z.int(),
  author: personShape,
  text: z.string(),
  mentions: z.array(personShape),
  at: z.date(),
  /** Why the reader may not delete it; null = may. */
  why_not_delete: z.string().nullable(),
})
