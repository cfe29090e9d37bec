import type { Capability } from '../../src/erp/connector.ts'

/** Major versions the source documents support. */
export const SUPPORTED_VERSIONS = ['22', '23', '24']

const OLDEST = '22.0'

/**
 * The first agent that knows the tasks of Accounts Payable. The source documents say version 467 of the synchronization client they describe;
 * this is the same step in our agent's own numbering.
 */
export const INVOICE_AGENT = '0.2.0'

/** An older ERP switches off just the features it cannot do, and the button says why. */
export const CAPABILITIES: Capability[] = [
  ...exportCapabilities({
    company: 'companies',
    job: 'jobs',
    'sub-job': 'sub jobs',
    'cost-code': 'cost codes',
    commitment: 'commitments',
    'commitment-change-order': 'commitment change orders',
    timecards: 'timesheets',
    budget: 'budgets',
    'budget-change': 'budget changes',
    'prime-change-order': 'prime contract change orders',
  }),
  {
    key: 'export-subcontractor-invoice',
    erpVersion: OLDEST,
    agentVersion: INVOICE_AGENT,
    sentence: `Exporting subcontractor invoices needs Sage 300 CRE ${OLDEST} or newer and version ${INVOICE_AGENT} or newer of the agent.`,
  },
  {
    key: 'export-payment',
    erpVersion: OLDEST,
    agentVersion: INVOICE_AGENT,
    sentence: `Exporting payments issued needs Sage 300 CRE ${OLDEST} or newer and version ${INVOICE_AGENT} or newer of the agent.`,
  },
  {
    // Document 001, "Prime Contracts": "To import a prime contract from Sage 300 CRE, you must be running a specific version". It names none.
    key: 'import-prime-contract',
    erpVersion: OLDEST,
    sentence: `Importing prime contracts needs Sage 300 CRE ${OLDEST} or newer; versions ${SUPPORTED_VERSIONS.join(', ')} are supported.`,
  },
  {
    key: 'commitments-posted-automatically',
    erpVersion: '23.2',
    sentence:
      'Sage 300 CRE posts commitments and their change orders by itself from version 23.2 on. With an older version somebody must post them in Job Cost, under Tasks > Post Entries.',
  },
]

function exportCapabilities(kinds: Record<string, string>): Capability[] {
  return Object.entries(kinds).map(([kind, words]) => ({
    key: `export-${kind}`,
    erpVersion: OLDEST,
    sentence: `Exporting ${words} needs Sage 300 CRE ${OLDEST} or newer; versions ${SUPPORTED_VERSIONS.join(', ')} are supported.`,
  }))
}
