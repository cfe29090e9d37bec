import { Refused } from '../refused.ts'
import type { Books } from './books.ts'
import type { Session } from './import.ts'
import { addDecimal, formatDecimal, parseDecimal, roundOff } from './money.ts'
import type { ImportRecord } from './reader.ts'
import { categoryProblem } from './setup.ts'
import { TABLES } from './tables.ts'

const NEW = 'PRT_NEW__TIME'
const CURRENT = 'PRT_CURRENT__TIME'

/** `pr-import-timecards`: "every good record becomes a time entry in new.prt, whatever stands before or after it". */
export function timecardSession(books: Books): Session {
  let run = ''
  let entries = 0
  return {
    take: (record) => {
      const refused = record.problem ?? problemOf(books, record)
      if (refused === null) {
        run ||= String(books.nextRun())
        entries += 1
        enterTime(books, record, run, String(entries))
      }
      return { verdicts: [{ record, refused }] }
    },
    end: () => [],
  }
}

function problemOf(books: Books, { values }: ImportRecord): string | null {
  const of = (name: string): string => values[name] ?? ''
  const employee = books.get('PRM_MASTER__EMPLOYEE', of('Employee'))
  if (!employee || books.text('PRM_MASTER__EMPLOYEE', employee, 'Status') !== 'Active')
    return `Employee [${of('Employee')}] is inactive or not found.`
  if (of('PayID') !== '' && !books.get('PRM_MASTER__PAY', of('PayID'))) return `Pay ID [${of('PayID')}] is not found.`
  if (of('DateWorked') > of('PeriodEndDate')) return '[DateWorked] is after the end of the pay period.'
  return categoryProblem(books, of('Job'), of('Extra'), of('CostCode'), of('Category'))
}

/** Without a pay ID the employee's own holds. */
function enterTime(books: Books, { values }: ImportRecord, run: string, sequence: string): void {
  const of = (name: string): string => values[name] ?? ''
  const employee = books.get('PRM_MASTER__EMPLOYEE', of('Employee'))
  books.insert(NEW, {
    Employee: of('Employee'),
    Period_End_Date: of('PeriodEndDate'),
    Run: run,
    Sequence: sequence,
    Date_Worked: of('DateWorked'),
    Pay_ID: of('PayID') || (employee ? books.text('PRM_MASTER__EMPLOYEE', employee, 'Pay_ID') : ''),
    Job: of('Job'),
    Extra: of('Extra'),
    Cost_Code: of('CostCode'),
    Category: of('Category'),
    Regular_Hours: of('RegularHours'),
    Overtime_Hours: of('OvertimeHours'),
    Double_Hours: of('DoubleHours'),
    Description: of('Description'),
    Batch: of('Batch'),
    Ref_1: of('Reference1'),
    Ref_2: of('Reference2'),
  })
}

/** `Tasks > Post Time`: moves a batch to current.prt and makes a `PR cost` of each entry in new.jct. Returns that batch of new.jct. */
export function postTime(books: Books, batch: string): { posted: number; batch: string } {
  const entries = [...books.tables[NEW].by('Batch', batch)]
  if (entries.length === 0) throw new Refused(`No time entries of batch ${batch} wait in new.prt.`)
  const costs = books.nextBatch('PR')
  const run = String(books.nextRun())
  entries.forEach((entry, at) => {
    const of = (column: string): string => books.text(NEW, entry, column)
    const values = Object.fromEntries([...TABLES[NEW].columns.keys()].map((column) => [column, of(column)]))
    books.insert('JCT_NEW__TRANSACTION', {
      Job: of('Job'),
      Extra: of('Extra'),
      Cost_Code: of('Cost_Code'),
      Category: of('Category'),
      Transaction_Type: 'PR cost',
      Run: run,
      Sequence: String(at + 1),
      Transaction_Date: of('Date_Worked'),
      Accounting_Date: of('Period_End_Date'),
      Description: of('Description'),
      Units: ['Regular_Hours', 'Overtime_Hours', 'Double_Hours'].reduce(
        (sum, each) => addDecimal(sum, of(each), 2),
        '0',
      ),
      Amount: wagesOf(of, rateOf(books, of('Employee'))),
      Application_of_Origin: 'PR',
      Batch: costs,
      Employee: of('Employee'),
    })
    books.remove(NEW, entry)
    books.insert(CURRENT, { ...values, Run: run, Sequence: String(at + 1) })
  })
  return { posted: entries.length, batch: costs }
}

/** "Hours times the employee's rate, overtime at one and a half, double time at two", to the cent. */
function wagesOf(of: (column: string) => string, rate: string): string {
  const hours = (column: string): bigint => parseDecimal(of(column), 2)
  // In tenths, so that one and a half is a whole number.
  const paid = hours('Regular_Hours') * 10n + hours('Overtime_Hours') * 15n + hours('Double_Hours') * 20n
  return formatDecimal(roundOff(paid * parseDecimal(rate, 2), 3), 2)
}

function rateOf(books: Books, employee: string): string {
  const row = books.get('PRM_MASTER__EMPLOYEE', employee)
  return row ? books.text('PRM_MASTER__EMPLOYEE', row, 'Pay_Rate') : '0'
}
