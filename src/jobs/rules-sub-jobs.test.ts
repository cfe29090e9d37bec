import { describe, expect, it } from 'vitest'
import type { SubJob } from './model-sub-jobs.ts'
import {
  likeness,
  refusalsToDelete,
  refusalsToEdit,
  refusalsToLink,
  refusalsToPair,
  refusalsToSend,
} from './rules-sub-jobs.ts'

const codes = (list: { code: string }[]) => list.map((each) => each.code)

function subJob(more: Partial<SubJob> = {}): SubJob {
  return {
    ...{ id: 1 as SubJob['id'], project: 2 as SubJob['project'], projectName: 'Harbor', rev: 1, active: true },
    ...{ code: 'A1', name: 'Alley', jobErpId: '24-0118', erpId: null },
    ...{ costCodes: 0, newCodes: 0, knownInErp: false, exporting: false },
    ...more,
  }
}

describe('sending a sub job', () => {
  it.each([
    [{}, true, []],
    [{}, false, ['sub-jobs-not-exported']],
    [{ erpId: '24-0118|A1' }, false, ['already-linked']],
    [{ active: false, jobErpId: null }, true, ['sub-job-inactive', 'project-not-linked']],
    [{ code: 'TENLETTERS' }, true, []],
    [{ code: 'ELEVENCHARS' }, true, ['code-too-long']],
    [{ knownInErp: true }, true, ['extra-exists']],
  ])('%j, exported %s -> %j', (more, exported, expected) => {
    expect(codes(refusalsToSend(subJob(more), { exported }))).toEqual(expected)
  })
})

describe('linking a sub job with an extra', () => {
  it.each([
    [{}, []],
    [{ erpId: '24-0118|A1' }, ['already-linked']],
    [{ costCodes: 3, newCodes: 2 }, ['codes-not-in-erp']],
  ])('%j -> %j', (more, expected) => {
    expect(codes(refusalsToLink(subJob(more)))).toEqual(expected)
  })
  it('asks for the same job and the same code', () => {
    const { project } = subJob()
    expect(refusalsToPair(subJob(), { job: '24-0118', extra: 'A1', project })).toEqual([])
    expect(codes(refusalsToPair(subJob(), { job: '24-0118', extra: 'B1', project }))).toEqual(['other-code'])
    // The same job number stands in another company file: another project's, or nobody's.
    expect(codes(refusalsToPair(subJob(), { job: '24-0118', extra: 'A1', project: undefined }))).toEqual(['other-job'])
  })
  it('is suggested by code and name', () => {
    const ours = { code: 'A1', name: 'Added alley, frontage' }
    expect(likeness(ours, { code: 'A1', name: 'x' })?.because).toBe('same code')
    expect(likeness(ours, { code: 'B1', name: 'ADDED ALLEY FRONTAGE' })?.because).toBe('same name')
    expect(likeness(ours, { code: 'B1', name: '' })).toBeUndefined()
  })
})

describe('changing and deleting a sub job', () => {
  it('leaves code and name of a linked one to the ERP, and of one under way alone', () => {
    const change = { code: 'A2', name: 'Street', active: false }
    expect(refusalsToEdit(subJob(), change)).toEqual([])
    expect(refusalsToEdit(subJob({ erpId: '24-0118|A1' }), change).map((each) => each.field)).toEqual(['code', 'name'])
    expect(refusalsToEdit(subJob({ erpId: '24-0118|A1' }), { name: 'Alley', active: false })).toEqual([])
    expect(codes(refusalsToEdit(subJob({ exporting: true }), change))).toEqual(['exporting'])
  })
  it.each([
    [{}, []],
    [{ costCodes: 2 }, ['codes-tied']],
    [{ erpId: '24-0118|A1', costCodes: 2 }, ['linked', 'codes-tied']],
    [{ exporting: true }, ['exporting']],
  ])('deleting %j -> %j', (more, expected) => {
    expect(codes(refusalsToDelete(subJob(more)))).toEqual(expected)
  })
})
