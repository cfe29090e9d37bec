/**
 * The nine workflows of the connector's manual ("Workflows": job setup to subcontractor invoices) as data: lanes of steps, each a link and each
 * with the counts that light it (UX-1). Pure; the page draws it, `rules.ts` lights it.
 */

/** Of one noun: how many stand where on their way to the ERP. Each item counts once. */
export const STAGES = ['draft', 'ready', 'waiting', 'going', 'trouble', 'synced'] as const
export type Stage = (typeof STAGES)[number]

export const NOUNS = [
  'job',
  'sub-job',
  'company',
  'budget',
  'commitment',
  'commitment-change-order',
  'prime-change-order',
  'subcontractor-invoice',
] as const
export type Noun = (typeof NOUNS)[number]

/** What is counted besides: records of the ERP that wait here to be added, and facts of a noun of its own. */
export const OTHER_FACTS = [
  'staged-job',
  'staged-company',
  'staged-sub-job',
  'staged-prime-contract',
  'cost-codes',
  'cost-codes-waiting',
  'budget-unlocked',
  'budget-locked',
  'budget-unposted',
  'budget-posted',
  'budget-reopened',
  'budget-resent',
  'budget-change-open',
  'budget-change-approved',
  'prime-contract',
  'prime-contract-approved',
  'period-open',
  'period',
  'invoice-paid',
  'invoice-unpaid',
  'connection',
  'invoice-settings',
  'vendor-linked',
] as const

export type FactKey = `${Noun}.${Stage}` | (typeof OTHER_FACTS)[number]
export type Facts = Partial<Record<FactKey, number>>

export interface Step {
  label: string
  /** Whose turn it is there. */
  who: string
  /** Address below the company's, or below the project's where `of` says so; without a project such a step leads to the projects. */
  to: string
  of: 'company' | 'project'
  /** Counts of what waits at this step for somebody. */
  here: FactKey[]
  /** Counts of what has passed it. */
  past: FactKey[]
  /** Counts of what stands here and needs a person to look. */
  trouble?: FactKey[]
}

export interface Lane {
  title: string
  steps: Step[]
}

export interface Flow {
  key: string
  title: string
  /** The manual's rule that one has to know before beginning. */
  rule: string
  lanes: Lane[]
}

const MANAGER = 'Project manager'
const APPROVER = 'Accounting approver'
const ADMIN = 'Administrator'
const OFFICE = 'Accounting, in the ERP'

const stages = (noun: Noun, ...list: Stage[]): FactKey[] => list.map((stage): FactKey => `${noun}.${stage}`)
const sent = (noun: Noun) => stages(noun, 'waiting', 'going', 'trouble', 'synced')
const inProject = (label: string, who: string, to: string, here: FactKey[], past: FactKey[]): Step => ({
  label,
  who,
  to,
  of: 'project',
  here,
  past,
})
const inCompany = (label: string, who: string, to: string, here: FactKey[], past: FactKey[]): Step => ({
  ...inProject(label, who, to, here, past),
  of: 'company',
})

/** The three steps that every item takes to the ERP; `page` is where it is sent from. */
function toErp(noun: Noun, page: Pick<Step, 'to' | 'of'>, approver = APPROVER): Step[] {
  const tab = `erp/${noun}`
  return [
    { label: 'Send it to the ERP tool', who: MANAGER, ...page, here: stages(noun, 'ready'), past: sent(noun) },
    inCompany(
      'Look at the records and accept',
      approver,
      `${tab}?filter=Ready+to+Export`,
      stages(noun, 'waiting'),
      stages(noun, 'going', 'trouble', 'synced'),
    ),
    {
      ...inCompany('In the ERP', 'By itself', `${tab}?filter=Synced`, stages(noun, 'going'), stages(noun, 'synced')),
      trouble: stages(noun, 'trouble'),
    },
  ]
}

const isSynced = (label: string, noun: Noun): Step =>
  inCompany(label, APPROVER, `erp/${noun}?filter=Synced`, [], stages(noun, 'synced'))

