/** What a read-back means (export protocol R7, R8): from looks and hints to an outcome. Pure, no state. */

import type { Certificate, ExportCommand, ImportFile, Outcome, ReadBack } from '../src/erp/protocol.ts'
import { compareDecimals, harmlessAgain, missingFiles } from '../src/erp/protocol-compare.ts'
import { payloadHash } from '../src/erp/protocol-hash.ts'
import type { Job, Limits } from './core-types.ts'

/** What a command would import after this look: all of its records, or those that are missing. */
export function filesToImport({ mode, files, probes }: ExportCommand, readBack: ReadBack): ImportFile[] {
  const { verdict } = readBack
  if (verdict === 'PARTIAL' && harmlessAgain(probes)) return files
  if (mode === 'complete' && (verdict === 'PARTIAL' || verdict === 'ABSENT'))
    return missingFiles(files, probes, readBack)
  return verdict === 'ABSENT' ? files : []
}

/**
 * The look before an import. Undefined = the import may start: what it would import is not there and that may be believed, or another import
 * does no harm. `openRun`: a run of this op may have ended unseen.
 */
export function beforeImport(job: Job, readBack: ReadBack, openRun: boolean): Outcome | undefined {
  // What is partly there is imported again where that only adds what is missing; somebody who may only look says what is there.
  if (readBack.verdict === 'PARTIAL' && !job.lookOnly && harmlessAgain(job.command.probes)) return undefined
  if (filesToImport(job.command, readBack).length === 0) return present(readBack)
  if (job.conflict) return unverified('The same key came with another payload before.', readBack)
  const certified = job.command.certificate.readAfterWriteMs !== null
  if (openRun && !certified) {
    return unverified(
      'An earlier import may have run, and this site is not certified to show its records in time.',
      readBack,
    )
  }
  if (job.lookOnly && readBack.verdict === 'PARTIAL') return present(readBack)
  if (job.lookOnly) return { result: 'ABSENT', readBack, because: openRun ? 'certified' : 'no-run' }
  return undefined
}

/** The last look after an import; `end` is null when the import ended without telling. */
export function afterImport({ command, files, end }: Job, readBack: ReadBack): Outcome {
  const { certificate, probes } = command
  // Not the importer's doing, and no reason to stop where another import only adds what is missing.
  if (readBack.verdict === 'PARTIAL' && end?.notStarted !== undefined && harmlessAgain(probes))
    return { result: 'NOT_STARTED', because: end.notStarted }
  if (end && (readBack.verdict === 'PARTIAL' || readBack.verdict === 'ABSENT')) {
    const missing = records(missingFiles(files, probes, readBack))
    // It took as many as are there of what it was given: the others were refused, or never read.
    const certain = missing > 0 && end.reportComplete && end.accepted === records(files) - missing
    // What can carry no marker is of this op where the importer took it, now or, as it accounts for the rest, before.
    const unmarked = readBack.found.length > 0 && (end.accepted > 0 || certain)
    if (readBack.verdict === 'PARTIAL' || unmarked) return { result: 'PARTIAL', readBack, report: end.report, certain }
  }
  if (readBack.verdict !== 'ABSENT') return { ...present(readBack), ...(end ? { report: end.report } : {}) }
  if (end?.notStarted !== undefined) return { result: 'NOT_STARTED', because: end.notStarted }
  if (end?.reportComplete && end.accepted === 0 && end.rejected > 0) {
    const { report, rejections, sentences } = end
    return { result: 'REFUSED', readBack, report, rejections, sentences }
  }
  if (end && end.accepted > 0) {
    return { ...unverified('The importer says it took records, but none can be found.', readBack), report: end.report }
  }
  if (certificate.readAfterWriteMs !== null) return { result: 'ABSENT', readBack, because: 'certified' }
  const because = 'An import ran without a readable end, and this site is not certified to show its records in time.'
  return { ...unverified(because, readBack), ...(end ? { report: end.report } : {}) }
}

/** A limit of the agent's own file that the command breaks, in words; undefined = none. */
export function brokenLimit(limits: Limits, command: ExportCommand): string | undefined {
  const { kinds, tasks, maxRecords, largestNumber } = limits
  if (kinds && !kinds.includes(command.kind)) return `This agent's own limits do not allow the kind ${command.kind}.`
  const task = tasks && command.files.find((file) => !tasks.includes(file.task))?.task
  if (task) return `This agent's own limits do not allow the task ${task}.`
  const count = records(command.files)
  if (maxRecords !== null && count > maxRecords)
    return `This agent's own limits allow ${maxRecords} records, not ${count}.`
  if (largestNumber === null) return undefined
  for (const field of command.files.flatMap((file) => file.records.flat())) {
    if (field.as === 'plain' && tooLarge(field.value, largestNumber)) {
      return `This agent's own limits allow figures up to ${largestNumber}, not ${field.value}.`
    }
  }
  return undefined
}

/** R4: the hash must be that of the content. */
export function hashAgrees(command: ExportCommand): boolean {
  return payloadHash(command) === command.payloadHash
}

/** How long nothing may have run before a look is believed, milliseconds. */
export function quietTime(limits: Limits, certificate: Certificate): number {
  return certificate.readAfterWriteMs ?? limits.quietMs
}

export function unverified(because: string, readBack?: ReadBack): Extract<Outcome, { result: 'UNVERIFIED' }> {
  return { result: 'UNVERIFIED', because, ...(readBack ? { readBack } : {}) }
}

function records(files: ImportFile[]): number {
  return files.reduce((sum, file) => sum + file.records.length, 0)
}

function present(readBack: ReadBack): Outcome {
  if (readBack.verdict === 'EXACT') return { result: 'APPLIED', readBack }
  return { result: readBack.verdict === 'PARTIAL' ? 'PARTIAL' : 'DIFFERENT', readBack }
}

function tooLarge(value: string, largest: string): boolean {
  return compareDecimals(value.replace('-', ''), largest) === 1
}
