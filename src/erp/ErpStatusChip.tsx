/** Where an item of the jobsite stands in the ERP, in a list of its own tool. */
import { type Colour, StatusChip } from '../web/StatusChip.tsx'

const WORDS = {
  not_in_erp: { word: 'Not sent', colour: 'grey' },
  ready_to_export: { word: 'Ready to Export', colour: 'blue' },
  rejected: { word: 'Rejected', colour: 'yellow' },
  exporting: { word: 'Exporting', colour: 'blue' },
  failed_to_export: { word: 'Failed', colour: 'red' },
  synced: { word: 'Synced', colour: 'green' },
} satisfies Record<string, { word: string; colour: Colour }>

export function ErpStatusChip({ status }: { status: keyof typeof WORDS }) {
  return <StatusChip {...WORDS[status]} />
}
