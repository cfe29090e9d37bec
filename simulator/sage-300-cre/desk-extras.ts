import { Refused, Unsupported } from '../refused.ts'
import type { Books } from './books.ts'
import { type DeskBody, text } from './desk.ts'
import { formatDecimal, parseDecimal } from './money.ts'
import { jobProblem, noEntity } from './setup.ts'

/** What the desk does about extras of jobs and about the insurance of vendors. */

export function addExtra(books: Books, body: DeskBody): void {
  const [job, extra] = [text(body, 'job'), text(body, 'extra')]
  const problem = jobProblem(books, job, '')
  if (problem) throw new Refused(problem)
  if (extra.length > 10) throw new Refused('[Code] is too long, maximum length is 10 characters.')
  if (books.get('JCM_MASTER__EXTRA', job, extra)) throw new Refused('An extra with that code already exists.')
  const description = text(body, 'description', false)
  books.insert('JCM_MASTER__EXTRA', { Job: job, Extra: extra, Description: description, Status: 'Unstarted' })
  const row = books.get('JCM_MASTER__JOB', job)
  if (row) books.change('JCM_MASTER__JOB', row, { Extras: 'Yes' })
}

export function describeExtra(books: Books, body: DeskBody): void {
  const row = books.get('JCM_MASTER__EXTRA', text(body, 'job'), text(body, 'extra'))
  if (!row) throw new Refused(noEntity('Extra'))
  books.change('JCM_MASTER__EXTRA', row, { Description: text(body, 'description') })
}

/** The columns of each type of insurance (formats page, "Insurance of a vendor"). */
export const INSURANCE: Readonly<Record<string, Readonly<Record<Entered, string>>>> = {
  'General liability': {
    policy: 'GL_Ins_Policy_Number',
    company: 'GL_Ins_Company',
    limit: 'GL_Ins_Limit',
    effective: 'GL_Ins_Effective_Dt',
    expiration: 'GL_Ins_Expiration_Dt',
  },
  Automobile: {
    policy: 'Auto_Ins_Policy_Num',
    company: 'Auto_Ins_Company',
    limit: 'Auto_Ins_Limit',
    effective: 'Auto_Ins_Effect_Dt',
    expiration: 'Auto_Ins_Expir_Dt',
  },
  Umbrella: {
    policy: 'Umb_Ins_Policy_Num',
    company: 'Umbrella_Ins_Company',
    limit: 'Umbrella_Ins_Limit',
    effective: 'Umb_Ins_Effective_Dt',
    expiration: 'Umb_Ins_Expir_Dt',
  },
  "Workers' compensation": {
    policy: 'Work_Comp_Policy_Num',
    company: 'Work_Comp_Ins_Cmpany',
    limit: 'Work_Comp_Ins_Limit',
    effective: 'Work_Comp_Effect_Dt',
    expiration: 'Work_Comp_Expir_Dt',
  },
}

type Entered = 'policy' | 'company' | 'limit' | 'effective' | 'expiration'

const LENGTHS: Partial<Record<Entered, number>> = { policy: 25, company: 30 }

/** Enters one type of a vendor's insurance anew; what is left out is emptied. */
export function insureVendor(books: Books, body: DeskBody): void {
  const [vendor, type] = [text(body, 'vendor'), text(body, 'type')]
  const columns = INSURANCE[type]
  if (!columns) throw new Unsupported(`insurance type [${type}]; there are ${Object.keys(INSURANCE).join(', ')}.`)
  const row = books.get('APM_MASTER__VENDOR', vendor)
  if (!row) throw new Refused(`There is no vendor ${vendor}.`)
  const values = Object.entries(columns).map(([name, column]) => [column, entered(body, name as Entered)])
  books.change('APM_MASTER__VENDOR', row, Object.fromEntries(values))
}

function entered(body: DeskBody, name: Entered): string | null {
  const value = text(body, name, false)
  const longest = LENGTHS[name]
  if (longest !== undefined && value.length > longest)
    throw new Refused(`[${name}] is too long, maximum length is ${longest} characters.`)
  if (name === 'limit') return money(value || '0')
  if (name !== 'effective' && name !== 'expiration') return value
  if (value !== '' && !/^\d{4}-\d\d-\d\d$/.test(value))
    throw new Refused(`[${name}] ${value} is not a date YYYY-MM-DD.`)
  return value || null
}

function money(value: string): string {
  try {
    return formatDecimal(parseDecimal(value, 2), 2)
  } catch {
    throw new Refused(`[limit] ${value} is no number with at most 2 decimals.`)
  }
}
