import { readFileSync } from 'node:fs'

/** Adds what vitest's JSON report says to a total; a report that is missing, or a run that failed otherwise, is one failure. */
export function addVitest(total, report, failed) {
  try {
    const r = JSON.parse(readFileSync(report, 'utf8'))
    total.passed += r.numPassedTests
    total.failed += r.numFailedTests
    total.skipped += r.numPendingTests + r.numTodoTests
    if (failed && r.numFailedTests === 0) total.failed++
  } catch { total.failed++ }
}
