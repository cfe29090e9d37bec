/**
 * Bugs planted on purpose. They live in the pretend machines around the cores and nowhere in the product: each undoes one layer
 * of the protocol, and the invariants must find it.
 */
export const PLANTS = {
  'no-probe': 'the agent does not look before it imports',
  'timeout-is-failed': 'a lease that ends is taken as a refusal',
  'timeout-is-new-op': 'a lease that ends gives birth to a new op',
  'no-lock': 'the agent imports without the ERP’s lock',
  'lock-not-handed-over': 'the import child does not hold the lock after its agent died',
  'no-quiet-time': 'after a foreign import the agent looks at once',
  'blind-retry-of-partial': 'what is half there is imported again',
  'complete-blindly': 'to send what is missing, the agent sends all of it',
  'accept-without-rev': 'acceptance does not ask which revision was seen',
  'random-op-key': 'the op key is drawn by lot',
  'no-not-after': 'commands never grow old',
  'no-fence': 'unstable facts of an old epoch are believed',
  'trust-exit-code': 'exit code 0 is taken for a read-back',
  'report-before-journal': 'the agent goes on before the journal is on the disk',
  'no-resend': 'an outcome is sent once only',
  'no-ghost-sweep': 'refused and cancelled ops are never looked for again',
  'send-before-commit': 'the server sends what its database does not have yet',
} as const
export type Plant = keyof typeof PLANTS
