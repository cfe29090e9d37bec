import type { InboundTable, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText } from '../../../src/erp/mapping-values.ts'
import type { ExportPlan } from '../files.ts'
import { flagIn, keyIn, textIn, textOut } from './rows.ts'

const SOURCE = 'Data mapping, “Companies”; lengths: Sage 300 CRE table widths'

const ID_NOTE =
  'Entered by an accounting approver when the company is exported, kept as the ERP Company ID and used by every later export of this company (commitments, commitment change orders).'

const record: OutboundTable = {
  title: 'Company',
  record: 'APV',
  readBack: { tables: ['APM_MASTER__VENDOR'], key: 1, complete: false },
  source: SOURCE,
  rows: [
    textOut(['ERP Company ID', 'Vendor'], 'erpId', { text: 10, required: true }, { arrow: '<->', note: ID_NOTE }),
    textOut(['Name', 'Name'], 'name', { text: 30, required: true }, { arrow: '<->' }),
    textOut(['Address', 'Address'], 'address', { text: 33 }, { arrow: '<->', field: 'Address 1' }),
    textOut(['Address 2', 'Address 2'], 'address2', { text: 33 }, { arrow: '<->' }),
    textOut(['City', 'City'], 'city', { text: 30 }, { arrow: '<->' }),
    textOut(['State', 'State'], 'state', { text: 4 }, { arrow: '<->' }),
    textOut(['ZIP', 'Zip'], 'zip', { text: 10 }, { arrow: '<->', field: 'ZIP Code' }),
    textOut(['Business Phone', 'Telephone'], 'phone', { text: 15 }, { arrow: '<->' }),
    textOut(['Business Fax', 'Fax Number'], 'fax', { text: 15 }, { arrow: '<->' }),
  ],
}

export const vendorsFeed: InboundTable = {
  title: 'Company',
  feed: 'vendors',
  table: 'APM_MASTER__VENDOR',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: SOURCE,
  rows: [
    keyIn('<->', 'ERP Company ID', 'Vendor', 'Vendor', 'erp_id'),
    textIn('<->', 'Name', 'Name', 'Name', 'name'),
    textIn('<->', 'Address', 'Address', 'Address_1', 'address'),
    textIn('<->', 'Address 2', 'Address 2', 'Address_2', 'address_2'),
    textIn('<->', 'City', 'City', 'City', 'city'),
    textIn('<->', 'State', 'State', 'State', 'state'),
    textIn('<->', 'ZIP', 'Zip', 'ZIP_Code', 'zip'),
    textIn('<->', 'Business Phone', 'Telephone', 'Telephone', 'phone'),
    textIn('<->', 'Business Fax', 'Fax Number', 'Fax_Number', 'fax'),
    flagIn(
      '<-',
      'Inactive',
      'Inactive',
      'Inactive',
      'inactive',
      'Beyond the source table: an inactive vendor takes no commitment.',
    ),
  ],
}

/** Companies, both ways. No mark is needed: the vendor ID is the key and the content is compared. */
export const companies: ExportPlan = {
  task: 'ap-import-vendors',
  tables: [record],
  marker: 'content',
  hasKey: true,
  probes: (document) => [
    readBack(record, document, [{ column: 'Vendor', op: '=', value: ourText(document, 'erpId') }]),
  ],
}
