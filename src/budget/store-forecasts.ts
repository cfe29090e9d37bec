/**
 * What the ERP was told of a budget’s forecast (FOR-1). It adds each export to what stands there, so only differences go, and what is on its way
 * counts as told: two exports at once must not carry the same difference.
 */
import type { CompanyId, ItemId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { isZero, subtract } from '../platform/money.ts'
import type { AmountInDocument, ForecastInDocument } from './document.ts'
import { detailRows } from './store.ts'

/** The two figures, by their names in the document and in the ledger. */
const FIGURES = {
  estimatedCostAtCompletion: 'estimated_cost_at_completion',
  forecastToComplete: 'forecast_to_complete',
} as const

/** CFG-10: does this project’s forecast go along? */
export async function exportsForecasts(sql: Sql, company: CompanyId, project: ProjectId): Promise<boolean> {
  const row = await sql.maybe<{ on: boolean }>(
    'select export_forecasts as on from budget where company_id = $1 and project_id = $2',
    [company, project],
  )
  return row?.on ?? false
}

export async function setExportsForecasts(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  on: boolean,
): Promise<void> {
  await sql.run(
    `insert into budget (company_id, project_id, export_forecasts) values ($1, $2, $3)
     on conflict (company_id, project_id) do update set export_forecasts = excluded.export_forecasts`,
    [company, project, on],
  )
}

export function projectsThatExportForecasts(sql: Sql, company: CompanyId): Promise<{ id: ProjectId; name: string }[]> {
  return sql.query(
    `select p.id, p.name from budget b join project p on p.company_id = b.company_id and p.id = b.project_id
     where b.company_id = $1 and b.export_forecasts order by p.name, p.id`,
    [company],
  )
}

/** Every line whose forecast may go along. */
export function placesOfForecast(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
): Promise<{ cost_code_id: number; cost_type_id: number }[]> {
  return sql.query('select cost_code_id, cost_type_id from budget_line where company_id = $1 and project_id = $2', [
    company,
    project,
  ])
}

const NONE: ForecastInDocument = { estimatedCostAtCompletion: [], forecastToComplete: [] }

/** What has moved on each budget line since the ERP was last told; a line that is gone goes back to nothing. */
export async function forecastDeltas(sql: Sql, company: CompanyId, project: ProjectId): Promise<ForecastInDocument> {
  if (!(await exportsForecasts(sql, company, project))) return NONE
  const rows = (await detailRows(sql, company, project, Object.values(FIGURES))).filter((each) => each.budgeted)
  const now = new Map(rows.map((row) => [`${row.cost_code_id} ${row.cost_type_id}`, row]))
  const places = await told(sql, company, project)
  return Object.fromEntries(
    Object.entries(FIGURES).map(([list, figure]) => [
      list,
      places.flatMap((place): AmountInDocument[] => {
        const { estimated_cost_at_completion, forecast_to_complete, ...rest } = place
        const before = { estimated_cost_at_completion, forecast_to_complete }[figure]
        const row = now.get(`${place.costCodeId} ${place.costTypeId}`)
        const amount = subtract(row?.[figure] ?? '0.00', before)
        return isZero(amount) ? [] : [{ ...rest, amount }]
      }),
    ]),
  ) as unknown as ForecastInDocument
}

type Told = Omit<AmountInDocument, 'amount'> & Record<(typeof FIGURES)[keyof typeof FIGURES], string>

/** Every line that has a budget, or of which something was told, with what was told, confirmed or on its way. */
function told(sql: Sql, company: CompanyId, project: ProjectId): Promise<Told[]> {
  return sql.query<Told>(
    `with told as (
       select cost_code_id, cost_type_id, estimated_cost_at_completion, forecast_to_complete
       from budget_forecast_line where company_id = $1 and project_id = $2
       union all
       select (each ->> 'costCodeId')::int8, (each ->> 'costTypeId')::int8,
         case list when 'estimatedCostAtCompletion' then (each ->> 'amount')::numeric else 0 end,
         case list when 'forecastToComplete' then (each ->> 'amount')::numeric else 0 end
       from erp_op o, unnest(array['estimatedCostAtCompletion', 'forecastToComplete']) as list, jsonb_array_elements(o.document -> list) as each
       where o.company_id = $1 and o.kind in ('budget', 'budget-change') and o.state not in ('CONFIRMED', 'REFUSED', 'CANCELLED')),
     sums as (
       select cost_code_id, cost_type_id, sum(estimated_cost_at_completion) as at_completion, sum(forecast_to_complete) as to_complete
       from told group by cost_code_id, cost_type_id)
     select code.id as "costCodeId", type.id as "costTypeId", code.sub_job_code as extra, code.code as "costCode", type.code as category,
       type.name as "categoryName", coalesce(s.at_completion, 0)::numeric(18,2)::text as estimated_cost_at_completion,
       coalesce(s.to_complete, 0)::numeric(18,2)::text as forecast_to_complete
     from (select cost_code_id, cost_type_id from budget_line where company_id = $1 and project_id = $2
           union select cost_code_id, cost_type_id from sums) place
     join cost_code code on code.company_id = $1 and code.id = place.cost_code_id and code.project_id = $2
     join cost_type type on type.company_id = $1 and type.id = place.cost_type_id
     left join sums s on s.cost_code_id = place.cost_code_id and s.cost_type_id = place.cost_type_id
     order by code.sub_job_code, code.code, type.code`,
    [company, project],
  )
}

/** In the transaction that links: the ERP has these differences. */
export async function forecastSynced(
  sql: Sql,
  company: CompanyId,
  at: Date,
  from: { project: ProjectId; kind: string; item: ItemId },
  document: ForecastInDocument,
): Promise<void> {
  const lines = Object.entries(FIGURES).flatMap(([list, figure]) =>
    document[list as keyof typeof FIGURES].map((each) => ({ ...each, figure })),
  )
  const column = (figure: string) => lines.map((each) => (each.figure === figure ? each.amount : '0'))
  await sql.run(
    `insert into budget_forecast_line (company_id, project_id, kind, item_id, at, cost_code_id, cost_type_id, estimated_cost_at_completion, forecast_to_complete)
     select $1, $2, $3, $4, $5, n.code, n.type, n.at_completion, n.to_complete
     from unnest($6::int8[], $7::int8[], $8::numeric[], $9::numeric[]) as n (code, type, at_completion, to_complete)`,
    [
      company,
      from.project,
      from.kind,
      from.item,
      at,
      lines.map((each) => each.costCodeId),
      lines.map((each) => each.costTypeId),
      column(FIGURES.estimatedCostAtCompletion),
      column(FIGURES.forecastToComplete),
    ],
  )
}

/** The ERP no longer has what that export told of the forecast. */
export async function forecastGone(
  sql: Sql,
  company: CompanyId,
  at: Date,
  from: { kind: string; item: ItemId },
): Promise<void> {
  await sql.run(
    `insert into budget_forecast_line (company_id, project_id, kind, item_id, at, cost_code_id, cost_type_id, estimated_cost_at_completion, forecast_to_complete)
     select $1, project_id, $2, $3, $4, cost_code_id, cost_type_id, -sum(estimated_cost_at_completion), -sum(forecast_to_complete)
     from budget_forecast_line where company_id = $1 and kind = $2 and item_id = $3
     group by project_id, cost_code_id, cost_type_id having sum(estimated_cost_at_completion) <> 0 or sum(forecast_to_complete) <> 0`,
    [company, from.kind, from.item, at],
  )
}
