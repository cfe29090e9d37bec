/** Route by which an administrator of the installation makes a company. */
import { z } from 'zod'
import { isTimeZone } from '../platform/dates.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { type Route, route } from '../platform/route.ts'
import { openCompany, whyNotMakeCompanies } from './store-companies.ts'

export const newCompanyRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/rest/v1.0/companies',
    summary: 'Make a company in this installation; whoever makes it is its first administrator',
    // No company's own rights do: whoever administers the installation may be in no company yet.
    gate: 'signed-in',
    body: z.strictObject({
      company: z.strictObject({
        name: z.string().trim().min(1).max(200),
        time_zone: z.string().refine(isTimeZone, 'There is no such time zone; write it like America/Los_Angeles.'),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/, 'Three capital letters, such as USD.')
          .default('USD'),
      }),
    }),
    status: 201,
    reply: z.object({ id: z.number() }),
    handler: ({ db, person, body: { company } }) =>
      db.system(async (sql) => {
        const why = await whyNotMakeCompanies(sql, person.id)
        if (why) throw new Refused(refusal('not-allowed', why), 403)
        const { name, time_zone: timeZone, currency } = company
        return { id: await openCompany(sql, { name, timeZone, currency }, person.id) }
      }),
  }),
]
