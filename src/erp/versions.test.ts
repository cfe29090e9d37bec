import { expect, test } from 'vitest'
import { sage300cre } from '../../connectors/sage-300-cre/index.ts'
import { capabilityOff, versionRefusals } from './versions.ts'

const INVOICES = 'export-subcontractor-invoice'

/** Source document, “Set Up the Subcontractor Invoices Feature”, and footnote 8 of the overview: the client must be new enough. */
const VERSIONS: readonly (readonly [what: string, erp: string | undefined, agent: string | undefined, on: boolean])[] =
  [
    ['both new enough', '24.1', '0.2.0', true],
    ['an agent of a later line', '24.1', '0.10.0', true],
    ['an agent too old', '24.1', '0.1.9', false],
    ['an ERP too old', '21.4', '0.2.0', false],
    ['an agent that has not said yet', '24.1', undefined, true],
  ]

test.each(VERSIONS)('the export of subcontractor invoices with %s', (_what, erp, agent, on) => {
  const sentence = capabilityOff(sage300cre, INVOICES, { erp, agent })
  if (on) expect(sentence).toBeUndefined()
  else expect(sentence).toContain('version 0.2.0 or newer of the agent')
})

test('an old agent switches off just what it does not know', () => {
  expect(capabilityOff(sage300cre, 'export-commitment', { erp: '24.1', agent: '0.1.9' })).toBeUndefined()
})

test('an old ERP gives no prime contracts, and says which would', () => {
  const refusals = (erp: string) => versionRefusals(sage300cre, 'import-prime-contract', { erp, agent: '0.2.0' })
  expect(refusals('22.1')).toEqual([])
  expect(refusals('21.4').map((each) => each.sentence)).toEqual([
    'Importing prime contracts needs Sage 300 CRE 22.0 or newer; versions 22, 23, 24 are supported.',
  ])
})
