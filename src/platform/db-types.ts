/** How PostgreSQL's types arrive in JavaScript: exact, never as a float. */
import pg from 'pg'

type Parser = (text: string) => unknown

const INT8 = 20
const INT8_ARRAY = 1016
const TEXT_ARRAY = 1009
const DATE = 1082
const DATE_ARRAY = 1182
const NUMERIC_ARRAY = 1231

/** Ids stay below 2^53; anything larger in an int8 (a hash) must be cast to text in the query, so it cannot be rounded unseen. */
function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number))
    throw new RangeError(`The int8 ${text} is past 2^53: cast it to text in the query.`)
  return number
}

/** The declared type knows only the built-in scalars; at run time any oid may be asked for. */
const builtIn = pg.types.getTypeParser as unknown as (oid: number, format?: string) => Parser
const textArray = builtIn(TEXT_ARRAY) as (text: string) => (string | null)[]

const OURS = new Map<number, Parser>([
  [INT8, safeInteger],
  [INT8_ARRAY, (text) => textArray(text).map((each) => (each === null ? null : safeInteger(each)))],
  [DATE, (text) => text],
  [DATE_ARRAY, textArray],
  [NUMERIC_ARRAY, textArray],
])

export const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: string) =>
    OURS.get(oid) ?? builtIn(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}
