import type { Books } from '../sage-300-cre/books.ts'
import { enterContract, enterContractItem, enterScheduleOfValue, setBilling } from '../sage-300-cre/contracts.ts'
import { type CostEntry, enterCost } from '../sage-300-cre/desk-costs.ts'
import { addExtra, insureVendor } from '../sage-300-cre/desk-extras.ts'
import { postBatch } from '../sage-300-cre/post.ts'
import { addCategory, addCostCode } from '../sage-300-cre/setup.ts'
import { EMPLOYEES, PAY_IDS, STANDARD_CATEGORIES, STANDARD_COST_CODES, TAX_GROUPS, VENDORS } from './example-codes.ts'

/** The example company: a street, sewer and general contractor with one job to begin, one under way and one closed. */
export function seedExample(books: Books): void {
  seedStandards(books)
  seedVendors(books)
  seedTaxAndPeople(books)
  const everywhere = STANDARD_COST_CODES.map(([code]) => code)
  seedJob(
    books,
    ['25-2977', 'Street and Sewer 2977J', 'Various Streets', 'San Francisco', '94103', 'In progress'],
    everywhere,
  )
  const small = everywhere.filter((code) => /^(01|02|04)-/.test(code))
  seedJob(books, ['24-0118', 'Harbor Way Sidewalks', '100 Harbor Way', 'South San Fran', '94080', 'In progress'], small)
  const closed = everywhere.filter((code) => /^(01|02)-/.test(code))
  seedJob(
    books,
    ['23-0042', 'Mission Alley Repaving', '42 Mission Alley', 'San Francisco', '94110', 'In progress'],
    closed,
  )
  seedExtras(books)
  for (const insurance of INSURANCE) insureVendor(books, insurance)
  seedOwners(books)
  for (const entry of COSTS) enterCost(books, { ...entry, batch: 'OPENING' })
  postBatch(books, 'OPENING')
  seedPaidInvoice(books)
  const done = books.get('JCM_MASTER__JOB', '23-0042')
  if (done) books.change('JCM_MASTER__JOB', done, { Status: 'Closed' })
}

/** Of the paving contractor all four types, of the flaggers one that has run out. */
const INSURANCE = [
  {
    vendor: 'BAYPAVE',
    type: 'General liability',
    policy: 'GL-88120-4',
    company: 'Golden Gate Casualty',
    limit: '2000000.00',
    effective: '2026-01-01',
    expiration: '2027-01-01',
  },
  {
    vendor: 'BAYPAVE',
    type: 'Automobile',
    policy: 'CA-5521-90',
    company: 'Golden Gate Casualty',
    limit: '1000000.00',
    effective: '2026-01-01',
    expiration: '2027-01-01',
  },
  {
    vendor: 'BAYPAVE',
    type: 'Umbrella',
    policy: 'UMB-300412',
    company: 'Sierra Mutual',
    limit: '5000000.00',
    effective: '2026-01-01',
    expiration: '2027-01-01',
  },
  {
    vendor: 'BAYPAVE',
    type: "Workers' compensation",
    policy: 'WC-7710',
    company: 'State Fund',
    limit: '1000000.00',
    effective: '2026-07-01',
    expiration: '2027-07-01',
  },
  {
    vendor: 'FLAGLINE',
    type: 'General liability',
    policy: 'GL-20977',
    company: 'Harbor Indemnity',
    limit: '1000000.00',
    effective: '2024-06-01',
    expiration: '2025-06-01',
  },
]

const HARBOR = { job: '24-0118', extra: '' }
const MISSION = { job: '23-0042', extra: '', costCode: '02-200' }

