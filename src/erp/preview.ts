/** What an approver is shown before accepting: the very records the ERP will get, and a hash over them that acceptance must repeat (R1, F41). */
import type { ItemId } from '../ids.ts'
import { civilDate } from '../platform/dates.ts'
import { together } from '../platform/db.ts'
import { type Refusal, Refused, refusal } from '../platform/refusal.ts'
import type { ExportMapping, Rendering } from './connector.ts'
import {
  type ApproverField,
  type ItemSummary,
  type Kind,
  type Need,
  type Outbound,
  type Scope,
  settingValue,
} from './entity.ts'
import type { Hub } from './hub.ts'
import { nextIntent } from './items.ts'
import { keyRound, unlinked } from './links.ts'
import { marker, opKey } from './op-key.ts'
import { payloadHash } from './protocol-hash.ts'
import { type Versions, versionRefusals } from './versions.ts'

export interface Preview {
  kind: Kind
  item: ItemId
  /** Of the item as it is now. */
  rev: number
  /** Decimal string; undefined where the item has none. */
  amount: string | undefined
  /** Over the records and expected rows; undefined while something is refused. */
  hash: string | undefined
  fields: ApproverField[]
  answers: Record<string, string>
  document: object | undefined
  rendering: Rendering | undefined
  /** All must be mended before it can be accepted. */
  refusals: Refusal[]
  /** It may be accepted, but goes to the ERP only after these. */
  waitsFor: Need[]
  intentNo: number
  opKey: string
  marker: string
  naturalKey: string | null
  keyRound: number
}

/** Everything that acceptance freezes, made from the item as it is now. What does not depend on each other is asked together. */
export async function previewOf(
  hub: Hub,
  given: Scope,
  connector: string,
  kind: Kind,
  item: ItemId,
  answered: Record<string, string>,
): Promise<Preview> {
  const outbound = hub.registry.outbound(kind)
  const mapping = hub.registry.exportMapping(connector, kind)
  if (!mapping)
    throw new Refused(
      refusal('no-connection', `The connected ERP does not take ${hub.registry.entity(kind).many}.`),
      409,
    )
  const scope: Scope = { ...given, seen: new Map() }
  const [summary, { fields, answers }, named, site, own, gates, needs] = await together([
    summaryOf(hub, scope, outbound, kind, item),
    askedOf(outbound, scope, item, answered),
    nameOf(hub, scope, kind, item),
    siteOf(hub, scope),
    outbound.refusals(scope, item),
    gateRefusals(hub, scope, kind, item),
    unmetNeeds(hub, scope, outbound, item),
  ])
  const refusals = [...versionRefusals(hub.registry.connector(connector), `export-${kind}`, site.versions), ...own]
  const drawn =
    refusals.length > 0
      ? { refusals: [...refusals, ...answerRefusals(fields, answers)] }
      : await draw(scope, { outbound, mapping, kind, item, fields, answers, site, marker: named.marker })
  return {
    kind,
    item,
    rev: summary.rev,
    amount: summary.amount,
    fields,
    answers,
    waitsFor: needs,
    document: undefined,
    rendering: undefined,
    hash: undefined,
    naturalKey: null,
    keyRound: 0,
    ...named,
    ...drawn,
    // The records are shown also while a decision is awaited; without a hash they cannot be accepted.
    ...(gates.length > 0 ? { refusals: [...drawn.refusals, ...gates], hash: undefined } : {}),
  }
}

async function summaryOf(hub: Hub, scope: Scope, outbound: Outbound, kind: Kind, item: ItemId): Promise<ItemSummary> {
  const summary = await outbound.summary(scope, item)
  if (summary) return summary
  throw new Refused(refusal('not-there', `This ${hub.registry.entity(kind).one} is no longer there.`), 404)
}

/** Needs that are not linked yet. Those of `auto` kinds are named only while they have something to send. */
export async function unmetNeeds(hub: Hub, scope: Scope, outbound: Outbound, item: ItemId): Promise<Need[]> {
  const needs = await outbound.needs(scope, item)
  const auto = needs.filter((need) => hub.registry.entity(need.kind).outbound?.auto)
  const others = needs.filter((need) => !auto.includes(need))
  return [...auto, ...(await unlinked(scope, others))]
}

