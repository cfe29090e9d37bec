/** The closed list of what this driver will ever run, and the records each task knows (docs/sage-300-cre-formats.md). */
export const TASKS: Readonly<Record<string, readonly string[]>> = {
  'jc-import-estimates': ['J', 'X', 'P', 'C'],
  'jc-import-transactions': ['J', 'T'],
  'jc-import-commitments': ['COM', 'COMI'],
  'jc-import-commitment-changes': ['COMI', 'COCO', 'COCOI'],
  'cn-import-contract-items': ['CNI'],
  'ap-import-vendors': ['APV'],
  'pr-import-timecards': ['PRT'],
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
  'CNM_MASTER__CONTRACT',
  'CNM_MASTER__CONTRACT_ITEM',
  'APM_MASTER__VENDOR',
  'TXM_MASTER__TAX_GROUP',
  'BLT_CURRENT__TRANSACTION',
  'PRM_MASTER__EMPLOYEE',
  'PRT_NEW__TIME',
  'PRT_CURRENT__TIME',
])
