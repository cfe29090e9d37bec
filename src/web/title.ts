import { useEffect } from 'react'

/** The browser tab's title, and what a screen reader says first after a change of page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Gusset`
  }, [title])
}