const COSTS: readonly CostEntry[] = [
  { ...HARBOR, type: 'Original estimate', costCode: '02-400', category: 'S', amount: '86000.00', units: '7200' },
  { ...HARBOR, type: 'Original estimate', costCode: '02-400', category: 'L', amount: '21500.00' },
  { ...HARBOR, type: 'Original estimate', costCode: '02-450', category: 'S', amount: '44800.00', units: '560' },
  { ...HARBOR, type: 'Original estimate', costCode: '01-410', category: 'S', amount: '12000.00' },
  {
    ...HARBOR,
    type: 'AP cost',
    costCode: '02-400',
    category: 'S',
    amount: '31250.75',
    vendor: 'CURBWORK',
    invoice: 'CW-1041',
    description: 'Sidewalk, first pour',
  },
  {
    ...HARBOR,
    type: 'AP cost',
    costCode: '01-410',
    category: 'S',
    amount: '2890.00',
    vendor: 'FLAGLINE',
    invoice: '77120',
    description: 'Flaggers, week 12',
  },
  {
    ...HARBOR,
    type: 'PR cost',
    costCode: '02-400',
    category: 'L',
    amount: '6480.20',
    units: '96',
    employee: '1007',
    description: 'Payroll, week 12',
  },
  {
    ...HARBOR,
    type: 'EQ cost',
    costCode: '01-800',
    category: 'E',
    amount: '815.50',
    units: '14',
    equipment: 'LDR-02',
    description: 'Loader',
  },
  {
    ...HARBOR,
    type: 'IV cost',
    costCode: '02-450',
    category: 'M',
    amount: '1204.36',
    units: '11',
    description: 'Curb forms from yard',
  },
  {
    ...HARBOR,
    type: 'JC cost',
    costCode: '01-130',
    category: 'O',
    amount: '450.00',
    description: 'Street space permit',
  },
  {
    ...HARBOR,
    type: 'Dollars paid',
    costCode: '02-400',
    category: 'S',
    amount: '28125.68',
    vendor: 'CURBWORK',
    invoice: 'CW-1041',
  },
  { ...MISSION, type: 'Original estimate', category: 'S', amount: '58000.00' },
  {
    ...MISSION,
    type: 'AP cost',
    category: 'S',
    amount: '57310.40',
    vendor: 'BAYPAVE',
    invoice: 'BP-889',
    description: 'Repaving, final',
  },
]

/** The first pour of the sidewalks as Accounts Payable has it: posted, and paid but for the retainage. Its costs are among the opening ones. */
function seedPaidInvoice(books: Books): void {
  const key = { Vendor: 'CURBWORK', Invoice: 'CW-1041' }
  const amounts = { Amount: '31250.75', Retainage: '3125.07' }
  books.insert('APM_MASTER__INVOICE', {
    ...key,
    ...amounts,
    Description: 'Sidewalk, first pour',
    Status: 'Fully paid',
    Amount_Paid: '28125.68',
    Invoice_Date: books.today(),
    Accounting_Date: books.today(),
    Batch: 'OPENING',
  })
  const line = { Job: '24-0118', Cost_Code: '02-400', Category: 'S', Expense_Account: '5000-S' }
  books.insert('APM_MASTER__DISTRIBUTION', {
    ...key,
    ...amounts,
    ...line,
    Dist_Seq: '1',
    Description: 'Sidewalk, first pour',
  })
  const check = { Payment_Type: 'Check', Bank_Account: 'MAIN', Check: '4471', Amount_Paid: '28125.68' }
  books.insert('APM_MASTER__INVOICE_PAYMENT', { ...key, ...check, Payment_ID: '1' })
}

function seedStandards(books: Books): void {
  for (const [category, description, accumulateAs] of STANDARD_CATEGORIES) {
    books.insert('JCM_MASTER__STANDARD_CATEGORY', {
      Category: category,
      Description: description,
      Accumulate_As: accumulateAs,
    })
  }
  for (const [code, description, categories] of STANDARD_COST_CODES) {
    const columns = categories.split(' ').map((category, at) => [`Category_${at + 1}`, category])
    books.insert('JCM_MASTER__STANDARD_COST_CODE', {
      Cost_Code: code,
      Description: description,
      Group_Cost_Code: code.endsWith('-000') ? '1' : '0',
      ...Object.fromEntries(columns),
    })
  }
}

