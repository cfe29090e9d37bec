/** The box of the simulator, over HTTP on this machine. */
import { z } from 'zod'
import {
  type About,
  type Box,
  type BoxQuery,
  type HeldByAnother,
  type ImportAnswer,
  type ImportOrder,
  type Lock,
  NotStarted,
} from './box.ts'
import { type HttpAnswer, HttpClient, textOf, Unreached } from './http-client.ts'

/** Reports of very long files; more is no report. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

const aboutSchema = z.object({
  product: z.string(),
  version: z.string(),
  folder: z.string(),
  highWater: z.object({ run: z.number(), rows: z.record(z.string(), z.number()) }),
  stamps: z.record(z.string(), z.string()).optional(),
  now: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    .optional(),
})
const lockSchema = z.object({ locked: z.literal(true), lock: z.string(), quietSinceMs: z.number() })
const heldSchema = z.object({ locked: z.literal(false), heldBySinceMs: z.number() })
const answerSchema = z.object({ exitCode: z.number(), report: z.string(), rejections: z.string() })
const answersSchema = z.object({ answers: z.array(z.string()) })

/** @param url such as `http://127.0.0.1:4300` */
export function simulatorBox(url: string, token?: string): Box {
  const http = new HttpClient(new URL(url), token)
  return {
    about: () => about(http),
    lock: () => lock(http),
    runImport: (order) => runImport(http, order),
    look: (queries) => look(http, queries),
    query: (query, signal) => ask(http, query, signal),
    close: () => http.close(),
  }
}

async function about(http: HttpClient): Promise<About> {
  const answer = await http.ask('/box/about')
  const told = aboutSchema.parse(await expected(answer, 200))
  const rows = Object.entries(told.highWater.rows).map(([table, count]) => [`rows ${table}`, count])
  const highWater: Record<string, number> = { run: told.highWater.run, ...Object.fromEntries(rows) }
  const { stamps, ...rest } = told
  return { ...rest, ...(stamps ? { stamps } : {}), highWater, now: told.now ?? clockOf(answer) }
}

/** HTTP's `Date` is the box's own clock, in UTC like the simulator's stamps. */
function clockOf(answer: HttpAnswer): string {
  const at = new Date(answer.headers.date ?? '')
  if (Number.isNaN(at.getTime())) throw new Error('The box does not tell its time.')
  return at.toISOString().slice(0, 19)
}

/** The answer stays open while the lock is held. */
async function lock(http: HttpClient): Promise<Lock | HeldByAnother> {
  const answer = await http.order('/box/lock', {})
  if (answer.status === 423) return { heldBySinceMs: heldSchema.parse(await expected(answer, 423)).heldBySinceMs }
  if (answer.status !== 200) await expected(answer, 200)
  return heldOpen(answer)
}

async function heldOpen({ body }: HttpAnswer): Promise<Lock> {
  const state = { lost: false }
  const closed = new Promise<void>((resolve) => body.once('close', resolve))
  void closed.then(() => {
    state.lost = true
  })
  body.on('error', () => {})
  const { lock, quietSinceMs } = lockSchema.parse(JSON.parse(await firstLine(body)))
  body.resume()
  return {
    id: lock,
    quietSinceMs,
    get lost() {
      return state.lost
    },
    release: () => {
      body.destroy()
      return closed
    },
  }
}

function firstLine(body: HttpAnswer['body']): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const onData = (block: Buffer) => {
      text += block.toString('utf8')
      const end = text.indexOf('\n')
      if (end >= 0) settle(() => resolve(text.slice(0, end)))
    }
    const onClose = () => settle(() => reject(new Error('The box closed the lock before it was given.')))
    const settle = (how: () => void) => {
      body.off('data', onData)
      body.off('close', onClose)
      how()
    }
    body.on('data', onData)
    body.on('close', onClose)
  })
}

async function runImport(http: HttpClient, { lock, task, fileName, content }: ImportOrder): Promise<ImportAnswer> {
  if (lock.lost) throw new NotStarted('The lock of the importing machine was lost before the import began.')
  const answer = await http.order('/box/import', { lock: lock.id, task, fileName, content }).catch((error: unknown) => {
    throw error instanceof Unreached ? new NotStarted(error.message) : error
  })
  if (answer.status === 200) return answerSchema.parse(await expected(answer, 200))
  const sentence = await sentenceOf(answer)
  // The box checks all of these before it starts the importer; 500 and the like may come after.
  if ([400, 401, 409, 501, 503].includes(answer.status)) throw new NotStarted(sentence)
  throw new Error(sentence)
}

async function look(http: HttpClient, queries: BoxQuery[]): Promise<string[]> {
  const { answers } = answersSchema.parse(await expected(await http.ask('/box/look', { queries }), 200))
  if (answers.length !== queries.length) throw new Error('The box did not answer each question.')
  return answers
}

async function* ask(http: HttpClient, query: BoxQuery, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const answer = await http.ask('/box/query', query, signal)
  if (answer.status !== 200) throw new Error(await sentenceOf(answer))
  yield* answer.body as AsyncIterable<Uint8Array>
}

async function expected(answer: HttpAnswer, status: number): Promise<unknown> {
  if (answer.status !== status) throw new Error(await sentenceOf(answer))
  return JSON.parse(await textOf(answer.body, MAX_ANSWER_BYTES))
}

async function sentenceOf(answer: HttpAnswer): Promise<string> {
  const text = await textOf(answer.body, MAX_ANSWER_BYTES)
  try {
    const told = JSON.parse(text) as { error?: string; reason?: string }
    return told.reason ?? told.error ?? text
  } catch {
    return `The box answered ${answer.status}: ${text.slice(0, 300)}`
  }
}