const JOB_SYNCED = isSynced('The project is linked to a job', 'job')
const COMMITMENT_SYNCED = isSynced('The commitment is in the ERP', 'commitment')

/** Document 001, "Workflows", in its order. */
export const FLOWS: Flow[] = [
  {
    key: 'job-setup',
    title: 'Job setup',
    rule: 'A job is created in one of the two systems and pushed to the other, never in both.',
    lanes: [
      {
        title: 'Begun here',
        steps: [
          inCompany('Create the project', MANAGER, 'projects', [], [...stages('job', 'ready'), ...sent('job')]),
          inProject('Add cost codes with their cost types', MANAGER, 'cost-codes', [], ['cost-codes']),
          ...toErp('job', { to: '', of: 'project' }),
        ],
      },
      {
        title: 'Begun in the ERP',
        steps: [
          inCompany(
            'Create the job with its cost codes',
            OFFICE,
            'erp/job',
            [],
            ['staged-job', ...stages('job', 'synced')],
          ),
          inCompany(
            'Add the job as a project',
            ADMIN,
            'erp/job?filter=Ready+to+Import',
            ['staged-job'],
            stages('job', 'synced'),
          ),
          inCompany(
            'Send new cost codes, and update the job',
            APPROVER,
            'erp/job?filter=Ready+to+Update',
            ['cost-codes-waiting'],
            stages('job', 'synced'),
          ),
        ],
      },
    ],
  },
  {
    key: 'sub-job-setup',
    title: 'Sub job setup',
    rule: 'A sub job is an extra of the ERP. Once cost codes are tied to it, it cannot be deleted.',
    lanes: [
      {
        title: 'Begun here',
        steps: [
          JOB_SYNCED,
          inProject('Create the sub job', MANAGER, 'sub-jobs', [], [...stages('sub-job', 'ready'), ...sent('sub-job')]),
          ...toErp('sub-job', { to: 'sub-jobs', of: 'project' }),
        ],
      },
      {
        title: 'Begun in the ERP',
        steps: [
          JOB_SYNCED,
          inCompany('Create the extra', OFFICE, 'erp/sub-job', [], ['staged-sub-job', ...stages('sub-job', 'synced')]),
          inCompany(
            'Add the extra as a sub job',
            ADMIN,
            'erp/sub-job?filter=Ready+to+Import',
            ['staged-sub-job'],
            stages('sub-job', 'synced'),
          ),
        ],
      },
    ],
  },
  {
    key: 'budget-update',
    title: 'Budget update',
    rule: 'After an export the budget stays locked until its entries are posted and the synced job costs show the Original Budget Amount.',
    lanes: [
      {
        title: 'Original budget',
        steps: [
          JOB_SYNCED,
          inProject('Write the lines and lock the budget', MANAGER, 'budget', ['budget-unlocked'], ['budget-locked']),
          ...toErp('budget', { to: 'budget', of: 'project' }),
          inProject('Post the batch in Job Cost', OFFICE, 'budget', ['budget-unposted'], ['budget-posted']),
        ],
      },
      {
        title: 'Changes after that',
        steps: [
          inProject('Unlock it, change lines, send again', MANAGER, 'budget', ['budget-reopened'], ['budget-resent']),
          inProject(
            'Or move amounts by a budget change',
            MANAGER,
            'budget/changes',
            ['budget-change-open'],
            ['budget-change-approved'],
          ),
        ],
      },
    ],
  },
  {
    key: 'commitments',
    title: 'Create and export commitments',
    rule: 'Once the project is linked to a job, commitments are always created here, never in the ERP.',
    lanes: [
      {
        title: 'Subcontracts and purchase orders',
        steps: [
          JOB_SYNCED,
          inCompany('The contract company is linked to a vendor', APPROVER, 'erp/company', [], ['vendor-linked']),
          inProject('Write the commitment and approve it', MANAGER, 'commitments', stages('commitment', 'draft'), [
            ...stages('commitment', 'ready'),
            ...sent('commitment'),
          ]),
          ...toErp('commitment', { to: 'commitments', of: 'project' }),
        ],
      },
    ],
  },
  {
    key: 'ccos',
    title: 'Create and export commitment change orders',
    rule: 'A change order can only be written on a synced commitment.',
    lanes: [
      {
        title: 'Commitment change orders',
        steps: [
          COMMITMENT_SYNCED,
          inProject(
            'Write the change order and approve it',
            MANAGER,
            'commitment-change-orders',
            stages('commitment-change-order', 'draft'),
            [...stages('commitment-change-order', 'ready'), ...sent('commitment-change-order')],
          ),
          ...toErp('commitment-change-order', { to: 'commitment-change-orders', of: 'project' }),
        ],
      },
    ],
  },
  {
    key: 'pccos',
    title: 'Create and export prime contract change orders',
    rule: 'Prime contracts come from the ERP. Standard on ERP Integrations may look at a prime contract change order, only an Admin accepts it.',
    lanes: [
      {
        title: 'Prime contract change orders',
        steps: [
          inCompany(
            'Import the prime contract',
            ADMIN,
            'erp/prime-contract?filter=Ready+to+Import',
            ['staged-prime-contract'],
            ['prime-contract'],
          ),
          inProject('Approve the prime contract', MANAGER, 'prime-contracts', [], ['prime-contract-approved']),
          inProject(
            'Write the change order and approve it',
            MANAGER,
            'prime-change-orders',
            stages('prime-change-order', 'draft'),
            [...stages('prime-change-order', 'ready'), ...sent('prime-change-order')],
          ),
          ...toErp(
            'prime-change-order',
            { to: 'prime-change-orders', of: 'project' },
            'Accounting approver with Admin',
          ),
        ],
      },
    ],
  },
  {
    key: 'vendors',
    title: 'Create and sync vendors',
    rule: 'A vendor may be created in either system. Without one a company cannot receive a commitment export.',
    lanes: [
      {
        title: 'Begun here',
        steps: [
          inCompany(
            'Create the company',
            MANAGER,
            'directory',
            [],
            [...stages('company', 'ready'), ...sent('company')],
          ),
          ...toErp('company', { to: 'directory', of: 'company' }),
        ],
      },
      {
        title: 'Begun in the ERP',
        steps: [
          inCompany('Create the vendor', OFFICE, 'erp/company', [], ['staged-company', ...stages('company', 'synced')]),
          inCompany(
            'Add it to the directory, or link it with a company',
            ADMIN,
            'erp/company?filter=Ready+to+Import',
            ['staged-company'],
            stages('company', 'synced'),
          ),
        ],
      },
    ],
  },
  {
    key: 'invoice-setup',
    title: 'Set up subcontractor invoices',
    rule: 'Invoices need a new enough agent; the Connection page says what is switched off and why.',
    lanes: [
      {
        title: 'Once for the company, then by project',
        steps: [
          inCompany('The ERP is connected', ADMIN, 'erp/connection', [], ['connection']),
          inCompany('Choose summarisation and direct export', ADMIN, 'erp/settings', [], ['invoice-settings']),
          COMMITMENT_SYNCED,
          inProject('Open a billing period', MANAGER, 'invoices', [], ['period']),
        ],
      },
    ],
  },
  {
    key: 'invoices',
    title: 'Export subcontractor invoices',
    rule: 'An invoice is sent in Approved, Approved as Noted or Pending Owner Approval; what nets to zero is not sent.',
    lanes: [
      {
        title: 'Each billing period',
        steps: [
          inProject('A billing period is open', MANAGER, 'invoices', [], ['period-open']),
          inProject('Write the invoice and approve it', MANAGER, 'invoices', stages('subcontractor-invoice', 'draft'), [
            ...stages('subcontractor-invoice', 'ready'),
            ...sent('subcontractor-invoice'),
          ]),
          ...toErp('subcontractor-invoice', { to: 'invoices', of: 'project' }),
          inProject('Pay it', OFFICE, 'invoices', ['invoice-unpaid'], ['invoice-paid']),
        ],
      },
    ],
  },
]
