/**
 * The tables of the books, as data: names, keys and columns of docs/sage-300-cre-formats.md ("Tables"), and beyond them the
 * columns that hold what an import file carries (names from the published entity classes, reference 2.4; dates assumed).
 */

/** What a column holds; decides its text, its empty value and how it compares. `units` and `rate` have four decimals. */
export type Kind = 'text' | 'money' | 'units' | 'rate' | 'percent' | 'int' | 'date' | 'time' | 'bit'

export interface TableShape {
  readonly key: readonly string[]
  readonly columns: ReadonlyMap<string, Kind>
  /** Columns with a hash index of their own. */
  readonly indexed: readonly string[]
  /** How many leading key columns make one group of rows; within a group rows arrive in key order. All of them by default. */
  readonly group: number
}

/** The text a null has on the wire and in a cell (PostgreSQL COPY). */
export const NULL = '\\N'

export const DECIMALS: Partial<Record<Kind, number>> = { money: 2, units: 4, rate: 4, percent: 2 }

export function emptyOf(kind: Kind): string {
  if (kind === 'date' || kind === 'time') return NULL
  if (kind === 'bit' || kind === 'int') return '0'
  const decimals = DECIMALS[kind]
  return decimals === undefined ? '' : `0.${'0'.repeat(decimals)}`
}

const STAMPS = 'Operator_Stamp Date_Stamp:date Time_Stamp:time'

const ADDRESS = 'Address_1 Address_2 City State ZIP_Code'

const BUCKETS =
  'Original_Estimate:money JTD_Aprvd_Estimate_Chgs:money Total_Estimate:money Original_Commitment:money ' +
  'Approved_Commitment_Changes:money Revised_Commitment:money Commitment_Invoiced:money JTD_Cost:money MTD_Cost:money ' +
  'JTD_Dollars_Paid:money MTD_Dollars_Paid:money Last_Cost_Update:date'

/** What the owner pays: original, approved changes, both together. */
const CONTRACT_BUCKETS = 'Original_Contract_Amount:money JTD_Aprvd_Contract_Chgs:money Revised_Contract_Amount:money'

const JOB_BUCKETS = `${BUCKETS} ${CONTRACT_BUCKETS}`

const COST_CODE_BUCKETS = `${BUCKETS} Orig_Scheduled_Value:money JTD_Aprvd_Schd_Value_Chgs:money Revised_Scheduled_Value:money`

const INSURANCE =
  'GL_Ins_Policy_Number GL_Ins_Company GL_Ins_Limit:money GL_Ins_Effective_Dt:date GL_Ins_Expiration_Dt:date ' +
  'Auto_Ins_Policy_Num Auto_Ins_Company Auto_Ins_Limit:money Auto_Ins_Effect_Dt:date Auto_Ins_Expir_Dt:date ' +
  'Umb_Ins_Policy_Num Umbrella_Ins_Company Umbrella_Ins_Limit:money Umb_Ins_Effective_Dt:date Umb_Ins_Expir_Dt:date ' +
  'Work_Comp_Policy_Num Work_Comp_Ins_Cmpany Work_Comp_Ins_Limit:money Work_Comp_Effect_Dt:date Work_Comp_Expir_Dt:date'

const TRANSACTION =
  'Job Extra Cost_Code Category Transaction_Type Run:int Sequence:int Transaction_Date:date Accounting_Date:date Description ' +
  'Units:units Unit_Cost:rate Amount:money Application_of_Origin Batch Vendor Invoice Commitment Commitment_Line_Item:int ' +
  'Commitment_CO Employee Equipment WIP_ID:int Ref_1 Ref_2 Chg_Mgmt_Ref_1 Chg_Mgmt_Ref_2 Contract Item'

function shape(key: string, columns: string, indexed = '', group = 0): TableShape {
  const pairs = `${columns} ${STAMPS}`.split(' ').map((column): [string, Kind] => {
    const [name, kind] = column.split(':')
    return [name as string, (kind ?? 'text') as Kind]
  })
  const keys = key.split(' ')
  return {
    key: keys,
    columns: new Map(pairs),
    indexed: indexed.split(' ').filter((name) => name !== ''),
    group: group === 0 ? keys.length : group,
  }
}

