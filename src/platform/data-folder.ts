/** The folder of everything the server keeps outside its database. */
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the folder if it is missing and tries it. Throws an Error that names it and says how to mend it. */
export function openDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    rmdirSync(mkdtempSync(join(folder, 'try-')))
  } catch (error) {
    throw new Error(
      `the data folder ${folder} cannot be written (${(error as Error).message}). Let the server's user write it, or name another one in GUSSET_DATA, for example /var/lib/gusset.`,
    )
  }
}
