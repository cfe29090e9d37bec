/**
 * The invariants of export protocol 3.6 over the server's store and the ERP's books, after a run. Each tells what is wrong, or nothing. I14 and
 * I16 belong to a campaign (`chaos.test.ts`), I15 to every write (`store.ts`), I17 to every move (`monitor.ts`), I18 to every file (`round-trip.ts`).
 */

import { addDecimal } from '../../simulator/sage-300-cre/money.ts'
import { readBack } from '../../src/erp/protocol-compare.ts'
import { payloadHash } from '../../src/erp/protocol-hash.ts'
import type { AgentHost } from './agent-host.ts'
import { type ItemKind, moneyOf } from './documents.ts'
import type { Approval } from './hub.ts'
import type { Office } from './office.ts'
import { chained, type Data, type StoredOp } from './store.ts'

export interface Ending {
  data: Data
  offices: Map<string, Office>
  agents: AgentHost[]
  approvals: Approval[]
  /** Ops whose ERP records a person changed by hand. */
  edited: Set<string>
}

type Invariant = (ending: Ending) => string[]

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'

const all = ({ data }: Ending) => [...data.ops.values()]
const booksOf = ({ offices }: Ending, stored: StoredOp) => offices.get(stored.company)!
const nowThere = (ending: Ending, stored: StoredOp) =>
  readBack(stored.probes, booksOf(ending, stored).find(stored.probes))

