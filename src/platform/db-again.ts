import type { Db } from './db.ts'

/** Deadlock and serialisation: the database ended one transaction so that another may pass. */
const ENDED_FOR_ANOTHER = new Set(['40P01', '40001'])
const TRIES = 4

/** For requests, whose work keeps what it gathers inside: a transaction that was ended to let another pass is done once more from its beginning. */
export function again(db: Db): Db {
  return {
    ...db,
    company: (company, work) => retried(() => db.company(company, work)),
    system: (work) => retried(() => db.system(work)),
  }
}

async function retried<T>(run: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (tries <= 1 || !ENDED_FOR_ANOTHER.has((error as { code?: string }).code ?? '')) throw error
    return retried(run, tries - 1)
  }
}