function seedVendors(books: Books): void {
  VENDORS.forEach(([id, name, address, city, zip], at) => {
    books.insert('APM_MASTER__VENDOR', {
      Vendor: id,
      Name: name,
      Address_1: address,
      City: city,
      State: 'CA',
      ZIP_Code: zip,
      Telephone: `(415) 555-01${String(at + 10)}`,
      Type: at % 3 === 2 ? 'Supplier' : 'Subcontractor',
      Inactive: id === 'OLDMILL' ? '1' : '0',
    })
  })
}

function seedTaxAndPeople(books: Books): void {
  for (const [group, description, rate] of TAX_GROUPS)
    books.insert('TXM_MASTER__TAX_GROUP', { Tax_Group: group, Description: description, Rate: rate })
  for (const [id, description] of PAY_IDS) books.insert('PRM_MASTER__PAY', { Pay_ID: id, Description: description })
  for (const [employee, name, payId, rate, status] of EMPLOYEES)
    books.insert('PRM_MASTER__EMPLOYEE', {
      Employee: employee,
      Name: name,
      Status: status,
      Pay_ID: payId,
      Pay_Rate: rate,
    })
}

type JobFacts = readonly [job: string, name: string, address: string, city: string, zip: string, status: string]

function seedJob(books: Books, [job, name, address, city, zip, status]: JobFacts, costCodes: readonly string[]): void {
  books.insert('JCM_MASTER__JOB', {
    Job: job,
    Description: name,
    Address_1: address,
    City: city,
    State: 'CA',
    ZIP_Code: zip,
    Status: status,
    Extras: 'No',
  })
  for (const code of costCodes) seedCostCode(books, job, '', code)
}

/** One on the job under way and one on the job to begin, each with cost codes of its own. */
function seedExtras(books: Books): void {
  const extras: [job: string, extra: string, description: string, codes: string[]][] = [
    ['24-0118', 'A1', 'Added Alley Frontage', ['02-400', '02-450']],
    ['25-2977', 'NIGHT', 'Night Work, Market St', ['01-130', '01-800']],
  ]
  for (const [job, extra, description, codes] of extras) {
    addExtra(books, { job, extra, description })
    for (const code of codes) seedCostCode(books, job, extra, code)
  }
}

/** What the owners pay: the street and sewer job by contracts, the sidewalks by quickbill, one amount for each division. */
function seedOwners(books: Books): void {
  setBilling(books, '25-2977', 'Use contracts', '')
  for (const [contract, description, items] of CONTRACTS) {
    const dates = { workStarted: '2025-03-03', workCompleted: '' }
    enterContract(books, { contract, job: '25-2977', description, status: 'Approved', ...dates })
    for (const [item, text, amount] of items) enterContractItem(books, contract, item, text, amount)
  }
  setBilling(books, '24-0118', 'Use quickbill', 'Division')
  for (const [division, amount] of DIVISIONS) enterScheduleOfValue(books, '24-0118', '', division, amount)
}

const CONTRACTS: readonly [contract: string, description: string, items: readonly [string, string, string][]][] = [
  [
    '2977J',
    'Street and Sewer 2977J',
    [
      ['0010', 'Roadway paving', '1250000.00'],
      ['0020', 'Sidewalk and curb ramps', '480000.00'],
      ['0030', 'Sewer replacement', '905500.50'],
    ],
  ],
  ['2977J-ALT', 'Alternate: alley lighting', [['0010', 'Street lighting', '96250.00']]],
]

const DIVISIONS: readonly [division: string, amount: string][] = [
  ['01-000', '28000.00'],
  ['02-000', '214750.25'],
]

function seedCostCode(books: Books, job: string, extra: string, costCode: string): void {
  addCostCode(books, job, extra, costCode, {})
  const categories = STANDARD_COST_CODES.find(([code]) => code === costCode)?.[2] ?? ''
  for (const category of categories.split(' ')) {
    if (category !== '') addCategory(books, { job, extra, costCode, category }, {})
  }
}
