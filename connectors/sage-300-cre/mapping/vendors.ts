import type { InboundTable, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText } from '../../../src/erp/mapping-values.ts'
import type { ExportPlan } from '../files.ts'
import { flagIn, keyIn, textIn } from './rows.ts'

const SOURCE = 'Data mapping, “Companies”; lengths: Sage 300 CRE table widths'

const ID_NOTE =
  'Entered by an accounting approver when the company is exported, kept as the ERP Company ID and used by every later export of this company (commitments, commitment change orders).'

const record: OutboundTable = {
  title: 'Company',
  record: 'APV',
  readBack: { tables: ['APM_MASTER__VENDOR'], key: 1, complete: false },
  source: SOURCE,
  rows: [
    {
      ours: 'ERP Company ID',
      arrow: '<->',
      theirs: 'Vendor',
      field: 'Vendor',
      from: 'erpId',
      as: 'text',
      column: 'Vendor',
      limit: { text: 10, required: true },
      note: ID_NOTE,
    },
    {
      ours: 'Name',
      arrow: '<->',
      theirs: 'Name',
      field: 'Name',
      from: 'name',
      as: 'text',
      column: 'Name',
      limit: { text: 30, required: true },
    },
    {
      ours: 'Address',
      arrow: '<->',
      theirs: 'Address',
      field: 'Address 1',
      from: 'address',
      as: 'text',
      column: 'Address_1',
      limit: { text: 33 },
    },
    {
      ours: 'Address 2',
      arrow: '<->',
      theirs: 'Address 2',
      field: 'Address 2',
      from: 'address2',
      as: 'text',
      column: 'Address_2',
      limit: { text: 33 },
    },
    {
      ours: 'City',
      arrow: '<->',
      theirs: 'City',
      field: 'City',
      from: 'city',
      as: 'text',
      column: 'City',
      limit: { text: 30 },
    },
    {
      ours: 'State',
      arrow: '<->',
      theirs: 'State',
      field: 'State',
      from: 'state',
      as: 'text',
      column: 'State',
      limit: { text: 4 },
    },
    {
      ours: 'ZIP',
      arrow: '<->',
      theirs: 'Zip',
      field: 'ZIP Code',
      from: 'zip',
      as: 'text',
      column: 'ZIP_Code',
      limit: { text: 10 },
    },
    {
      ours: 'Business Phone',
      arrow: '<->',
      theirs: 'Telephone',
      field: 'Telephone',
      from: 'phone',
      as: 'text',
      column: 'Telephone',
      limit: { text: 15 },
    },
    {
      ours: 'Business Fax',
      arrow: '<->',
      theirs: 'Fax Number',
      field: 'Fax Number',
      from: 'fax',
      as: 'text',
      column: 'Fax_Number',
      limit: { text: 15 },
    },
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
