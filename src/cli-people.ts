/** Companies, people and API clients made by the administrator of the machine. In the histories it was the system. */

import { createApiClient, createPerson, setMembership, type TemplateId } from './access/store.ts'
import { givePassword } from './access/store-account.ts'
import { ADMINISTRATOR, foundCompany } from './access/store-companies.ts'
import { listTemplates } from './access/store-lists.ts'
import type { Given } from './cli-commands.ts'
import { companyNamed, withDb } from './cli-database.ts'
import type { CompanyId, UserId } from './ids.ts'
import { isTimeZone } from './platform/dates.ts'
import type { Sql } from './platform/db.ts'

export function newCompany(given: Given): Promise<boolean> {
  const name = given.named.NAME?.trim() ?? ''
  const timeZone = String(given.values['time-zone'] ?? 'UTC')
  const currency = String(given.values.currency ?? 'USD')
  if (name === '') throw new Error('A company has a name.')
  if (!isTimeZone(timeZone)) throw new Error(`“${timeZone}” is not a time zone. Give one such as America/Chicago.`)
  if (!/^[A-Z]{3}$/.test(currency))
    throw new Error(`“${currency}” is not a currency. Give its three letters, such as USD.`)
  return withDb(given, (db) =>
    db.system(async (sql) => {
      const taken = await sql.maybe('select from company where lower(name) = lower($1) limit 1', [name])
      if (taken) throw new Error(`There is a company named “${name}” already.`)
      const { id } = await foundCompany(sql, { name, timeZone, currency })
      given.say(
        `Made the company ${name} (${id}). Now “gusset user create EMAIL --company ${id} …” for its administrator.`,
      )
      return true
    }),
  )
}

export function newUser(given: Given): Promise<boolean> {
  const email = given.named.EMAIL ?? ''
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Error(`“${email}” is not an email address.`)
  return withDb(given, async (db) => {
    const password = given.values['password-from-stdin'] ? await fromStdin() : undefined
    return db.system(async (sql) => {
      const company = await companyNamed(sql, String(given.values.company))
      const { template, projectTemplate } = await templatesOf(sql, company, given)
      const known = await sql.maybe<{ id: UserId }>('select id from person where lower(email) = lower($1)', [email])
      if (known && password !== undefined)
        throw new Error(`${email} has an account already, with a password of its own. Leave --password-from-stdin out.`)
      const person = known?.id ?? (await newPerson(sql, email, given.values.name, password))
      const membership = { template, projectTemplate, canPushToAccounting: given.values.approver === true }
      await setMembership(sql, company.id, person, membership)
      const how = known ? ' with the account they have' : password === undefined ? ', without a password yet' : ''
      given.say(`${email} is a member of ${company.name}${how}.`)
      return true
    })
  })
}

export function changePassword(given: Given): Promise<boolean> {
  return withDb(given, async (db) => {
    const password = await fromStdin()
    return db.system(async (sql) => {
      const email = given.named.EMAIL ?? ''
      const known = await sql.maybe<{ id: UserId; is_service: boolean }>(
        'select id, is_service from person where lower(email) = lower($1)',
        [email],
      )
      if (!known || known.is_service) throw new Error(`There is no person with the email ${email}.`)
      await givePassword(sql, known.id, password)
      given.say(`${email} has a new password and is signed out everywhere.`)
      return true
    })
  })
}

export function newToken(given: Given): Promise<boolean> {
  return withDb(given, (db) =>
    db.system(async (sql) => {
      const company = await companyNamed(sql, String(given.values.company))
      const { template } = await templatesOf(sql, company, given)
      const made = await createApiClient(sql, company.id, {
        name: given.named.NAME ?? '',
        template,
        canPushToAccounting: given.values.approver === true,
      })
      given.say(`client_id      ${made.clientId}\nclient_secret  ${made.clientSecret}`)
      given.say('The secret is kept nowhere: put it where it belongs now. Tokens come from POST /oauth/token.')
      return true
    }),
  )
}

function newPerson(sql: Sql, email: string, name: string | boolean | undefined, password: string | undefined) {
  if (typeof name !== 'string' || name.trim() === '') throw new Error(`${email} has no account yet: give --name too.`)
  return createPerson(sql, { email, name: name.trim(), ...(password === undefined ? {} : { password }) })
}

async function templatesOf(
  sql: Sql,
  company: { id: CompanyId; name: string },
  { values }: Given,
): Promise<{ template: TemplateId; projectTemplate: TemplateId | null }> {
  const all = await listTemplates(sql, company.id)
  const find = (scope: 'company' | 'project', name: string) =>
    all.find((each) => each.scope === scope && each.name.toLowerCase() === name.toLowerCase())?.id
  const missing = (scope: string, name: string) => {
    const there = all.filter((each) => each.scope === scope).map((each) => each.name)
    return new Error(`${company.name} has no ${scope} template “${name}”. There are: ${there.join(', ') || 'none'}.`)
  }
  const name = String(values.template ?? ADMINISTRATOR)
  const template = find('company', name)
  if (template === undefined) throw missing('company', name)
  const wanted = values['project-template']
  const projectTemplate = find('project', String(wanted ?? name)) ?? null
  if (wanted !== undefined && projectTemplate === null) throw missing('project', String(wanted))
  return { template, projectTemplate }
}

/** The first line, so that `echo` serves too. */
async function fromStdin(): Promise<string> {
  if (process.stdin.isTTY)
    throw new Error('Hand the password over where nobody sees it, for example:  gusset … --password-from-stdin < FILE')
  let text = ''
  for await (const piece of process.stdin.setEncoding('utf8')) text += piece
  return text.split(/\r?\n/)[0] ?? ''
}
