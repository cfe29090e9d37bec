/** What other tools show on the pages of an item that is sent to the ERP. `web-main.tsx` says which: a page imports no slice beside its own. */
import { type ComponentType, createContext, Suspense, useContext } from 'react'

export interface ItemRef {
  kind: string
  item: number
}

/** By the name of the tool. */
export const ItemPanels = createContext<Record<string, ComponentType<ItemRef>>>({})

export function OfOtherTools(ref: ItemRef) {
  const panels = Object.entries(useContext(ItemPanels))
  return (
    <Suspense>
      {panels.map(([tool, Panel]) => (
        <Panel key={tool} {...ref} />
      ))}
    </Suspense>
  )
}
