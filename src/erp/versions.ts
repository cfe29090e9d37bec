/** What an ERP or agent version can do: capabilities as data, the sentence on the grey button as the answer. */
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { Capability, Connector } from './connector.ts'

export interface Versions {
  erp: string | undefined
  agent: string | undefined
}

/** Why the feature is off with these versions; undefined = it is on. A version not known yet switches nothing off. */
export function capabilityOff(connector: Connector, key: string, versions: Versions): string | undefined {
  const capability = connector.capabilities.find((each) => each.key === key)
  return capability && isOff(capability, versions) ? capability.sentence : undefined
}

/** CON-3: an older ERP or agent switches off just what it cannot do, and says so. A connector names the capabilities `export-<kind>`, `import-<kind>`. */
export function versionRefusals(connector: Connector, key: string, versions: Versions): Refusal[] {
  const sentence = capabilityOff(connector, key, versions)
  return sentence === undefined ? [] : [refusal('version-too-old', sentence)]
}

export function isOff(capability: Capability, { erp, agent }: Versions): boolean {
  return isOlder(erp, capability.erpVersion) || isOlder(agent, capability.agentVersion)
}

export function isOlder(version: string | undefined, needed: string | undefined): boolean {
  if (!version || !needed) return false
  const [have, want] = [numbers(version), numbers(needed)]
  for (let place = 0; place < want.length; place++) {
    const difference = (have[place] ?? 0) - (want[place] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

const numbers = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10) || 0)
