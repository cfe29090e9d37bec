/** Adds the lines of a CSV file: the way a real contract's schedule of values comes in. */
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { useChange } from '../web/queries.ts'

interface LinesFromCsvProps {
  /** Path of the line items. */
  resource: string
  company: string
  project: string
  onClose: () => void
}

export function LinesFromCsv({ resource, company, project, onClose }: LinesFromCsvProps) {
  const [csv, setCsv] = useState('')
  const change = useChange(company)
  const read = async (file: File | undefined) => setCsv(file ? await file.text() : '')
  return (
    <Dialog
      title="Add lines from a CSV file"
      confirm="Add the lines"
      onClose={onClose}
      why={csv === '' ? 'Choose a file.' : undefined}
      busy={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate({ path: `${resource}/csv`, body: { project_id: Number(project), csv } }, { onSuccess: onClose })
      }
    >
      <p>
        The first row names the columns: item, description, unit, quantity, unit_price; and if wanted cost_code,
        cost_type, erp_description, erp_unit.
      </p>
      <label>
        File{' '}
        <input type="file" accept=".csv,text/csv" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </label>
    </Dialog>
  )
}
