/** How far something long has come: a bar, and the same in words. */
export function Progress({ label, done, total }: { label: string; done: number; total?: number | undefined }) {
  const words = total ? `${done.toLocaleString()} of ${total.toLocaleString()}` : `${done.toLocaleString()} so far`
  return (
    <div className="progress">
      <progress aria-label={label} {...(total ? { value: done, max: total } : {})} />
      <span className="number muted">{words}</span>
    </div>
  )
}