const INVARIANTS: Record<string, Invariant> = {
  'I1 nothing is booked twice': ({ offices }) =>
    [...offices.values()].flatMap((office) => {
      const lines = office.marked().map(({ marker, line }) => `${marker} ${line}`)
      return lines.filter((line, at) => lines.indexOf(line) !== at)
    }),
  'I2 confirmed means exactly there': (ending) =>
    all(ending)
      .filter((each) => each.op.state === 'CONFIRMED' && each.adopted === null && !ending.edited.has(each.op.opKey))
      .filter((each) => nowThere(ending, each).verdict !== 'EXACT')
      .map((each) => `${each.op.marker} reads ${nowThere(ending, each).verdict}`),
  'I3 no ghost': (ending) =>
    all(ending)
      .filter((each) => each.op.state === 'REFUSED' || each.op.state === 'CANCELLED')
      .filter((each) =>
        booksOf(ending, each)
          .marked()
          .some(({ marker }) => marker === each.op.marker),
      )
      .map((each) => `${each.op.marker} is ${each.op.state}, but in the books`),
  'I4 no orphan': (ending) => {
    const known = new Set(all(ending).map((each) => each.op.marker))
    return [...ending.offices.values()].flatMap((office) =>
      office
        .marked()
        .map(({ marker }) => marker)
        .filter((mark) => !known.has(mark)),
    )
  },
  'I4 an intent has one name for ever': ({ approvals }) => {
    const names = new Map<string, string>()
    return approvals
      .filter(({ intent, opKey }) => (names.get(intent) ?? names.set(intent, opKey).get(intent)) !== opKey)
      .map(({ intent }) => intent)
  },
  'I5 one live truth for each item': (ending) => {
    const items = all(ending).flatMap((each) => (each.op.state === 'CONFIRMED' ? [each.item] : []))
    return items.filter((item, at) => items.indexOf(item) !== at).map((item) => `item ${item} is confirmed twice`)
  },
  'I6 what was approved is what was exported': ({ data, approvals }) =>
    [...data.ops.values()].flatMap((each) => {
      const own = payloadHash({ kind: each.op.kind, files: each.files, probes: each.probes })
      const seen = approvals.some((approval) => approval.opKey === each.op.opKey && approval.hash === own)
      return own === each.op.payloadHash && seen && each.rev === each.seenRev
        ? []
        : [`${each.op.marker} was not what the approver saw`]
    }),
  'I7 the approver had the right and was not the sender': (ending) =>
    all(ending)
      .filter((each) => each.approvedBy === each.sentBy || !each.approvedBy.endsWith('approver'))
      .map((each) => `${each.op.marker} approved by ${each.approvedBy}`),
  'I8 link and op agree': (ending) => {
    const confirmed = all(ending).filter((each) => each.op.state === 'CONFIRMED')
    const loose = confirmed
      .filter((each) => ending.data.links.get(each.item) !== each.op.opKey)
      .map((each) => `${each.op.marker} has no link`)
    return ending.data.links.size === confirmed.length
      ? loose
      : [...loose, `${ending.data.links.size} links, ${confirmed.length} confirmed`]
  },
  'I9 history is unbroken and tells every state': ({ data }) => {
    const broken = data.history.flatMap((row, at) => {
      const before = data.history[at - 1]
      const sound = row.prev === (before?.hash ?? '') && row.seq === (before?.seq ?? 0) + 1
      return sound && row.hash === chained(row.seq, row.opKey, row.action, row.to, row.prev) ? [] : [`row ${row.seq}`]
    })
    const untold = [...data.ops.values()].filter(
      ({ op }) => data.history.findLast((row) => row.opKey === op.opKey)?.to !== op.state,
    )
    return [...broken, ...untold.map(({ op }) => `${op.marker}: the last row does not say ${op.state}`)]
  },
  'I10 the money of our ops is the money in the books': (ending) =>
    [...ending.offices].flatMap(([company, { books }]) => {
      const ops = all(ending).filter((each) => each.company === company && each.op.state === 'CONFIRMED')
      if (ops.some((each) => each.adopted !== null || ending.edited.has(each.op.opKey))) return []
      const ours = byPlace(ops.flatMap((each) => moneyOf(each.op.kind as ItemKind, each.content)))
      const columns = ['Transaction_Type', 'Cost_Code', 'Category', 'Amount']
      const theirs = byPlace(
        [NEW, CURRENT].flatMap((table) =>
          books.query({ table, columns }).map(([type, code, category, amount]) => ({
            place: `${type} ${code} ${category}`,
            amount: amount!,
          })),
        ),
      )
      return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((place) => {
        const [own, their] = [ours.get(place) ?? '0.00', theirs.get(place) ?? '0.00']
        return own === their ? [] : [`${company}, ${place}: ${own} confirmed, ${their} in the books`]
      })
    }),
  'I11 nothing crosses from company to company': ({ data, offices }) => {
    const strays = [...data.ops.values()].filter((each) => data.items.get(each.item)?.company !== each.company)
    const inOther = [...offices].flatMap(([company, office]) =>
      office
        .marked()
        .filter(({ marker }) =>
          [...data.ops.values()].some((each) => each.op.marker === marker && each.company !== company),
        ),
    )
    return [...strays.map((each) => each.op.marker), ...inOther.map((each) => each.marker)]
  },
  'I12 the ERP’s totals equal its posted entries': ({ offices }) =>
    [...offices].flatMap(([company, { books }]) => {
      const moneyIn = (table: string, columns: string[]) =>
        columns.flatMap((column) => books.query({ table, columns: [column] }).map(([value]) => value!))
      const posted = total(books.query({ table: CURRENT, columns: ['Amount'] }).map(([amount]) => amount!))
      const moved = [
        'Original_Estimate',
        'Approved_Estimate_Changes',
        'Original_Commitment',
        'Approved_Commitment_Changes',
        'Msc_Cat_Amt_1',
        'Msc_Cat_Amt_2',
      ]
      const values = [
        ...moneyIn('JCM_MASTER__COST_CODE', ['JTD_Aprvd_Schd_Value_Chgs']),
        ...moneyIn('CNM_MASTER__CONTRACT_ITEM', ['JTD_Aprvd_Contract_Chgs']),
      ]
      return total([...moneyIn('JCM_MASTER__CATEGORY', moved), ...values]) === posted ? [] : [company]
    }),
  'I13 every op has ended or waits for a person': (ending) =>
    all(ending)
      .filter(({ op }) => !['CONFIRMED', 'REFUSED', 'CANCELLED', 'NEEDS_HUMAN'].includes(op.state))
      .map(({ op }) => `${op.marker} is ${op.state}`),
  // What a restored server has no op for stays unacknowledged on purpose, with an alarm.
  'R5 every outcome was acknowledged': ({ agents, data }) =>
    agents.flatMap((agent) =>
      agent.unacknowledged().filter((opKey) => data.ops.has(opKey) || !data.alarms.includes(opKey)),
    ),
  'R12 every refused or cancelled op was swept': (ending) =>
    all(ending)
      .filter(({ op }) => (op.state === 'REFUSED' || op.state === 'CANCELLED') && op.dueAt !== null)
      .map(({ op }) => op.marker),
}

/** The first thing wrong, by invariant. */
export function check(ending: Ending): { invariant: string; what: string } | undefined {
  for (const [invariant, holds] of Object.entries(INVARIANTS)) {
    const [what] = holds(ending)
    if (what !== undefined) return { invariant, what }
  }
  return undefined
}

function byPlace(entries: { place: string; amount: string }[]): Map<string, string> {
  const sums = new Map<string, string>()
  for (const { place, amount } of entries) sums.set(place, addDecimal(sums.get(place) ?? '0.00', amount, 2))
  return sums
}

function total(amounts: string[]): string {
  return amounts.reduce((sum, amount) => addDecimal(sum, amount, 2), '0.00')
}
