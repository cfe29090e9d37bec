/**
 * The agent's own limits, from a file beside the ERP that no message can change: what the owner of the books lets any server do
 * (assurance F62). Without a file everything the driver knows is allowed.
 */
import { z } from 'zod'
import { ConfigError, readJsonFile } from './config.ts'
import type { Limits } from './core-types.ts'

export const DEFAULT_LIMITS: Limits = {
  kinds: null,
  tasks: null,
  maxRecords: null,
  largestNumber: null,
  quietMs: 20_000,
  retryMs: 1_000,
  maxLooks: 60,
  resendMs: 15_000,
}

const milliseconds = z.int().min(0)
const schema = z
  .strictObject({
    kinds: z.array(z.string()).nullable(),
    tasks: z.array(z.string()).nullable(),
    maxRecords: z.int().positive().nullable(),
    largestNumber: z
      .string()
      .regex(/^\d{1,15}(\.\d{1,6})?$/, 'write it as text, such as "250000.00"')
      .nullable(),
    quietMs: milliseconds,
    retryMs: milliseconds.min(10),
    maxLooks: z.int().positive(),
    resendMs: milliseconds.min(100),
  })
  .partial()

/** @throws ConfigError: a limits file that cannot be understood stops the agent, for no limit may be lost unseen. */
export function loadLimits(file: string | undefined): Limits {
  if (file === undefined) return DEFAULT_LIMITS
  const checked = schema.safeParse(readJsonFile(file, 'limits'))
  if (checked.success) return { ...DEFAULT_LIMITS, ...checked.data }
  const flaws = checked.error.issues.map((issue) => `${issue.path.join('.') || 'limits'}: ${issue.message}`)
  throw new ConfigError(
    `The limits file ${file} cannot be used: ${flaws.join('; ')}. Known are ${Object.keys(DEFAULT_LIMITS).join(', ')}.`,
  )
}
