/** Of the server and its pages; `agent/version.ts` is the agent's own. */
export const VERSION = '0.3.0'
