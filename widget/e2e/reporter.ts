import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'

/** Ends with the line every test target of the project ends with. */
export default class Counts implements Reporter {
  #passed = 0
  #failed = 0
  #skipped = 0

  onBegin(_config: FullConfig, _suite: Suite): void {}

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') {
      this.#skipped++
      console.log(`skipped: ${test.title}: ${test.annotations.map((a) => a.description).join(' ')}`)
    } else if (result.status === test.expectedStatus) this.#passed++
    else {
      this.#failed++
      const why = (result.error?.message ?? result.status).replace(/\u001b\[[0-9;]*m/g, '').split('\n').map((l) => l.trim()).filter(Boolean).slice(0, 6).join(' | ')
      console.log(`failed: ${test.titlePath().filter(Boolean).join(' › ')}: ${why.slice(0, 600)}`)
    }
  }

  onEnd(): void {
    console.log(`${this.#passed} passed, ${this.#failed} failed${this.#skipped ? `, ${this.#skipped} skipped` : ''}`)
  }

  printsToStdio(): boolean { return false }
}
