/** The tool's settings: what there is, which values each takes and what holds until somebody sets it (CFG-3, 5 to 12). */
import type { CompanyId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { type Setting, type SettingValue, settingValue } from './entity.ts'
import type { Registry } from './registry.ts'

const OWN: Setting[] = [
  {
    key: 'adopt-by-second-person',
    group: 'Approval',
    label: 'A second person adopts differing records',
    help: 'Whoever accepted an item may not also adopt a record of the ERP that differs from it.',
    action: 'configure-advanced-settings',
    initially: false,
  },
]

const DIRECT = [
  { value: 'off', label: 'An accounting approver accepts' },
  { value: 'on', label: 'Send to ERP exports at once' },
  { value: 'workflow', label: 'Send to ERP exports at once, after the item’s workflow was approved' },
]

/** Every setting there is: the tool's own and a direct export for each kind that has one. */
export function settingsOf(registry: Registry): Setting[] {
  const direct = registry.entities.flatMap((entity): Setting[] => {
    const key = entity.outbound?.directExport
    if (!key) return []
    const help = 'Without an accounting approver; what would be refused is still refused.'
    return [
      {
        key,
        group: 'Direct export',
        label: `Direct export of ${entity.many}`,
        help,
        action: 'configure-direct-exports',
        choices: DIRECT,
        initially: 'off',
      },
    ]
  })
  return [...registry.entities.flatMap((entity) => entity.settings ?? []), ...registry.settings, ...OWN, ...direct]
}

export async function settingValues(sql: Sql, company: CompanyId): Promise<Map<string, SettingValue>> {
  const rows = await sql.query<{ key: string; value: SettingValue }>(
    'select key, value from erp_setting where company_id = $1',
    [company],
  )
  return new Map(rows.map((row) => [row.key, row.value]))
}

/** Who changed each setting last, and when; also back to what it was at first. */
export async function lastChanges(sql: Sql, company: CompanyId): Promise<Map<string, { at: Date; by: string | null }>> {
  const rows = await sql.query<{ key: string; at: Date; by: string | null }>(
    `select distinct on (h.subject_id) h.subject_id as key, h.at, p.name as by
     from history h left join person p on p.id = h.actor
     where h.company_id = $1 and h.subject_kind = 'setting' order by h.subject_id, h.seq desc`,
    [company],
  )
  return new Map(rows.map(({ key, at, by }) => [key, { at, by }]))
}

interface By {
  sql: Sql
  clock: Clock
  company: CompanyId
  actor: UserId
}

/** @throws Refused 422 when the value is none of the setting's. */
export async function setSetting(by: By, setting: Setting, value: SettingValue): Promise<void> {
  const { sql, clock, company, actor } = by
  const fits = setting.choices ? setting.choices.some((choice) => choice.value === value) : typeof value === 'boolean'
  if (!fits)
    throw new Refused(
      refusal('wrong-value', `“${setting.label}” cannot be ${JSON.stringify(value)}.`, { field: 'value' }),
    )
  const before = await settingValue(by, setting.key)
  await sql.run(
    `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, $2, $3, $4, $5)
     on conflict (company_id, key) do update set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at`,
    [company, setting.key, JSON.stringify(value), actor, clock.now()],
  )
  await tell(by, setting, before, value)
}

/** Back to what holds until somebody sets it; nothing happens where nobody did. */
export async function resetSetting(by: By, setting: Setting): Promise<void> {
  const before = await settingValue(by, setting.key)
  if (before === undefined) return
  await by.sql.run('delete from erp_setting where company_id = $1 and key = $2', [by.company, setting.key])
  await tell(by, setting, before, setting.initially)
}

async function tell(
  { sql, company, actor }: By,
  setting: Setting,
  before: SettingValue | undefined,
  value: SettingValue,
): Promise<void> {
  await record(sql, {
    company,
    actor,
    action: 'change-setting',
    subject: { kind: 'setting', id: setting.key },
    body: { from: before ?? setting.initially, to: value },
  })
  await announce(sql, company, 'settings')
}
