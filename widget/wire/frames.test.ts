// @vitest-environment node
/// <reference types="vite/client" />
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import types from './frames.ts?raw'

// One example of every frame stands in testdata; the server encodes and reads the same files byte by byte. Here each is
// checked against its type, so that a field with another name or type fails.
const files = import.meta.glob<string>('./testdata/*/*.json', { query: '?raw', import: 'default', eager: true })
const unions: Record<string, string> = { 'from-visitor': 'FromVisitor', 'to-visitor': 'ToVisitor', 'from-operator': 'FromOperator', 'to-operator': 'ToOperator' }
const source = Object.entries(files).map(([path, json], i) => `export const x${i}: ${unions[path.split('/')[2]!]} = ${json}`).join('\n')

/** What the compiler says of a text that stands at the end of frames.ts. */
function complaints(text: string): string[] {
  const name = '/frames.ts'
  const options: ts.CompilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: [],
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2022.d.ts'] }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (f) => f === name || fileExists(f)
  host.getSourceFile = (f, version, ...rest) => (f === name ? ts.createSourceFile(f, `${types}\n${text}`, version) : getSourceFile(f, version, ...rest))
  return ts.getPreEmitDiagnostics(ts.createProgram([name], options, host)).map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'))
}

describe('the examples of frames', () => {
  it('are what their types say', () => {
    expect(Object.keys(files).length).toBeGreaterThan(60)
    expect(complaints(source)).toEqual([])
  }, 60_000)

  it('would not pass with a field of another name or type', () => {
    expect(complaints("export const a: FromVisitor = { t: 'say', id: 'm', txt: 'x' }")).not.toEqual([])
    expect(complaints("export const a: ToOperator = { t: 'rated', conversation: 'c', rating: '5' }")).not.toEqual([])
  }, 60_000)
})
