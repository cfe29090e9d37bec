import type { Report } from './report.ts'
export async function measureStart(..._a: unknown[]): Promise<Report> { throw new Error('x') }
