/** What the journal's entries add up to. The same two functions serve the running agent and the restarted one, so that both agree. */
import type { JournalEntry, Known, Unacked, Waiting } from './core-types.ts'

export interface Remembered {
  known: Map<string, Known>
  unacked: Unacked[]
  /** INTENTs without OUT: to be looked for, never imported, before anything else. */
  unfinished: Waiting[]
}

/** Reads a whole journal, in order. */
export function replay(entries: JournalEntry[]): Remembered {
  const known = new Map<string, Known>()
  const unacked = new Map<string, Unacked>()
  const unfinished = new Map<string, Waiting>()
  for (const entry of entries) {
    const { opKey, epoch } = entry
    known.set(opKey, learn(known.get(opKey), entry))
    if (entry.entry === 'INTENT') unfinished.set(opKey, { command: entry.command, resumed: true, intent: 'durable' })
    if (entry.entry === 'OUT') {
      if (unfinished.get(opKey)?.command.epoch === epoch) unfinished.delete(opKey)
      unacked.set(`${opKey} ${epoch}`, {
        opKey,
        epoch,
        payloadHash: entry.payloadHash,
        outcome: entry.outcome,
        sentAt: 0,
      })
    }
    if (entry.entry === 'ACK') unacked.delete(`${opKey} ${epoch}`)
  }
  return { known, unacked: [...unacked.values()], unfinished: [...unfinished.values()] }
}

/**
 * What one more entry teaches about its op. A run stays open until an outcome proves that it came to nothing; NOT_STARTED proves that
 * only of its own epoch.
 */
export function learn(before: Known | undefined, entry: JournalEntry): Known {
  const known = before ?? { payloadHash: '', epoch: 0, openRun: null }
  const epoch = Math.max(known.epoch, entry.epoch)
  switch (entry.entry) {
    case 'INTENT':
      return { ...known, epoch, payloadHash: known.payloadHash || entry.command.payloadHash }
    case 'RUN':
      return { ...known, epoch, openRun: entry.epoch }
    case 'OUT': {
      const { outcome } = entry
      const { result } = outcome
      const closed =
        result === 'ABSENT' ||
        result === 'REFUSED' ||
        (result === 'PARTIAL' && outcome.certain === true) ||
        (result === 'NOT_STARTED' && known.openRun === entry.epoch)
      return { payloadHash: known.payloadHash || entry.payloadHash, epoch, openRun: closed ? null : known.openRun }
    }
    case 'ACK':
      return { ...known, epoch }
  }
}

/**
 * The journal without what is surely no longer needed: ops whose every outcome is acknowledged and whose last entry is older than
 * `keepSince` (milliseconds). Must reach back further than any backup of the server lives (R5).
 */
export function compact(entries: JournalEntry[], keepSince: number): JournalEntry[] {
  const { unacked, unfinished } = replay(entries)
  const needed = new Set([...unacked.map((each) => each.opKey), ...unfinished.map((each) => each.command.opKey)])
  for (const entry of entries) if (entry.at >= keepSince) needed.add(entry.opKey)
  return entries.filter((entry) => needed.has(entry.opKey))
}
