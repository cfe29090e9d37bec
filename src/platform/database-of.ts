/** The database of this installation: the one of `DATABASE_URL`, or the embedded one in the data folder. */
import type { Config } from './config.ts'
import { startEmbedded } from './embedded.ts'
import type { Log } from './log.ts'

export interface OpenDatabase {
  /** As the owner. Contains the password: never log it. */
  url: string
  /** Stops what this call started: an embedded database that another Gusset runs goes on. */
  stop(): Promise<void>
}

export async function openDatabase(config: Config, folder: string, log: Log): Promise<OpenDatabase> {
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, stop: async () => {} }
  return startEmbedded({ folder, log, sharedBuffersMb: config.GUSSET_SHARED_BUFFERS_MB })
}
