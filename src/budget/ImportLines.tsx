/** Takes the lines of a spreadsheet: a template to fill in, then the file; all or none. */
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Notice } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'

interface Imported {
  added: number
  changed: number
  unchanged: number
  left_out: number
}

export function ImportLines({ company, project, onClose }: { company: string; project: string; onClose: () => void }) {
  const [body, setBody] = useState<{ csv: string } | { xlsx: string }>()
  const change = useChange<Imported>(company)
  const sheet = `/rest/v1.0/projects/${project}/budget/sheet?company_id=${company}&of=template`
  const done = change.data
  const read = async (file: File | undefined) => {
    change.reset()
    if (!file) setBody(undefined)
    else if (/\.xlsx$/i.test(file.name)) setBody({ xlsx: base64(new Uint8Array(await file.arrayBuffer())) })
    else setBody({ csv: await file.text() })
  }
  return (
    <Dialog
      title="Import budget lines"
      onClose={onClose}
      {...(done
        ? {}
        : {
            confirm: 'Import',
            onConfirm: () => change.mutate({ path: `/rest/v1.0/projects/${project}/budget/import`, body }),
            why: body ? undefined : 'Choose a file.',
          })}
      busy={change.isPending}
      error={change.error}
    >
      <p>
        The first row names the columns: cost_code, cost_type, amount; and if wanted sub_job, quantity, unit, unit_cost.
        A line that is there already gets the figures of the file; other lines stay. One bad row, and nothing is taken.
      </p>
      <p>
        Template with every cost code of the project: <a href={`${sheet}&format=xlsx`}>Excel</a>,{' '}
        <a href={`${sheet}&format=csv`}>CSV</a>
      </p>
      {done ? (
        <Notice colour="green">
          {done.added} added, {done.changed} changed, {done.unchanged} as they were, {done.left_out} left empty.
        </Notice>
      ) : (
        <label>
          File{' '}
          <input
            type="file"
            accept=".csv,.xlsx,text/csv"
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        </label>
      )}
    </Dialog>
  )
}

/** In pieces: a call cannot take a large file's bytes as arguments at once. */
function base64(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)))
  return btoa(pieces.join(''))
}
