import { Empty } from './Notice.tsx'
import { Link } from './router.tsx'

/** An address that no page has. */
export function Missing() {
  return (
    <main className="centre">
      <Empty title="There is no page at this address.">
        <Link to="/">To the first page</Link>
      </Empty>
    </main>
  )
}
