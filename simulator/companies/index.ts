import type { Company } from '../office.ts'
import { Refused } from '../refused.ts'
import { seedExample } from './example.ts'
import { seedLarge } from './large.ts'

/** The company of a name; `large` has so many jobs and posted transactions. */
export function companyNamed(name: string, sizes: { jobs: number; transactions: number }): Company {
  if (name === 'example') return { name, seed: seedExample }
  if (name === 'empty') return { name, seed: () => {} }
  if (name === 'large')
    return { name: `large-${sizes.jobs}-${sizes.transactions}`, seed: (books) => seedLarge(books, sizes) }
  throw new Refused(`There is no company ${name}; there are example, large, empty.`)
}
