/** Who may make which move: the tool of the item decides about sending, a row of the permission matrix about everything else (PRM-1 to PRM-3). */
import type { ProjectId } from '../ids.ts'
import type { Context, Gate } from '../platform/route.ts'
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

/** Undefined when one of the gates is passed, else the sentence of the first one. */
export async function whyNotAny(
  ctx: Context,
  gates: Gate[],
  project: ProjectId | undefined,
): Promise<string | undefined> {
  let first: string | undefined
  for (const gate of gates) {
    const why = await ctx.whyNot(gate, project)
    if (why === undefined) return undefined
    first ??= why
  }
  return first
}

/** @throws Refused 403 unless one of the gates is passed. */
export async function requireAny(ctx: Context, gates: Gate[], project: ProjectId | undefined): Promise<void> {
  if ((await whyNotAny(ctx, gates, project)) !== undefined) await ctx.require(gates[0]!, project)
}
