/** What the shell is told about the pages; `web-main.tsx` makes the list. */
import type { ComponentType, ReactNode } from 'react'

export interface Page {
  /** Path with parameters: `/companies/$company/erp/$tab`. */
  path: string
  /** What the page holds belongs to this tool; its buttons that change it are grey for whoever may only read there. */
  tool?: string
  /** Loads the page's own file when it is first opened. */
  load: () => Promise<{ default: ComponentType }>
}

export interface NavSection {
  title: ReactNode
  items: { label: ReactNode; to: string }[]
}

/** The side bar for the parameters of the address at hand. */
export type Navigation = (params: Record<string, string | undefined>) => NavSection[]