interface Drawing {
  outbound: Outbound
  mapping: ExportMapping
  kind: Kind
  item: ItemId
  fields: ApproverField[]
  answers: Record<string, string>
  site: Site
  marker: string
}

async function draw(scope: Scope, given: Drawing): Promise<Pick<Preview, 'refusals'> & Partial<Preview>> {
  const { outbound, mapping, kind, item, fields, answers } = given
  let document: object
  try {
    document = await outbound.document(scope, item, answers)
  } catch (error) {
    if (error instanceof Refused) return { refusals: error.refusals }
    throw error
  }
  const missing = answerRefusals(fields, answers)
  const broken = [...missing, ...notAbout(missing, mapping.check(document))]
  if (broken.length > missing.length) return { refusals: broken, document }
  const naturalKey = mapping.naturalKey(document) ?? null
  const context = { marker: given.marker, today: given.site.today, erpVersion: given.site.versions.erp }
  const rendering = mapping.render(document, context)
  // The approver sees the records before the last answer is typed; without a hash they cannot be accepted yet.
  if (missing.length > 0) return { refusals: missing, document, rendering }
  const hash = payloadHash({ kind, files: rendering.files, probes: rendering.probes })
  if (naturalKey === null) return { refusals: [], document, rendering, hash, naturalKey }
  const [round, refusals] = await together([
    keyRound(scope.sql, scope.company, scope.connection, kind, naturalKey),
    keyRefusals(scope, kind, item, naturalKey, fields),
  ])
  return { refusals, document, rendering, hash, naturalKey, keyRound: round }
}

async function keyRefusals(
  scope: Scope,
  kind: Kind,
  item: ItemId,
  key: string,
  fields: ApproverField[],
): Promise<Refusal[]> {
  const taken = await scope.sql.maybe<{ title: string | null }>(
    `select s.title from (
       select item_id from erp_op where company_id = $1 and connection_id = $2 and kind = $3 and natural_key = $4
         and key_round = (select count(*) from erp_unlink_log where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4)
         and state not in ('REFUSED', 'CANCELLED') and item_id <> $5
       union select item_id from erp_link where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4 and item_id <> $5
     ) other left join erp_summary s on s.company_id = $1 and s.kind = $3 and s.item_id = other.item_id limit 1`,
    [scope.company, scope.connection, kind, key, item],
  )
  const field = fields.find((each) => each.erpId)?.key
  const about = field ? { field } : {}
  if (taken) {
    const by = taken.title ? ` by “${taken.title}”` : ''
    return [
      refusal('erp-id-taken', `“${key}” is used already${by}.`, { ...about, remedy: 'Choose the next free one.' }),
    ]
  }
  const waiting = await scope.sql.maybe<{ title: string }>(
    'select title from erp_staged where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4 and not gone',
    [scope.company, scope.connection, kind, key],
  )
  if (!waiting) return []
  return [
    refusal('erp-id-taken', `“${key}” stands in the ERP already: “${waiting.title}”.`, {
      ...about,
      remedy: 'If it is the same, link it instead of exporting; if not, choose the next free one.',
    }),
  ]
}

/** What the approver is asked of this item, and the answers so far: given, prefilled, or a choice's first. */
async function askedOf(
  outbound: Outbound,
  scope: Scope,
  item: ItemId,
  given: Record<string, string>,
): Promise<{ fields: ApproverField[]; answers: Record<string, string> }> {
  const [more, prefilled] = await together([outbound.moreFields?.(scope, item) ?? [], outbound.prefill(scope, item)])
  const fields = [...outbound.fields, ...more]
  const answers = fields.map(({ key, choices }) => {
    const otherwise = prefilled[key] ?? choices?.[0]?.value ?? ''
    return [key, (given[key] ?? otherwise).trim()]
  })
  return { fields, answers: Object.fromEntries(answers) }
}

export function answerRefusals(fields: ApproverField[], answers: Record<string, string>): Refusal[] {
  const missing = fields
    .filter((field) => field.required && !answers[field.key])
    .map((field) => refusal('answer-missing', `Enter the ${field.label}.`, { field: field.key }))
  const wrong = fields.filter(
    ({ key, choices }) => choices && answers[key] && !choices.some((each) => each.value === answers[key]),
  )
  return [
    ...missing,
    ...wrong.map(({ key, label, choices }) =>
      refusal('answer-not-offered', `${label} cannot be “${answers[key]}”.`, {
        field: key,
        remedy: `Choose ${choices?.map((each) => each.label).join(' or ')}.`,
      }),
    ),
  ]
}

