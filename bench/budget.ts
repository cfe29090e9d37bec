import type { Report } from './report.ts'
export async function measureBudget(..._a: unknown[]): Promise<Report> { throw new Error('x') }
