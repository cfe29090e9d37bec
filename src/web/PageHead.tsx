/** The top of a page: its name, a line about it, what can be done. */
import type { ReactNode } from 'react'
import { useTitle } from './title.ts'

export function PageHead({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  useTitle(title)
  return (
    <div className="row">
      <div className="grow">
        <h1>{title}</h1>
        {about ? <div className="muted">{about}</div> : null}
      </div>
      {children}
    </div>
  )
}
