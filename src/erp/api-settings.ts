/** Routes of the tool's settings. */
import { z } from 'zod'
import type { CompanyId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { settingShape } from './api-shapes.ts'
import { VIEW } from './gates.ts'
import type { Hub } from './hub.ts'
import { settingChanged } from './schedule.ts'
import { setSetting, settingsOf, settingValues } from './settings.ts'

const base = '/rest/v1.0/companies/:company_id/erp/settings'
const DECIDED = {
  decidedBy: 'handler',
  why: 'Direct exports and advanced settings are two rows of the matrix.',
} as const

export function settingRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'Settings of the ERP tool, each with its choices and why it cannot be changed',
      gate: VIEW,
      params: z.object({ company_id: id<CompanyId>() }),
      reply: z.array(settingShape),
      handler: async (ctx) => {
        const values = await ctx.db.company(ctx.company, (sql) => settingValues(sql, ctx.company))
        const shown = []
        for (const { key, label, help, action, choices, initially } of settingsOf(hub.registry)) {
          const why_not = (await ctx.whyNot({ action })) ?? null
          shown.push({ key, label, help, choices: choices ?? null, value: values.get(key) ?? initially, why_not })
        }
        return shown
      },
    }),
    route({
      method: 'PUT',
      path: `${base}/:key`,
      summary: 'Changes one setting; it takes effect at once',
      gate: DECIDED,
      params: z.object({ company_id: id<CompanyId>(), key: z.string() }),
      body: z.object({ value: z.union([z.boolean(), z.string()]) }),
      reply: z.object({}),
      handler: async (ctx) => {
        const setting = settingsOf(hub.registry).find((each) => each.key === ctx.params.key)
        if (!setting) throw new Refused(refusal('not-there', 'There is no such setting.'), 404)
        await ctx.require({ action: setting.action })
        await ctx.db.company(ctx.company, async (sql) => {
          const by = { sql, clock: hub.clock, company: ctx.company, actor: ctx.person.id }
          await setSetting(by, setting, ctx.body.value)
          await settingChanged(hub, sql, ctx.company, setting.key)
        })
        return {}
      },
    }),
  ]
}
