/** How far a step is lit, and the words that say so. */
import type { FactKey, Facts, Step } from './model.ts'

export type Light = 'trouble' | 'here' | 'done' | 'dark'

export interface Standing {
  light: Light
  words: string
}

/** What needs a person is said before what waits, what waits before what has passed. */
export function standingOf(
  { here, past, trouble = [] }: Pick<Step, 'here' | 'past' | 'trouble'>,
  facts: Facts,
): Standing {
  const [wrong, waiting, passed] = [total(trouble, facts), total(here, facts), total(past, facts)]
  const behind = passed > 0 ? `, ${count(passed)} past` : ''
  if (wrong > 0) return { light: 'trouble', words: `${count(wrong)} need${wrong === 1 ? 's' : ''} a person${behind}` }
  if (waiting > 0) return { light: 'here', words: `${count(waiting)} here${behind}` }
  if (passed > 0) return { light: 'done', words: passed === 1 ? 'Done' : `Done, ${count(passed)}` }
  return { light: 'dark', words: 'Not yet' }
}

const total = (keys: FactKey[], facts: Facts): number => keys.reduce((sum, key) => sum + (facts[key] ?? 0), 0)
const count = (value: number): string => value.toLocaleString('en-US')
