/** Who may make which move: the tool of the item decides about sending, a row of the permission matrix about everything else (PRM-1 to PRM-3). */
import type { Gate } from '../platform/route.ts'
import type { Outbound } from './entity.ts'
import type { Move } from './moves.ts'

export const VIEW: Gate = { action: 'view-erp-tool' }

/** The gates of a move; passing one of them is enough. */
export function gatesOf(move: Move, outbound: Outbound): Gate[] {
  const senders: Gate[] = [{ tool: outbound.tool, level: 'Admin' }]
  if (outbound.sendAction) senders.push({ action: outbound.sendAction })
  const approver: Gate = { action: outbound.acceptAction }
  if (move === 'send' || move === 'retrieve') return senders
  if (move === 'send-again') return [...senders, approver]
  if (move === 'unlink') return [outbound.unlinkAction ? { action: outbound.unlinkAction } : approver]
  return [approver]
}
