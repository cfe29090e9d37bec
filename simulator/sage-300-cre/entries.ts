import type { Books } from './books.ts'

/** Run and sequence of the entries one file makes in new.jct, by the batch it asks for. */
export type Runs = Map<string, { run: string; batch: string; entries: number }>

/** The place of the file's next entry; a file that names no batch gets one of Sage's own making. */
export function nextEntry(
  books: Books,
  runs: Runs,
  asked: string,
  prefix: string,
): { run: string; batch: string; sequence: string } {
  let entry = runs.get(asked)
  if (!entry) {
    entry = { run: String(books.nextRun()), batch: asked || books.nextBatch(prefix), entries: 0 }
    runs.set(asked, entry)
  }
  entry.entries += 1
  return { run: entry.run, batch: entry.batch, sequence: String(entry.entries) }
}