const transactions = shape(
  'Job Extra Cost_Code Category Transaction_Type Run Sequence',
  TRANSACTION,
  'Job Batch Commitment Chg_Mgmt_Ref_2 Ref_1 Ref_2',
  5,
)

const invoices = shape(
  'Vendor Invoice',
  'Vendor Invoice Description Status Amount:money Tax:money Retainage:money Amount_Paid:money Invoice_Date:date Accounting_Date:date ' +
    'Batch Invoice_Code_1 Invoice_Code_2',
  'Invoice_Code_2',
)

const distributions = shape(
  'Vendor Invoice Dist_Seq',
  'Vendor Invoice Dist_Seq:int Description Amount:money Tax_Group Tax:money Retainage:money Expense_Account Job Extra Cost_Code Category ' +
    'Commitment Commitment_Line_Item:int Units:units Unit_Cost:rate Draw',
  'Commitment',
  2,
)

const times = shape(
  'Employee Period_End_Date Run Sequence',
  'Employee Period_End_Date:date Run:int Sequence:int Date_Worked:date Pay_ID Job Extra Cost_Code Category Regular_Hours:percent ' +
    'Overtime_Hours:percent Double_Hours:percent Description Batch Ref_1 Ref_2',
  'Batch Ref_1',
)

export const TABLES = {
  JCM_MASTER__JOB: shape(
    'Job',
    `Job Description ${ADDRESS} Status Extras ${JOB_BUCKETS} Site_Phone Size:money Unit_Description Job_Tax_Group ` +
      'Estimated_Start_Date:date Estimated_Completion_Date:date Billing_Method Billing_Level',
  ),
  JCM_MASTER__EXTRA: shape(
    'Job Extra',
    'Job Extra Description Status Extra_Date:date User_Def_Key_1 User_Def_Key_2',
    'Job',
  ),
  JCM_MASTER__COST_CODE: shape(
    'Job Extra Cost_Code',
    `Job Extra Cost_Code Description Group_Cost_Code:bit Status ${COST_CODE_BUCKETS} Accumulate_As Cost_Unit_Description ` +
      'Production_Unit_Desc Production_Units:money Cost_Account Bought_Out:bit Contract Item',
    'Job',
  ),
  JCM_MASTER__CATEGORY: shape(
    'Job Extra Cost_Code Category',
    'Job Extra Cost_Code Category Description Status Accumulate_As Last_Cost_Update:date Original_Estimate:money ' +
      'Original_Estimate_Units:units Approved_Estimate_Changes:money Approved_Est_Unit_Changes:units Total_Estimate:money ' +
      'Total_Estimate_Units:units Original_Commitment:money Approved_Commitment_Changes:money Revised_Commitment:money ' +
      'Commitment_Invoiced:money JTD_Cost:money JTD_Units:units JTD_Dollars_Paid:money MTD_Cost:money MTD_Units:units ' +
      'MTD_Dollars_Paid:money Msc_Cat_Amt_1:money Msc_Cat_Amt_2:money Cost_Unit_Description',
    'Job',
  ),
  JCM_MASTER__STANDARD_COST_CODE: shape(
    'Cost_Code',
    'Cost_Code Description Group_Cost_Code:bit Accumulate_As Category_1 Category_2 Category_3 Category_4 Category_5 ' +
      'Category_6 Category_7 Category_8 Category_9 Category_10 Category_11 Category_12',
  ),
  JCM_MASTER__STANDARD_CATEGORY: shape('Category', 'Category Description Accumulate_As'),
  JCM_MASTER__COMMITMENT: shape(
    'Commitment',
    'Commitment Commitment_Type Description Vendor Job Date:date Retainage_Percent:percent Tax_Group Amount:money ' +
      'Approved_CO_Amount:money Amount_Invoiced:money Closed:bit Posted:bit',
    'Job Vendor',
  ),
  JCM_MASTER__COMMITMENT_ITEM: shape(
    'Commitment Item_Number',
    'Commitment Item_Number:int Description Job Extra Cost_Code Category Tax_Group Units:units Unit_Description ' +
      'Unit_Cost:rate Amount:money Tax:money Retainage_Percent:percent Amount_Invoiced:money Units_Invoiced:units ' +
      'Approved_Commitment_CO_Units:units Approved_Commitment_CO_Amount:money Delivery_Date:date Standard_Item Scope',
    'Commitment Job',
  ),
  JCM_MASTER__COMMITMENT_CUSTOM_FIELDS: shape('Commitment', 'Commitment Gusset_Ref', 'Gusset_Ref'),
  JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS: shape(
    'Commitment Item_Number',
    'Commitment Item_Number:int Gusset_Ref',
    'Commitment Gusset_Ref',
  ),
  JCM_MASTER__COMMITMENT_CO: shape(
    'Commitment Commitment_CO',
    'Commitment Commitment_CO Description Date:date Status Approved_Date:date Amount:money',
    'Commitment Commitment_CO',
  ),
  JCM_MASTER__COMMITMENT_CO_ITEM: shape(
    'Commitment Commitment_CO Item_Number',
    'Commitment Commitment_CO Item_Number:int Description Job Extra Cost_Code Category Units:units Unit_Description ' +
      'Unit_Cost:rate Amount:money',
    'Commitment',
  ),
  JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS: shape(
    'Commitment Commitment_CO',
    'Commitment Commitment_CO Gusset_Ref',
    'Commitment Gusset_Ref',
  ),
  JCT_NEW__TRANSACTION: transactions,
  JCT_CURRENT__TRANSACTION: transactions,
  CNM_MASTER__CONTRACT: shape(
    'Contract',
    `Contract Job Description Status Work_Started:date Work_Completed:date ${CONTRACT_BUCKETS}`,
    'Job',
  ),
  CNM_MASTER__CONTRACT_ITEM: shape('Contract Item', `Contract Item Description ${CONTRACT_BUCKETS}`, 'Contract'),
  API_NEW__INVOICE: invoices,
  API_NEW__DISTRIBUTION: distributions,
  APM_MASTER__INVOICE: invoices,
  APM_MASTER__DISTRIBUTION: distributions,
  APM_MASTER__INVOICE_PAYMENT: shape(
    'Vendor Invoice Payment_ID',
    'Vendor Invoice Payment_ID:int Description Payment_Type Bank_Account Check Amount_Paid:money',
    '',
    2,
  ),
  GLM_MASTER__ACCOUNT: shape('Account', 'Account Account_Title Control_Account:bit'),
  APM_MASTER__VENDOR: shape(
    'Vendor',
    `Vendor Name ${ADDRESS} Telephone Fax_Number Type Onhold_Status:int Inactive:bit ${INSURANCE}`,
  ),
  TXM_MASTER__TAX_GROUP: shape('Tax_Group', 'Tax_Group Description Rate:rate'),
  BLT_CURRENT__TRANSACTION: shape(
    'WIP_ID',
    'WIP_ID:int Job Extra Cost_Code Category Transaction_Date:date Description Units:units Billing_Rate:rate Billing_Amount:money',
  ),
  PRM_MASTER__EMPLOYEE: shape('Employee', 'Employee Name Status Pay_ID Pay_Rate:money'),
  PRM_MASTER__PAY: shape('Pay_ID', 'Pay_ID Description'),
  PRT_NEW__TIME: times,
  PRT_CURRENT__TIME: times,
} as const satisfies Record<string, TableShape>

export type TableName = keyof typeof TABLES

export const TABLE_NAMES = Object.keys(TABLES) as TableName[]

/** The types a job cost transaction may have (formats page, "Transaction types"). */
export const TRANSACTION_TYPES = [
  'Original estimate',
  'Approved est changes',
  'Committed cost',
  'Aprvd cmmtt cst chng',
  'AP cost',
  'JC cost',
  'PR cost',
  'EQ cost',
  'IV cost',
  'Dollars paid',
  'Misc worksheet 1',
  'Misc worksheet 2',
  'Aprvd schdl val chng',
] as const

export type TransactionType = (typeof TRANSACTION_TYPES)[number]

/** Types that come with an import of their own and are not typed in at the desk. */
export const IMPORTED_ONLY: readonly TransactionType[] = ['Committed cost', 'Aprvd schdl val chng']
