/** Sound documents for the tests: nothing in them breaks a limit. */
export const commitment = {
  kind: 'commitment',
  id: 1,
  erpId: '25-001-01',
  type: 'subcontract',
  title: 'Concrete, level 1',
  vendor: { erpId: 'BAYPAV', name: 'Bay Paving' },
  job: { erpId: '25-02-0001', name: 'Harbor Street' },
  date: '2025-03-31',
  retainagePercent: '5',
  accountingMethod: 'amount',
  taxGroup: 'CASF',
  lines: [
    {
      number: 1,
      description: 'Slab on grade',
      job: '25-02-0001',
      extra: '',
      costCode: '03-100',
      category: 'SUB',
      quantity: null,
      unitCost: null,
      uom: null,
      amount: '1250.00',
      taxGroup: 'CASF',
      taxRate: '8.625',
      tax: '107.81',
    },
    {
      number: 2,
      description: 'Curbs',
      job: '25-02-0001',
      extra: '',
      costCode: '03-200',
      category: 'SUB',
      quantity: '3',
      unitCost: '4',
      uom: 'CY',
      amount: '-100.5',
      taxGroup: null,
      taxRate: null,
      tax: null,
    },
  ],
}

export const unitCommitment = {
  ...commitment,
  type: 'purchase-order',
  accountingMethod: 'unit',
  lines: [{ ...commitment.lines[1], number: 1, quantity: '10.5', unitCost: '101.25', uom: 'CY', amount: '1063.13' }],
}

const newItem = {
  number: 3,
  description: 'Retaining wall',
  job: '25-02-0001',
  extra: '',
  costCode: '03-300',
  category: 'SUB',
  unitCost: null,
  uom: null,
}

/** Takes from item 2 and adds item 3. */
export const commitmentChangeOrder = {
  kind: 'commitment-change-order',
  id: 4,
  erpId: '003',
  number: '001',
  title: 'Wall in place of curbs',
  status: 'Approved',
  commitment: { erpId: '25-001-01', type: 'subcontract', title: 'Concrete, level 1' },
  job: { erpId: '25-02-0001', name: 'Harbor Street' },
  accountingMethod: 'amount',
  newItems: [newItem],
  changes: [
    {
      ...newItem,
      number: 2,
      costCode: '03-200',
      isNew: false,
      quantity: null,
      amount: '-100.5',
      parts: ['1: less curb'],
    },
    { ...newItem, isNew: true, quantity: null, amount: '4200.00', parts: ['2: wall'] },
  ],
}

export const timesheet = {
  kind: 'timecards',
  id: 4,
  number: 7,
  job: { erpId: '25-02-0001', name: 'Harbor Street' },
  periodStart: '2025-03-24',
  periodEnd: '2025-03-30',
  timecards: [
    {
      number: 1,
      employee: { code: '1007', name: 'Samuel Okafor' },
      date: '2025-03-25',
      payId: 'HOURLY',
      job: '25-02-0001',
      extra: '',
      costCode: '03-100',
      category: 'LAB',
      regularHours: '8.00',
      overtimeHours: '1.50',
      doubleHours: '0.00',
      description: 'Forms',
    },
    {
      number: 2,
      employee: { code: '1012', name: 'Minh Tran' },
      date: '2025-03-30',
      payId: '',
      job: '25-02-0001',
      extra: 'A1',
      costCode: '03-200',
      category: 'LAB',
      regularHours: '0.00',
      overtimeHours: '0.00',
      doubleHours: '4.25',
      description: '',
    },
  ],
}

export const company = {
  kind: 'company',
  id: 2,
  erpId: 'BAYPAV',
  name: 'Bay Paving',
  address: '1 Quay',
  address2: null,
  city: 'Oakland',
  state: 'CA',
  zip: '94607',
  phone: '510-555-0100',
  fax: '',
}

const costCodes = [
  { id: 1, code: '03-000', name: 'Concrete', extra: '', isGroup: true, categories: [] },
  {
    id: 2,
    code: '03-100',
    name: 'Slab',
    extra: '',
    isGroup: false,
    categories: [
      { code: 'LAB', name: 'Labor' },
      { code: 'MAT', name: 'Material' },
    ],
  },
]

