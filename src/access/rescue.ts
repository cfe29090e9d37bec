/** The operator's way back in when an administrator cannot: lost password, lost second factor, provider away. */
import type { UserId } from '../ids.ts'
import type { Db } from '../platform/db.ts'
import { hashPassword, newSecret } from './secrets.ts'
import { endSessions, noteInCompanies, setPasswordHash } from './store-account.ts'
import { dropSecondFactor } from './store-second-factor.ts'
import { findAccount, forgetTries } from './store-sessions.ts'

/** Gives the person a new password, which is returned, and no second factor; ends the person's sessions. Told in the history. */
export async function resetSignIn(db: Db, email: string): Promise<string> {
  const password = newSecret()
  const hash = await hashPassword(password)
  await db.system(async (sql) => {
    const found = await findAccount(sql, email)
    if (!found) throw new Error(`there is nobody with the email ${email} who may sign in.`)
    const person: UserId = found.id
    await setPasswordHash(sql, person, hash)
    await dropSecondFactor(sql, person)
    await endSessions(sql, person)
    await forgetTries(sql, `account:${email.toLowerCase()}`)
    await noteInCompanies(sql, person, undefined, 'reset-sign-in')
  })
  return password
}
