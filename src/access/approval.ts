/**
 * What a company asks of whoever approves an item, beyond the row of the matrix: another person than the sender (four eyes, assurance F45),
 * and no more than the approver's own limit. Both concern acceptance, and what takes its place (adopting a record of the ERP, completing
 * one). A direct export has no approver: who may switch it on decides, and neither rule is asked.
 */
import type { UserId } from '../ids.ts'
import { compare, formatMoney, negate } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'

export interface Approval {
  fourEyes: boolean
  /** Decimal string, in the company's currency; null = any amount. */
  limit: string | null
}

/** `amount` is undefined for items that have none (a company, cost codes): no limit holds for them. */
export function approvalRefusals(
  { fourEyes, limit }: Approval,
  approver: UserId,
  { sentBy, amount }: { sentBy: UserId | undefined; amount: string | undefined },
): Refusal[] {
  const refusals: Refusal[] = []
  if (fourEyes && sentBy === approver)
    refusals.push(refusal('own-item', 'You sent it yourself: in this company another person must accept it.'))
  if (limit !== null && amount !== undefined && compare(absolute(amount), limit) > 0)
    refusals.push(
      refusal('above-limit', `You may accept up to ${formatMoney(limit)}, and this is ${formatMoney(amount)}.`, {
        remedy: 'Ask an approver with a higher limit.',
      }),
    )
  return refusals
}

/** A credit of a large amount is as large a decision as a charge. */
function absolute(amount: string): string {
  return compare(amount, '0') < 0 ? negate(amount) : amount
}
