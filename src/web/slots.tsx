/** Places in a page that are filled from outside, so that the page need not know what stands there: `web-main.tsx` says who fills them. */
import { type ComponentType, createContext, Suspense, useContext } from 'react'

/** Any item that goes to the ERP. */
export interface ItemRef {
  kind: string
  item: number
}

/** What each place tells those who fill it. */
export interface Places {
  /** In the head of every page of a company. */
  head: { company: string }
  /** On an item's page in the ERP tool. */
  item: ItemRef
  /** Where an item's way to the ERP is told, on its own page and in the ERP tool. */
  'item-panel': ItemRef
  /** Beside the button that sends an item, on the item's own page. */
  'item-bar': ItemRef
}

export type Fillings = { [Place in keyof Places]?: ComponentType<Places[Place]>[] }

const Filled = createContext<Fillings>({})
export const SlotsProvider = Filled.Provider

export function Slot<Place extends keyof Places>({ place, tell }: { place: Place; tell: Places[Place] }) {
  const fillings = (useContext(Filled)[place] ?? []) as ComponentType<Places[Place]>[]
  return (
    <Suspense fallback={null}>
      {fillings.map((Filling, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is written once, in the source.
        <Filling key={index} {...tell} />
      ))}
    </Suspense>
  )
}
