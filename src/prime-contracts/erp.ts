/** Plugs prime contracts into the pipeline: in only. Each contract of the ERP waits for a person; several of one job may feed one prime contract. */
import {
  type Entity,
  type Feed,
  type Inbound,
  type ItemSummary,
  isSwitchedOn,
  NOTHING_APPLIED,
  type Scope,
  type Staged,
} from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import {
  ACCOUNTING_METHODS,
  type AccountingMethod,
  type BillingLevel,
  METHOD_WORDS,
  type PrimeContract,
  type PrimeContractFields,
  type PrimeContractId,
  type SourceId,
} from './model.ts'
import { refusalsToLink } from './rules.ts'
import { createPrimeContract, findPrimeContract, getPrimeContract, primeContractNumbered } from './store.ts'
import {
  addSource,
  candidates,
  dropVanishedItems,
  findSource,
  importNewItems,
  keepItems,
  keepJobItem,
  projectOfJob,
} from './store-sources.ts'

/** CFG-8. */
const METHOD_SETTING = 'choose-prime-contract-method'
const METHOD_HELP =
  'Amount-based: each line has an amount alone. Unit-based: each line has a quantity and a unit price, and its amount follows from them.'
const text = (name: string) => ({ name, type: 'text' as const })
const SHARED = { onDemand: true, refreshAction: 'import-prime-contract', everyMinutes: 60 }

const contracts: Feed = {
  feed: 'contracts',
  label: 'Contracts',
  columns: [
    ...['erp_id', 'title', 'job', 'status'].map(text),
    { name: 'work_started', type: 'date' },
    { name: 'work_completed', type: 'date' },
    { name: 'original_amount', type: 'numeric' },
  ],
  key: ['erp_id'],
  after: ['jobs'],
  ...SHARED,
  apply: async () => NOTHING_APPLIED,
}

/** Jobs that keep the schedule of values themselves; the job is the contract. */
const jobContracts: Feed = {
  feed: 'quickbill-contracts',
  label: 'Quickbill jobs',
  columns: [...['erp_id', 'title', 'billing_level'].map(text), { name: 'original_amount', type: 'numeric' }],
  key: ['erp_id'],
  after: ['jobs'],
  ...SHARED,
  apply: async () => NOTHING_APPLIED,
}

const ITEMS = `select distinct on (i.contract, i.item) i.contract, i.item, coalesce(i.description, '') as description, '' as extra,
    null::text as cost_code, false as is_group, coalesce(i.amount, 0) as amount
  from incoming i where i.contract <> '' and i.item <> '' order by i.contract, i.item, i.line desc`

const items: Feed = {
  feed: 'contract-items',
  label: 'Contract items',
  columns: [...['contract', 'item', 'description'].map(text), { name: 'amount', type: 'numeric' }],
  key: ['contract', 'item'],
  after: ['contracts'],
  ...SHARED,
  apply: (scope) => keepItems(scope, 'contract-items', ITEMS),
  finish: (scope) => dropVanishedItems(scope, 'contract-items', 'select contract, item from seen'),
}

/** Cost codes of a job as items of its contract: the code alone, or with the sub job before it. */
const CODE_KEY = (from: string) =>
  `${from}.job as contract, case when coalesce(${from}.extra, '') = '' then ${from}.cost_code else ${from}.extra || '/' || ${from}.cost_code end as item`

const JOB_ITEMS = `select distinct on (i.job, coalesce(i.extra, ''), i.cost_code) ${CODE_KEY('i')}, coalesce(i.description, '') as description,
    coalesce(i.extra, '') as extra, i.cost_code, coalesce(i.is_group, false) as is_group, nullif(i.amount, 0) as amount
  from incoming i where i.cost_code <> '' order by i.job, coalesce(i.extra, ''), i.cost_code, i.line desc`

const jobItems: Feed = {
  feed: 'quickbill-items',
  label: 'Quickbill schedules of values',
  columns: [
    ...['job', 'extra', 'cost_code', 'description'].map(text),
    { name: 'is_group', type: 'boolean' },
    { name: 'amount', type: 'numeric' },
  ],
  key: ['job', 'extra', 'cost_code'],
  after: ['quickbill-contracts'],
  ...SHARED,
  apply: (scope) => keepItems(scope, 'quickbill-items', JOB_ITEMS),
  finish: (scope) => dropVanishedItems(scope, 'quickbill-items', `select ${CODE_KEY('seen')} from seen`),
}

