/** The closed list of what this driver will ever run, and the records each task knows (docs/sage-300-cre-formats.md). */
export const TASKS: Readonly<Record<string, readonly string[]>> = {
  'jc-import-estimates': ['J', 'X', 'P', 'C'],
  'jc-import-commitments': ['COM', 'COMI'],
  'jc-import-commitment-changes': ['COMI', 'COCO', 'COCOI'],
  'ap-import-vendors': ['APV'],
  'ap-import-invoices': ['API', 'APD'],
  'ap-import-invoice-codes': ['APIC'],
}

/** The tables it will ever read; the box refuses others too. */
export const TABLES: ReadonlySet<string> = new Set([
  'JCM_MASTER__JOB',
  'JCM_MASTER__EXTRA',
  'JCM_MASTER__COST_CODE',
  'JCM_MASTER__CATEGORY',
  'JCM_MASTER__STANDARD_COST_CODE',
  'JCM_MASTER__STANDARD_CATEGORY',
  'JCM_MASTER__COMMITMENT',
  'JCM_MASTER__COMMITMENT_ITEM',
  'JCM_MASTER__COMMITMENT_CUSTOM_FIELDS',
  'JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS',
  'JCM_MASTER__COMMITMENT_CO',
  'JCM_MASTER__COMMITMENT_CO_ITEM',
  'JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS',
  'JCT_NEW__TRANSACTION',
  'JCT_CURRENT__TRANSACTION',
  'APM_MASTER__VENDOR',
  'API_NEW__INVOICE',
  'API_NEW__DISTRIBUTION',
  'APM_MASTER__INVOICE',
  'APM_MASTER__DISTRIBUTION',
  'APM_MASTER__INVOICE_PAYMENT',
])
