/** Requests as no client should send them: generated from a good one by spoiling one place, or without any resemblance. */
import fc from 'fast-check'

const deep = (times: number): unknown => {
  let value: unknown = 'the bottom'
  for (let n = 0; n < times; n++) value = n % 2 ? [value] : { down: value }
  return value
}

/** Values that have broken programs before, in the place of any other. */
export const NASTY: unknown[] = [
  null,
  true,
  '',
  ' ',
  'x'.repeat(70_000),
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\u202e\u0007\u001b[31m',
  -1,
  0,
  1.5,
  -0.000_000_1,
  1e308,
  2 ** 31,
  2 ** 53,
  '9'.repeat(40),
  `0.${'1'.repeat(40)}`,
  '-1',
  '1e5',
  'NaN',
  '0x10',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  "'; drop table project; --",
  [],
  {},
  [[null]],
  [1, '2', {}],
  { toString: 1, constructor: { prototype: { admin: true } } },
  deep(40),
]

/** As texts: JSON that cannot be made by `JSON.stringify`, and what is no JSON. */
export const RAW: string[] = [
  'null',
  '1',
  '"text"',
  '[]',
  '[{}]',
  '{}',
  '{',
  '{"a":1,}',
  'undefined',
  '\u0000',
  '\ufeff{}',
  '{"project_id":1,"project_id":2}',
  '{"a":{"b":1,"b":1}}',
  '{"__proto__":{"admin":true}}',
  '{"a":{"__proto__":null}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"number":1e999}',
  `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  '['.repeat(50_000),
]

type Path = (string | number)[]

/** Every place in a value, the whole one first. */
export function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [
    at,
    ...Object.entries(value).flatMap(([key, each]) =>
      placesIn(each, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

/** A copy with another value at the place; `undefined` leaves the member out. */
export function spoiled(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) }
  const members = copy as Record<string | number, unknown>
  members[first] = spoiled(members[first], rest, by)
  return copy
}

/** Body texts made of a good body: one place spoiled by something nasty, left out, or by anything JSON can say; and raw texts. */
export function junkBodies(good: unknown): fc.Arbitrary<string> {
  const places = fc.constantFrom(...placesIn(good))
  const by = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
    fc.constant(undefined),
    fc.jsonValue({ maxDepth: 3 }),
  )
  const one = fc.tuple(places, by).map(([place, value]) => JSON.stringify(spoiled(good, place, value)) ?? '')
  return fc.oneof({ weight: 5, arbitrary: one }, fc.constantFrom(...RAW))
}

/** Texts in the place of an id in a path, already encoded. */
export const JUNK_IN_PATHS = [
  '0',
  '-1',
  '1.5',
  '1e3',
  '9'.repeat(30),
  'null',
  '%00',
  'a%00b',
  '%20',
  '%F0%9F%98%80',
  '%ED%A0%80',
  '%E0%A4%A',
  '..%2F..%2Fetc',
  'x'.repeat(500),
]

/** Ends of a query: what stands behind the name. */
export const JUNK_IN_QUERIES = [
  '=',
  '=0',
  '=-1',
  '=1e99',
  `=${'9'.repeat(30)}`,
  '=%00',
  '=a%00b',
  '=%ED%A0%80',
  '=%',
  '=true',
  '[]=1',
  '[a]=1',
  '=1&PAIR',
  `=${'x'.repeat(3_000)}`,
]