const stage: NonNullable<Inbound['stage']> = {
  feed: 'contracts',
  secondFeed: 'quickbill-contracts',
  erpId: 'erp_id',
  title: 'title',
  addAction: 'import-prime-contract',
  fields: async (scope) => {
    if (!(await isSwitchedOn(scope, METHOD_SETTING))) return []
    const choices = ACCOUNTING_METHODS.map((value) => ({ value, label: METHOD_WORDS[value] }))
    return [{ key: 'method', label: 'Accounting method', type: 'choice', choices, required: true, help: METHOD_HELP }]
  },
  add: async (scope, staged, answers) => {
    const project = await projectOfJob(scope, jobOf(staged))
    if (project === undefined)
      throw new Refused(
        refusal('project-not-linked', `Job ${jobOf(staged)} of the ERP is not linked to a project.`, {
          remedy: 'Add the job first, or link it to its project.',
        }),
      )
    const number = staged.erpId
    if (await primeContractNumbered(scope.sql, scope.company, project, number))
      throw new Refused(
        refusal('number-taken', `The project has a prime contract ${number} already.`, {
          remedy: 'Link the record with it.',
        }),
        409,
      )
    const method = (answers.method ?? 'amount') as AccountingMethod
    const contract = await createPrimeContract(scope, project, { ...headOf(staged), number, accountingMethod: method })
    return importInto(scope, contract, staged)
  },
  suggest: async (scope, staged) =>
    (await candidates(scope, jobOf(staged))).map(({ id, number, title, erpIds }) => ({
      item: id as number as ItemId,
      title: [number, title].filter(Boolean).join(' '),
      because:
        erpIds.length > 0
          ? `it is fed by ${erpIds.join(', ')} of the same job; the items of ${staged.erpId} are added to it`
          : 'it stands on the project of the same job and has nothing of the ERP yet',
    })),
  join: async (scope, item, staged) =>
    importInto(scope, await getPrimeContract(scope.sql, scope.company, asContract(item), { lock: true }), staged),
  // Document 001, "Prime Contracts": what changed in the ERP is taken by a person, with Re-Import; here only what is there is kept.
  update: keepJobAmount,
  linkable: async ({ sql, company }, item) => refusalsToLink(await findPrimeContract(sql, company, asContract(item))),
  summary,
}

export const entities: Entity[] = [
  {
    kind: 'prime-contract',
    one: 'Prime contract',
    many: 'Prime contracts',
    tab: {
      title: 'Prime Contracts',
      columns: [
        { key: 'job', label: 'Job' },
        { key: 'billing_level', label: 'Billing Level' },
        { key: 'status', label: 'Status' },
        { key: 'original_amount', label: 'Contract Amount', align: 'right', as: 'money' },
      ],
    },
    inbound: { stage, feeds: [contracts, jobContracts, items, jobItems] },
    settings: [
      {
        key: METHOD_SETTING,
        group: 'Prime contracts',
        label: 'Choose unit-based or amount-based for prime contracts',
        help: 'Whoever imports a prime contract says first how it is accounted; off, all are amount-based.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
  },
]

/** The record's items become lines at the end of the contract. @returns what is linked with the record */
async function importInto(scope: Scope, contract: PrimeContract, staged: Staged): Promise<ItemId> {
  refuseIf(contract.jobErpId === jobOf(staged) ? [] : [otherJob(contract, staged)])
  await keepJobAmount(scope, 0 as ItemId, staged)
  const level = levelOf(staged)
  const feed = level === null ? 'contract-items' : 'quickbill-items'
  const source = await addSource(scope, contract.id, { feed, erpId: staged.erpId, job: jobOf(staged), level })
  if ((await importNewItems(scope, contract, source)) === 0)
    throw new Refused(
      refusal('no-items', `${staged.erpId} has no schedule of values in the ERP, or it was not read yet.`, {
        remedy: 'Enter it there and sync the prime contracts.',
      }),
    )
  return source as number as ItemId
}

function otherJob(contract: PrimeContract, staged: Staged) {
  return refusal(
    'other-job',
    `${staged.erpId} belongs to job ${jobOf(staged)}, the project “${contract.projectName}” to ${contract.jobErpId ?? 'none'}.`,
    { remedy: 'Import it into a prime contract of its own job.' },
  )
}

/** A schedule of values of one amount for the whole job comes with the record itself. */
async function keepJobAmount(scope: Scope, _item: ItemId, staged: Staged): Promise<void> {
  if (levelOf(staged) !== 'job') return
  const { erpId, title, data } = staged
  await keepJobItem(scope, { feed: 'quickbill-items', job: erpId, title, amount: data.original_amount ?? null })
}

/** Document 001, "Prime Contract" tables: title and description are both the ERP's description; quickbill is always Approved. */
function headOf({ title, data, ...staged }: Staged): Partial<PrimeContractFields> {
  if (levelOf({ title, data, ...staged }) !== null) return { title, status: 'Approved' }
  return {
    title,
    description: title,
    status: STATUS_WORDS[(data.status ?? '').trim().toLowerCase()] ?? 'Draft',
    startDate: data.work_started ?? null,
    actualCompletionDate: data.work_completed ?? null,
  }
}

const STATUS_WORDS: Record<string, string> = { approved: 'Approved', closed: 'Complete', complete: 'Complete' }

/** The job a contract is for; where the job is the contract, itself. */
function jobOf({ erpId, data }: Staged): string {
  return (data.job ?? erpId).trim()
}

function levelOf({ data }: Staged): BillingLevel | null {
  if (!('billing_level' in data)) return null
  const level = (data.billing_level ?? '').trim().toLowerCase()
  return level === 'division' || level === 'section' ? level : 'job'
}

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const source = await findSource(sql, company, item as number as SourceId)
  const found = source && (await findPrimeContract(sql, company, source.contract))
  return (
    found && {
      id: item,
      project: found.project,
      projectName: found.projectName,
      number: source.erpId,
      title: found.title,
      amount: found.total,
      path: `/companies/${company}/projects/${found.project}/prime-contracts/${found.id}`,
      rev: found.rev,
      columns: {
        job: source.job,
        billing_level: source.level ?? '',
        status: found.status,
        original_amount: found.total,
      },
    }
  )
}

function asContract(item: ItemId): PrimeContractId {
  return item as number as PrimeContractId
}
