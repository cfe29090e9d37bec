/** How the steps of the nine workflows are lit. */
import { describe, expect, it } from 'vitest'
import { type Facts, FLOWS, NOUNS, OTHER_FACTS, STAGES, type Step } from './model.ts'
import { standingOf } from './rules.ts'

const steps = FLOWS.flatMap((flow) => flow.lanes.flatMap((lane) => lane.steps))
const flow = (key: string): Step[] => FLOWS.find((each) => each.key === key)!.lanes[0]!.steps
const lights = (key: string, facts: Facts) => flow(key).map((step) => standingOf(step, facts).light)

describe('the nine workflows', () => {
  it('are those of the manual, in its order', () => {
    expect(FLOWS.map((each) => each.title)).toEqual([
      'Job setup',
      'Sub job setup',
      'Budget update',
      'Create and export commitments',
      'Create and export commitment change orders',
      'Create and export prime contract change orders',
      'Create and sync vendors',
      'Set up subcontractor invoices',
      'Export subcontractor invoices',
    ])
  })

  it('name no fact that nobody counts, and leave none unused', () => {
    const known = [...NOUNS.flatMap((noun) => STAGES.map((stage) => `${noun}.${stage}`)), ...OTHER_FACTS]
    const named = new Set<string>(steps.flatMap(({ here, past, trouble = [] }) => [...here, ...past, ...trouble]))
    expect([...named].filter((key) => !known.includes(key))).toEqual([])
    expect(OTHER_FACTS.filter((key) => !named.has(key))).toEqual([])
  })

  it('can each be lit', () => {
    expect(steps.filter(({ here, past }) => here.length + past.length === 0)).toEqual([])
  })
})

describe('a step', () => {
  it('is dark before anything has come to it', () => {
    expect(standingOf(flow('commitments')[0]!, {})).toEqual({ light: 'dark', words: 'Not yet' })
  })

  it('says what needs a person first, then what waits, then what has passed', () => {
    const last = flow('commitments').at(-1)!
    const synced = { 'commitment.synced': 4 }
    expect(standingOf(last, synced).words).toBe('Done, 4')
    expect(standingOf(last, { ...synced, 'commitment.going': 1 }).words).toBe('1 here, 4 past')
    expect(standingOf(last, { ...synced, 'commitment.going': 1, 'commitment.trouble': 1 }).words).toBe(
      '1 needs a person, 4 past',
    )
    expect(standingOf(last, { 'commitment.trouble': 1200 })).toEqual({ light: 'trouble', words: '1,200 need a person' })
  })

  it('lights the way of an item from left to right', () => {
    const ready: Facts = { 'job.synced': 1, 'vendor-linked': 1 }
    expect(lights('commitments', ready)).toEqual(['done', 'done', 'dark', 'dark', 'dark', 'dark'])
    expect(lights('commitments', { ...ready, 'commitment.draft': 1 }).slice(2)).toEqual([
      'here',
      'dark',
      'dark',
      'dark',
    ])
    expect(lights('commitments', { ...ready, 'commitment.ready': 1 }).slice(2)).toEqual([
      'done',
      'here',
      'dark',
      'dark',
    ])
    expect(lights('commitments', { ...ready, 'commitment.waiting': 1 }).slice(2)).toEqual([
      'done',
      'done',
      'here',
      'dark',
    ])
    expect(lights('commitments', { ...ready, 'commitment.synced': 1 }).slice(2)).toEqual([
      'done',
      'done',
      'done',
      'done',
    ])
  })
})
