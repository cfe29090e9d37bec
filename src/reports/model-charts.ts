/** What the charts show. Figures are decimal strings, minutes whole numbers, days and months as on the company's calendar. */

/** At the end of each month, what had come together until then. */
export interface CostOverTime {
  /** Where the cost comes from: posted transactions by their accounting date, or only the present summary, which has no history. */
  cost_from: 'transactions' | 'summary'
  /** `YYYY-MM`. */
  months: { month: string; budget: string; committed: string; cost: string | null }[]
}

/** The last thirty days of one company's exports. */
export interface Queue {
  /** From acceptance to read back from the accounting system; null on days without exports. */
  days: { day: string; exports: number; median_minutes: number | null; p95_minutes: number | null }[]
  /** What waits now: for an approver, or on its way. */
  waiting: { kind: string; label: string; for: 'approval' | 'export'; items: number; oldest_at: string }[]
}

/** How old what was read from the accounting system got, for each feed of each ERP company file. */
export interface SyncLag {
  feeds: {
    connection_id: number
    feed: string
    /** As the connection's page calls it, with the company file where there are several: `Vendors of Hill`. */
    label: string
    last_read_at: string | null
    failures: number
    median_minutes: number | null
    longest_minutes: number | null
  }[]
  /** The longest wait between two reads of a feed that ended on this day. */
  days: { day: string; connection_id: number; feed: string; minutes: number }[]
}