/**
 * Why the item may not be sent: its own rules, then the ERP's limits on the document it would become, in the same words the approver would
 * read (ERR-2), then whatever must be decided first. What only the approver can answer is not asked of the sender.
 */
export async function sendRefusals(
  hub: Hub,
  given: Scope,
  connector: string,
  kind: Kind,
  item: ItemId,
): Promise<Refusal[]> {
  const scope: Scope = { ...given, seen: new Map() }
  const own = await itemRefusals(hub, scope, connector, kind, item)
  return [...own, ...(await gateRefusals(hub, scope, kind, item))]
}

/** CFG-3: only kinds that have a direct export have anything that may stand before it. */
async function gateRefusals({ registry }: Hub, scope: Scope, kind: Kind, item: ItemId): Promise<Refusal[]> {
  const { outbound, many } = registry.entity(kind)
  if (registry.gates.length === 0 || !outbound?.directExport) return []
  const [summary, direct] = await together([outbound.summary(scope, item), settingValue(scope, outbound.directExport)])
  if (!summary) return []
  const refusals: Refusal[] = []
  for (const gate of registry.gates)
    refusals.push(...(await gate.refusals(scope, { kind, many, direct: direct ?? 'off', summary })))
  return refusals
}

async function itemRefusals(hub: Hub, scope: Scope, connector: string, kind: Kind, item: ItemId): Promise<Refusal[]> {
  const outbound = hub.registry.outbound(kind)
  const mapping = hub.registry.exportMapping(connector, kind)
  const [site, rules] = await together([siteOf(hub, scope), outbound.refusals(scope, item)])
  const own = [...versionRefusals(hub.registry.connector(connector), `export-${kind}`, site.versions), ...rules]
  if (own.length > 0 || !mapping) return own
  try {
    const { fields, answers } = await askedOf(outbound, scope, item, {})
    const document = await outbound.document(scope, item, answers)
    return mapping.check(document).filter((each) => !fields.some((field) => field.key === each.field))
  } catch (error) {
    if (error instanceof Refused) return error.refusals
    throw error
  }
}

/** A field left empty is named once: by the approver's form, not by the ERP's limit too. */
function notAbout(missing: Refusal[], refusals: Refusal[]): Refusal[] {
  return refusals.filter((each) => !missing.some((other) => other.field === each.field))
}

/** Key and marker of the intent that would be born now; the same each time until one is. */
async function nameOf(
  hub: Hub,
  scope: Scope,
  kind: Kind,
  item: ItemId,
): Promise<Pick<Preview, 'intentNo' | 'opKey' | 'marker'>> {
  const intentNo = await nextIntent(scope.sql, scope.company, kind, item)
  const key = opKey(hub.secret, { company: scope.company, kind, item, intentNo })
  for (let salt = 0; ; salt++) {
    const free = marker(hub.secret, key, salt)
    const taken = await scope.sql.maybe('select 1 as one from erp_op where company_id = $1 and marker = $2', [
      scope.company,
      free,
    ])
    if (!taken) return { intentNo, opKey: key, marker: free }
  }
}

/** What a rendering must know of where it goes. */
interface Site {
  versions: Versions
  /** At the company's own place. */
  today: string
}

/** The versions are what the agent in service said of itself and of the ERP; nothing before first contact. */
export async function siteOf(hub: Hub, { sql, company, connection }: Scope): Promise<Site> {
  const row = await sql.maybe<{ time_zone: string; erp_version: string | null; agent_version: string | null }>(
    `select c.time_zone, a.erp_version, a.agent_version from company c
     left join erp_agent a on a.company_id = c.id and a.connection_id = $2 and a.revoked_at is null where c.id = $1`,
    [company, connection],
  )
  const versions = { erp: row?.erp_version || undefined, agent: row?.agent_version || undefined }
  return { versions, today: civilDate(hub.clock, row?.time_zone ?? 'UTC') }
}
