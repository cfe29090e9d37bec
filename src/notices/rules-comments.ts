/** What may be done with a comment, and the sentence when it may not. */
import type { UserId } from '../ids.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { type Comment, DELETE_MINUTES } from './model-comments.ts'

export function whyNotDelete(comment: Pick<Comment, 'author' | 'at'>, person: UserId, now: Date): Refusal | undefined {
  if (comment.author.id !== person) return refusal('not-yours', `Only ${comment.author.name} may delete this comment.`)
  if (now.getTime() - comment.at.getTime() > DELETE_MINUTES * 60_000)
    return refusal('too-late', `A comment can be deleted within ${DELETE_MINUTES} minutes after it was written.`)
  return undefined
}

/** A mention that nobody can follow is refused: `seeing` are those named who may look at the item. */
export function mentionRefusals(mentioned: UserId[], seeing: { id: UserId }[]): Refusal[] {
  const unseen = mentioned.filter((id) => !seeing.some((each) => each.id === id))
  if (unseen.length === 0) return []
  return [
    refusal(
      'may-not-see',
      `Person ${unseen.join(', ')} may not look at this item, so a mention would not reach them.`,
      {
        field: 'comment.mentions',
      },
    ),
  ]
}
