import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build, defineConfig, type BuildEnvironmentOptions } from 'vite'

// The widget's parts, without a framework. The loader is one short classic script that every page of a shop fetches;
// it imports the measuring part when the visitor first does something and the conversation on a tap or an offer, under
// names that change with their content. The loader is built last, because it is told those names.
const root = import.meta.dirname
const common: BuildEnvironmentOptions = {
  outDir: 'dist', emptyOutDir: false, target: 'es2022', cssTarget: ['es2022', 'safari15.6'], minify: 'oxc', modulePreload: false, sourcemap: false,
}

const LANGUAGES = ['pl', 'en', 'de', 'cs', 'sk', 'uk']

/** Builds parts for themselves, each into one file named by its content; tells the names. */
async function parts(input: Record<string, string>, define: Record<string, string> = {}, names = '[name]-[hash:6]', alias: Record<string, string> = {}): Promise<Record<string, string>> {
  const made = await build({
    root, configFile: false, publicDir: false, define, resolve: { alias },
    build: { ...common, rollupOptions: { input, preserveEntrySignatures: 'strict', output: { format: 'es', entryFileNames: `widget/${names}.js` } } },
  })
  const chunks = [made].flat().flatMap((c) => ('output' in c ? c.output : [])).filter((o) => o.type === 'chunk')
  if (chunks.length !== Object.keys(input).length) throw new Error(`${Object.keys(input).join()}: a part shares code with another, which costs one more request`)
  return Object.fromEntries(chunks.map((o) => [o.name, o.fileName.replace('widget/', '')]))
}

/** Nearly all of the loader and of the conversation runs when it comes: a browser that knows this comment compiles it while it comes in, on a thread beside the page's own. */
const AHEAD = '//# allFunctionsCalledOnLoad\n'

/** The conversation, a file for each language: with the texts in a file of their own a tap waited for two, one after the other. They have
 *  one name but for the language, which changes when any of them does: the loader has no room for six. */
async function conversation(define: Record<string, string>): Promise<string> {
  const sum = createHash('sha256')
  const at = (name: string): string => `${root}/dist/widget/chat-${name}.js`
  for (const l of LANGUAGES) {
    await parts({ [`chat-${l}`]: 'visitor/entry.ts' }, define, '[name]', { './lang/en': `${root}/visitor/lang/${l}.ts` })
    sum.update(readFileSync(at(l)))
  }
  const hash = sum.digest('base64url').slice(0, 6)
  for (const l of LANGUAGES) {
    writeFileSync(at(`${l}-${hash}`), AHEAD + readFileSync(at(l), 'utf8'))
    rmSync(at(l))
  }
  return `-${hash}.js`
}

export default defineConfig(async () => {
  rmSync(`${root}/dist/widget`, { recursive: true, force: true })
  const { order } = await parts({ order: 'visitor/order.ts' })
  const { tell } = await parts({ tell: 'visitor/tell.ts' })
  const { more } = await parts({ more: 'visitor/more.ts' }, { ORDER_FILE: JSON.stringify(order), TELL_FILE: JSON.stringify(tell) })
  cpSync(`${root}/visitor/push-worker.js`, `${root}/dist/push-worker.js`) // loaded by shops' own workers, as it is
  const chat = await conversation({ MORE_FILE: JSON.stringify(more) })
  const { measure } = await parts({ measure: 'visitor/measure.ts' })
  return {
    root, publicDir: false,
    plugins: [{ name: 'ahead', generateBundle: (_, made) => { for (const o of Object.values(made)) if (o.type === 'chunk') o.code = AHEAD + o.code } }],
    define: { CHAT_ENDS: JSON.stringify(chat), MEASURE_FILE: JSON.stringify(measure) },
    build: {
      ...common,
      rollupOptions: { input: { zagaj: 'visitor/loader.ts' }, output: { format: 'iife', entryFileNames: 'zagaj.js' } },
    },
  }
})
