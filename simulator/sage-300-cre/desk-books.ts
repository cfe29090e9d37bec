import { Refused } from '../refused.ts'
import type { Books } from './books.ts'
import { type DeskBody, text } from './desk.ts'
import { exact, transaction } from './desk-edits.ts'
import { formatDecimal, parseDecimal, roundOff } from './money.ts'

/** A person adds a tax group or changes its description and rate (percent). */
export function deskTaxGroup(books: Books, body: DeskBody): void {
  const group = text(body, 'taxGroup')
  if (group.length > 6) throw new Refused('[TaxGroup] is too long, maximum length is 6 characters.')
  const values = { Description: text(body, 'description', false), Rate: exact(text(body, 'rate'), 4) }
  const known = books.get('TXM_MASTER__TAX_GROUP', group)
  if (known) books.change('TXM_MASTER__TAX_GROUP', known, values)
  else books.insert('TXM_MASTER__TAX_GROUP', { Tax_Group: group, ...values })
}

/** A person adds an employee or changes name, status and rate. */
export function deskEmployee(books: Books, body: DeskBody): void {
  const employee = text(body, 'employee')
  if (employee.length > 10) throw new Refused('[Employee] is too long, maximum length is 10 characters.')
  const status = text(body, 'status', false) || 'Active'
  if (status !== 'Active' && status !== 'Inactive') throw new Refused(`[Status] is Active or Inactive, not ${status}.`)
  const values = {
    Name: text(body, 'name'),
    Status: status,
    Pay_ID: text(body, 'payId', false),
    Pay_Rate: exact(text(body, 'payRate', false) || '0', 2),
  }
  const known = books.get('PRM_MASTER__EMPLOYEE', employee)
  if (known) books.change('PRM_MASTER__EMPLOYEE', known, values)
  else books.insert('PRM_MASTER__EMPLOYEE', { Employee: employee, ...values })
}

/** Billing makes work in progress of a posted cost: its units at a billing rate. The cost carries its number from then on. */
export function deskBill(books: Books, body: DeskBody): { wip: string; amount: string } {
  const cost = transaction(books, body)
  const of = (column: string): string => books.text('JCT_CURRENT__TRANSACTION', cost, column)
  const rate = exact(text(body, 'rate'), 4)
  const amount = formatDecimal(roundOff(parseDecimal(of('Units'), 4) * parseDecimal(rate, 4), 6), 2)
  const wip = of('WIP_ID') === '0' ? String(books.nextRun()) : of('WIP_ID')
  const known = books.get('BLT_CURRENT__TRANSACTION', wip)
  if (known) {
    books.change('BLT_CURRENT__TRANSACTION', known, { Billing_Rate: rate, Billing_Amount: amount })
    return { wip, amount }
  }
  books.insert('BLT_CURRENT__TRANSACTION', {
    WIP_ID: wip,
    Job: of('Job'),
    Extra: of('Extra'),
    Cost_Code: of('Cost_Code'),
    Category: of('Category'),
    Transaction_Date: of('Transaction_Date') || null,
    Description: of('Description'),
    Units: of('Units'),
    Billing_Rate: rate,
    Billing_Amount: amount,
  })
  books.change('JCT_CURRENT__TRANSACTION', cost, { WIP_ID: wip })
  return { wip, amount }
}
