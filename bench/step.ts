import type { Report } from './report.ts'
export async function measureStep(..._a: unknown[]): Promise<Report> { throw new Error('x') }
