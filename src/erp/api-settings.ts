/** Routes of the tool's settings. */
import { z } from 'zod'
import type { CompanyId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { id } from '../platform/rest.ts'
import { type Context, type Route, route } from '../platform/route.ts'
import { projectSettingShape, settingShape } from './api-shapes.ts'
import type { Setting } from './entity.ts'
import { VIEW } from './gates.ts'
import type { Hub } from './hub.ts'
import { settingChanged } from './schedule.ts'
import { lastChanges, resetSetting, setSetting, settingsOf, settingValues } from './settings.ts'

const base = '/rest/v1.0/companies/:company_id/erp/settings'
const DECIDED = {
  decidedBy: 'handler',
  why: 'Direct exports and advanced settings are two rows of the matrix.',
} as const

const key = z.object({ company_id: id<CompanyId>(), key: z.string() })

export function settingRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: base,
      summary:
        'Settings of the ERP tool, each with its choices, its default, who changed it last and why it cannot be changed',
      gate: VIEW,
      params: z.object({ company_id: id<CompanyId>() }),
      reply: z.array(settingShape),
      handler: async (ctx) => {
        const [values, changes] = await ctx.db.company(ctx.company, async (sql) => [
          await settingValues(sql, ctx.company),
          await lastChanges(sql, ctx.company),
        ])
        const shown = []
        for (const { key, group = 'General', label, help, action, choices, initially } of settingsOf(hub.registry)) {
          const why_not = (await ctx.whyNot({ action })) ?? null
          const last = changes.get(key)
          shown.push({
            ...{ key, group, label, help, choices: choices ?? null, value: values.get(key) ?? initially, initially },
            set_by: last?.by ?? null,
            set_at: last?.at ?? null,
            why_not,
          })
        }
        return shown
      },
    }),
    route({
      method: 'GET',
      path: '/rest/v1.0/companies/:company_id/erp/project_settings',
      summary: 'Settings of single projects, each with the projects where it is on',
      gate: VIEW,
      params: z.object({ company_id: id<CompanyId>() }),
      reply: z.array(projectSettingShape),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const shown = []
          for (const setting of hub.registry.entities.flatMap((entity) => entity.projectSettings ?? [])) {
            const { projectsOn, page, ...rest } = setting
            const on = await projectsOn({ sql, company: ctx.company })
            shown.push({ ...rest, projects: on.map((each) => ({ ...each, path: `/projects/${each.id}${page}` })) })
          }
          return shown
        }),
    }),
    route({
      method: 'PUT',
      path: `${base}/:key`,
      summary: 'Changes one setting; it takes effect at once',
      gate: DECIDED,
      params: key,
      body: z.object({ value: z.union([z.boolean(), z.string()]) }),
      reply: z.object({}),
      handler: (ctx) => change(hub, ctx, (by, setting) => setSetting(by, setting, ctx.body.value)),
    }),
    route({
      method: 'DELETE',
      path: `${base}/:key`,
      summary: 'Puts one setting back to its default',
      gate: DECIDED,
      params: key,
      reply: z.object({}),
      handler: (ctx) => change(hub, ctx, resetSetting),
    }),
  ]
}

async function change(
  hub: Hub,
  ctx: Context<{ key: string }>,
  make: (by: Parameters<typeof setSetting>[0], setting: Setting) => Promise<void>,
): Promise<object> {
  const setting = settingsOf(hub.registry).find((each) => each.key === ctx.params.key)
  if (!setting) throw new Refused(refusal('not-there', 'There is no such setting.'), 404)
  await ctx.require({ action: setting.action })
  await ctx.db.company(ctx.company, async (sql) => {
    await make({ sql, clock: hub.clock, company: ctx.company, actor: ctx.person.id }, setting)
    await settingChanged(hub, sql, ctx.company, setting.key)
  })
  return {}
}
