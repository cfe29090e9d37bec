/** Reported at every hello; capabilities of the connector name the lowest version that has them. */
export const AGENT_VERSION = '0.3.0'
