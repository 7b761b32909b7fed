// Lists what the product is made of, with versions, checksums and licences: the Go modules that are linked into the binary and
// the npm packages of both front ends. Writes CycloneDX 1.6 to the standard output, the same bytes for the same sources.
//   node scripts/sbom.mjs            the list
//   node scripts/sbom.mjs --check    fails when a licence is not known, or not one that may be passed on under Apache-2.0
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname

/** Licences by words that only they have; the first that fits. */
const LICENCES = [
  ['Apache-2.0', /Apache License,?\s+Version 2\.0|Apache-2\.0/], ['MPL-2.0', /Mozilla Public License,? (?:v\. |Version )?2\.0/i], ['ISC', /Permission to use, copy, modify, and\/?(?:or)? distribute this software/i],
  ['BSD-3-Clause', /Neither the name|may (?:not )?be used to\s+endorse/i], ['BSD-2-Clause', /Redistributions in binary form must reproduce/i], ['MIT', /Permission is hereby granted, free of charge/i],
  ['Unlicense', /This is free and unencumbered software/i], ['CC0-1.0', /CC0 1\.0/],
]
const ALLOWED = new Set(['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'CC0-1.0', 'MPL-2.0', 'BlueOak-1.0.0', 'MIT-0', 'Python-2.0', 'CC-BY-4.0'])

function licenceOf(dir) {
  const file = existsSync(dir) && readdirSync(dir).sort().find((f) => /^(licen[cs]e|copying|unlicense)([.-].*)?$/i.test(f))
  const text = file ? readFileSync(join(dir, file), 'utf8') : ''
  return LICENCES.find(([, words]) => words.test(text))?.[0] ?? ''
}

/** The modules that the packages of the binary come from. */
function modules() {
  const r = spawnSync('go', ['list', '-deps', '-f', '{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}', './cmd/zagaj'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (r.status !== 0) throw new Error(r.stderr)
  const sums = new Map(readFileSync(join(root, 'go.sum'), 'utf8').split('\n').map((l) => l.split(' ')).filter(([, v]) => v && !v.endsWith('/go.mod')).map(([p, v, sum]) => [`${p}@${v}`, sum]))
  return [...new Set(r.stdout.split('\n').filter(Boolean))].map((l) => l.split('\t')).map(([name, version, dir]) => ({
    purl: `pkg:golang/${name}@${version}`, name, version, licence: licenceOf(dir), sum: sums.get(`${name}@${version}`) ?? '', scope: 'required' }))
}

/** Parts of these are in what browsers load. */
const SHIPPED = new Set(['svelte', 'uqr'])

/** The npm packages of the lock file: those that build the front ends, of which parts are in the product, and those that test them. */
function packages() {
  const lock = JSON.parse(readFileSync(join(root, 'widget/package-lock.json'), 'utf8'))
  return Object.entries(lock.packages).filter(([path, p]) => path && !p.link).map(([path, p]) => {
    const name = path.replace(/^.*node_modules\//, '')
    return { purl: `pkg:npm/${name.replace('@', '%40')}@${p.version}`, name, version: p.version, licence: p.license ?? licenceOf(join(root, 'widget', path)), sum: p.integrity ?? '', scope: SHIPPED.has(name) ? 'required' : 'excluded' }
  })
}

const all = [...modules(), ...packages()].sort((a, b) => (a.purl < b.purl ? -1 : a.purl > b.purl ? 1 : 0)).filter((c, i, list) => c.purl !== list[i - 1]?.purl)
if (process.argv.includes('--check')) {
  const allowed = (l) => l.replace(/[()]/g, '').split(/ OR /).some((x) => x.split(/ AND /).every((y) => ALLOWED.has(y.trim())))
  const bad = all.filter((c) => !allowed(c.licence))
  const count = {}
  for (const c of all) count[c.licence] = (count[c.licence] ?? 0) + 1
  for (const [l, n] of Object.entries(count).sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`${String(n).padStart(5)}  ${l || 'unknown'}`)
  for (const c of bad) console.log(`not allowed: ${c.purl}: ${c.licence || 'no licence found'}`)
  console.log(`${all.length - bad.length} passed, ${bad.length} failed`)
  process.exit(bad.length ? 1 : 0)
}
const component = (c) => ({ type: 'library', 'bom-ref': c.purl, name: c.name, version: c.version, scope: c.scope, purl: c.purl,
  licenses: c.licence ? [/ (OR|AND) /.test(c.licence) ? { expression: c.licence } : { license: { id: c.licence } }] : [],
  properties: c.sum ? [{ name: 'zagaj:checksum', value: c.sum }] : [] })
console.log(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
  metadata: { component: { type: 'application', name: 'zagaj', licenses: [{ license: { id: 'Apache-2.0' } }] } }, components: all.map(component) }, null, 1))
