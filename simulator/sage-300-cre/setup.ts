import type { Books } from './books.ts'

/** What a missing thing is called in Sage's own refusal (reference 6). */
export function noEntity(type: 'Job' | 'Extra' | 'CostCode' | 'Category' | 'CommitmentItem' | 'TaxGroup'): string {
  return `No entities could be found of type [${type}] with given where clause.`
}

export const JOB_CLOSED = 'Job has been closed.'

/** Why nothing can be put on this job and extra, or null. */
export function jobProblem(books: Books, job: string, extra: string): string | null {
  const row = books.get('JCM_MASTER__JOB', job)
  if (!row) return noEntity('Job')
  if (books.text('JCM_MASTER__JOB', row, 'Status') === 'Closed') return JOB_CLOSED
  if (extra !== '' && !books.get('JCM_MASTER__EXTRA', job, extra)) return noEntity('Extra')
  return null
}

/** Why this cost code cannot carry money, or null. "Group cost codes … cannot receive commitments or costs" (reference 3.1). */
export function costCodeProblem(books: Books, job: string, extra: string, costCode: string): string | null {
  const row = books.get('JCM_MASTER__COST_CODE', job, extra, costCode)
  if (!row) return noEntity('CostCode')
  const group = books.text('JCM_MASTER__COST_CODE', row, 'Group_Cost_Code') === '1'
  return group ? `Cost code [${costCode}] is a group cost code.` : null
}

/** Why money cannot be put on this category of a job, or null. */
export function categoryProblem(
  books: Books,
  job: string,
  extra: string,
  costCode: string,
  category: string,
): string | null {
  const above = jobProblem(books, job, extra) ?? costCodeProblem(books, job, extra, costCode)
  if (above) return above
  return books.get('JCM_MASTER__CATEGORY', job, extra, costCode, category) ? null : noEntity('Category')
}

/** Adds a cost code to a job; what is not said comes from the standard cost code. */
export function addCostCode(
  books: Books,
  job: string,
  extra: string,
  costCode: string,
  values: Record<string, string>,
): void {
  const standard = books.get('JCM_MASTER__STANDARD_COST_CODE', costCode)
  const of = (column: string): string =>
    standard ? books.text('JCM_MASTER__STANDARD_COST_CODE', standard, column) : ''
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  books.insert('JCM_MASTER__COST_CODE', {
    Job: job,
    Extra: extra,
    Cost_Code: costCode,
    Description: of('Description'),
    Group_Cost_Code: of('Group_Cost_Code') || '0',
    Accumulate_As: of('Accumulate_As'),
    Status: 'In progress',
    ...given,
  })
}

/** Adds a category to a cost code of a job; what is not said comes from the standard category. */
export function addCategory(
  books: Books,
  key: { job: string; extra: string; costCode: string; category: string },
  values: Record<string, string>,
): void {
  const standard = books.get('JCM_MASTER__STANDARD_CATEGORY', key.category)
  const of = (column: string): string => (standard ? books.text('JCM_MASTER__STANDARD_CATEGORY', standard, column) : '')
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  books.insert('JCM_MASTER__CATEGORY', {
    Job: key.job,
    Extra: key.extra,
    Cost_Code: key.costCode,
    Category: key.category,
    Description: of('Description'),
    Accumulate_As: of('Accumulate_As'),
    Status: 'In progress',
    ...given,
  })
}
