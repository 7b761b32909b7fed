import { readFileSync } from 'node:fs'

/**
 * Adds what vitest's JSON report says to a total, and returns what failed, a line each; a report that is missing, or a run that failed
 * otherwise, is one failure.
 */
export function addVitest(total, report, failed) {
  try {
    const r = JSON.parse(readFileSync(report, 'utf8'))
    total.passed += r.numPassedTests
    total.failed += r.numFailedTests
    total.skipped += r.numPendingTests + r.numTodoTests
    const lines = r.testResults.flatMap((f) => f.assertionResults.filter((a) => a.status === 'failed').map((a) => `${a.fullName}: ${(a.failureMessages[0] ?? '').split('\n')[0]}`))
    if (!failed || r.numFailedTests > 0) return lines
    total.failed++
    return r.testResults.filter((f) => f.status === 'failed').map((f) => `${f.name}: ${f.message}`)
  } catch {
    total.failed++
    return [`no report of the unit tests: ${report}`]
  }
}
