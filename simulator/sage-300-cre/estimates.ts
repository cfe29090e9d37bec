import type { Books } from './books.ts'
import { nextEntry, type Runs } from './entries.ts'
import type { Session, Verdict } from './import.ts'
import { isZero } from './money.ts'
import type { ImportRecord } from './reader.ts'
import { addCategory, addCostCode, costCodeProblem, jobProblem } from './setup.ts'

/** `jc-import-estimates`: sets up job, extra, cost code and category, and carries estimates. Record by record. */
export function estimateSession(books: Books): Session {
  const runs: Runs = new Map()
  return {
    take: (record) => {
      const stop = record.problem === null && record.id === 'C' && !isStandardCategory(books, record)
      const refused =
        record.problem ??
        (stop ? `Category [${record.values.Category}] is not a standard category.` : take(books, runs, record))
      const verdicts: Verdict[] = [{ record, refused }]
      return { verdicts, stop }
    },
    end: () => [],
  }
}

function take(books: Books, runs: Runs, record: ImportRecord): string | null {
  const of = (name: string): string => record.values[name] ?? ''
  switch (record.id) {
    case 'J':
      return takeJob(books, of)
    case 'X':
      return takeExtra(books, of)
    case 'P':
      return takeCostCode(books, of)
    default:
      return takeCategory(books, runs, of)
  }
}

type Values = (name: string) => string

/** "The import stops if any category is not a Standard Category" (reference 1.4). */
function isStandardCategory(books: Books, record: ImportRecord): boolean {
  return books.get('JCM_MASTER__STANDARD_CATEGORY', record.values.Category ?? '') !== undefined
}

function takeJob(books: Books, of: Values): string | null {
  if (books.get('JCM_MASTER__JOB', of('Code'))) return 'A job with that code already exists.'
  books.insert('JCM_MASTER__JOB', {
    Job: of('Code'),
    Description: of('Name'),
    Address_1: of('Address1'),
    Address_2: of('Address2'),
    City: of('AddressCity'),
    State: of('AddressState'),
    ZIP_Code: of('AddressZip'),
    Site_Phone: of('SitePhone'),
    Size: of('Size'),
    Unit_Description: of('UnitDescription'),
    Status: of('Status') || 'Unstarted',
    Extras: 'No',
    Estimated_Start_Date: of('EstimatedStartDate') || null,
    Estimated_Completion_Date: of('EstimatedCompletionDate') || null,
    Job_Tax_Group: of('JobTaxGroup'),
  })
  return null
}

function takeExtra(books: Books, of: Values): string | null {
  const problem = jobProblem(books, of('Job'), '')
  if (problem) return problem
  if (books.get('JCM_MASTER__EXTRA', of('Job'), of('Code'))) return 'An extra with that code already exists.'
  books.insert('JCM_MASTER__EXTRA', {
    Job: of('Job'),
    Extra: of('Code'),
    Description: of('Name'),
    Status: of('Status') || 'Unstarted',
    Extra_Date: of('Date') || null,
    User_Def_Key_1: of('UserKey1'),
    User_Def_Key_2: of('UserKey2'),
  })
  const job = books.get('JCM_MASTER__JOB', of('Job'))
  if (job && books.text('JCM_MASTER__JOB', job, 'Extras') !== 'Yes')
    books.change('JCM_MASTER__JOB', job, { Extras: 'Yes' })
  return null
}

/** A code the job has keeps its description; one that is not standard needs the option. */
function takeCostCode(books: Books, of: Values): string | null {
  const problem = jobProblem(books, of('Job'), of('Extra'))
  if (problem) return problem
  if (books.get('JCM_MASTER__COST_CODE', of('Job'), of('Extra'), of('CostCode'))) return null
  const standard = books.get('JCM_MASTER__STANDARD_COST_CODE', of('CostCode')) !== undefined
  if (!standard && !books.knobs.allowNonStandardCostCodes)
    return `Cost code [${of('CostCode')}] is not on the standard cost code list.`
  addCostCode(books, of('Job'), of('Extra'), of('CostCode'), {
    Description: of('Name'),
    Group_Cost_Code: of('GroupCostCode'),
    Accumulate_As: of('AccumulateAs'),
    Cost_Unit_Description: of('CostUnitDescription'),
    Production_Unit_Desc: of('ProductionUnitDescription'),
    Production_Units: of('ProductionUnits'),
    Cost_Account: of('CostAccount'),
    Bought_Out: of('BoughtOut'),
    Contract: of('Contract'),
    Item: of('ContractItem'),
  })
  return null
}

/** Adds the category when the cost code lacks it; a non-zero amount makes an `Original estimate` entry in new.jct. */
function takeCategory(books: Books, runs: Runs, of: Values): string | null {
  const key = { job: of('Job'), extra: of('Extra'), costCode: of('CostCode'), category: of('Category') }
  const problem = jobProblem(books, key.job, key.extra) ?? costCodeProblem(books, key.job, key.extra, key.costCode)
  if (problem) return problem
  if (!books.get('JCM_MASTER__CATEGORY', key.job, key.extra, key.costCode, key.category)) {
    addCategory(books, key, {
      Description: of('Name'),
      Accumulate_As: of('AccumulateAs'),
      Cost_Unit_Description: of('UnitDescription'),
    })
  }
  if (isZero(of('Amount'))) return null
  const { run, batch, sequence } = nextEntry(books, runs, of('Batch'), 'EST')
  const date = of('Date') || books.today()
  books.insert('JCT_NEW__TRANSACTION', {
    Job: key.job,
    Extra: key.extra,
    Cost_Code: key.costCode,
    Category: key.category,
    Transaction_Type: 'Original estimate',
    Run: run,
    Sequence: sequence,
    Transaction_Date: date,
    Accounting_Date: date,
    Description: of('Name'),
    Units: of('Quantity'),
    Amount: of('Amount'),
    Application_of_Origin: 'JC',
    Batch: batch,
    Ref_1: of('Reference1'),
    Ref_2: of('Reference2'),
    Chg_Mgmt_Ref_2: of('ChangeManagementReference2'),
  })
  return null
}
