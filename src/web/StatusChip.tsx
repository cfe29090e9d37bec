/** Where something stands: colour, icon and word together; the colour never stands alone. */
import { Icon, type IconName } from './icons.tsx'

export type Colour = 'grey' | 'blue' | 'yellow' | 'green' | 'red' | 'violet'

const icons: Record<Colour, IconName> = {
  grey: 'dot',
  blue: 'clock',
  yellow: 'back',
  green: 'check',
  red: 'cross',
  violet: 'eye',
}

export function StatusChip({ word, colour, icon }: { word: string; colour: Colour; icon?: IconName }) {
  return (
    <span className={`chip ${colour}`}>
      <Icon name={icon ?? icons[colour]} size={12} />
      {word}
    </span>
  )
}
