import type { Report } from './report.ts'
export async function measureExport(..._a: unknown[]): Promise<Report> { throw new Error('x') }