export const job = {
  kind: 'job',
  id: 3,
  erpId: '25-02-0001',
  name: 'Harbor Street',
  address: '12 Harbor Street',
  address2: '',
  city: 'Oakland',
  state: 'CA',
  zip: '94607',
  phone: '',
  costCodes,
}

export const costCodeSet = { kind: 'cost-code', id: 3, job: { erpId: '25-02-0001' }, costCodes }

const invoiceLine = {
  number: 1,
  commitmentLine: 1,
  description: 'Slab on grade',
  job: '25-02-0001',
  extra: '',
  costCode: '03-100',
  category: 'SUB',
  quantity: null,
  amount: '500.00',
  tax: '0.00',
  retainage: '50.00',
}

export const invoice = {
  kind: 'subcontractor-invoice',
  id: 4,
  erpId: '25-001-01-1',
  description: 'March',
  vendor: { erpId: 'BAYPAV', name: 'Bay Paving' },
  commitment: { erpId: '25-001-01', number: 'SC-0001' },
  job: { erpId: '25-02-0001', name: 'Harbor Street' },
  date: '2025-03-31',
  accountingDate: '2025-04-01',
  accountingMethod: 'amount',
  amount: '450.00',
  retainage: '50.00',
  tax: '4.50',
  lines: [
    invoiceLine,
    {
      ...invoiceLine,
      number: 2,
      commitmentLine: 2,
      description: 'Curbs',
      costCode: '03-200',
      amount: '-50.00',
      tax: '4.50',
      retainage: '0.00',
    },
  ],
}

export const payment = {
  kind: 'payment',
  id: 5,
  reference: '1042/P',
  vendor: { erpId: 'BAYPAV' },
  invoice: { erpId: '25-001-01-1', mark: 'A1B2C3D4E5' },
  date: '2025-05-15',
  amount: '100.00',
}

export const subJob = {
  kind: 'sub-job',
  id: 4,
  erpId: 'A2',
  name: 'Alley frontage',
  job: { erpId: '25-02-0001' },
  costCodes: costCodes.map((each) => ({ ...each, extra: 'A2' })),
}

const place = { costCodeId: 2, costTypeId: 1, extra: '', costCode: '03-100', category: 'LAB', categoryName: 'Labor' }

export const budget = {
  kind: 'budget',
  id: 4,
  number: 1,
  job: { erpId: '25-02-0001', name: 'Harbor Street' },
  lines: [
    { ...place, amount: '12500.00', quantity: null, uom: null },
    { ...place, category: 'MAT', categoryName: 'Material', amount: '-300.5', quantity: null, uom: null },
  ],
  estimatedCostAtCompletion: [{ ...place, amount: '13000.00' }],
  forecastToComplete: [{ ...place, amount: '500.00' }],
}

export const budgetChange = {
  kind: 'budget-change',
  id: 5,
  number: '3',
  title: 'Crane time to formwork',
  job: {
    erpId: '25-02-0001',
    name: 'Harbor Street',
    address: '12 Harbor Street',
    city: 'Oakland',
    state: 'CA',
    zip: '94607',
  },
  lines: [
    { ...place, amount: '-250.00' },
    { ...place, costCode: '03-200', amount: '250.00' },
  ],
  estimatedCostAtCompletion: [{ ...place, amount: '-250.00' }],
  forecastToComplete: [{ ...place, amount: '-250.00' }],
}

/** One line on an item that exists, one that adds an item. */
export const primeChangeOrder = {
  kind: 'prime-change-order',
  id: 6,
  number: '007',
  title: 'Added curbs',
  job: {
    erpId: '25-02-0001',
    name: 'Harbor Street',
    address: '12 Harbor Street',
    city: 'Oakland',
    state: 'CA',
    zip: '94607',
  },
  newItems: [{ contract: '2977J', item: '0099', description: 'Night work' }],
  estimates: [
    { extra: '', costCode: '03-100', category: 'LAB', categoryName: 'Labor', amount: '1000.00' },
    { extra: 'A1', costCode: '03-200', category: 'MAT', categoryName: 'Material', amount: '-250.5' },
  ],
  values: [
    { extra: '', costCode: '', contract: '2977J', item: '0010', amount: '1100.00' },
    { extra: '', costCode: '', contract: '2977J', item: '0099', amount: '-275.55' },
  ],
}
