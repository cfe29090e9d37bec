/** How a read can fail, as a table: what is said, and what a person can do. Of each the next turn tries again by itself. */
export const READ_FAILURES = {
  'agent-failed': {
    sentence: 'The agent could not read it.',
    remedy:
      'It is tried again by itself, at first after a minute. If it keeps failing, see that the ERP is open to the agent, and read the agent’s log.',
  },
  stalled: {
    sentence: 'Nothing came from the agent for too long.',
    remedy: 'It is tried again by itself. If it happens again, see whether the ERP or the machine of the agent hangs.',
  },
  'line-ended': {
    sentence: 'The agent’s line ended during the read; it is read again.',
    remedy: 'Nothing need be done: it is read again as soon as the agent is back.',
  },
  'pages-lost': {
    sentence: 'Not every page the agent sent arrived.',
    remedy: 'Nothing need be done: it is read again by itself.',
  },
  'database-restarted': {
    sentence: 'The database was restarted during the read; it is read again.',
    remedy: 'Nothing need be done: it is read again by itself.',
  },
  'suddenly-empty': {
    sentence: 'The ERP’s table was empty although it was not before; nothing was removed.',
    remedy:
      'See in the ERP whether the table is empty indeed, and whether the agent is connected with the right books.',
  },
  cancelled: {
    sentence: 'Cancelled.',
    remedy: 'What had arrived stays; the next read brings the rest.',
  },
} as const satisfies Record<string, { sentence: string; remedy: string }>

export type FailureCode = keyof typeof READ_FAILURES
