// Signatures against the vendors' own libraries, from npm in a throw-away folder: what they accept and refuse, "zagaj verify" does too.
import { spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGES = ['standardwebhooks@1.1.1', '@shopify/shopify-api@15.0.0', '@shopify/web-pixels-extension@2.18.0']
const root = new URL('..', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'zagaj-vendors-'))
const home = process.env.VENDORS ?? dir // VENDORS names a folder where they are installed already
const total = { passed: 0, failed: 0 }

if (!existsSync(join(home, 'node_modules/standardwebhooks'))) {
  writeFileSync(join(home, 'package.json'), '{"private":true}')
  const done = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--save-exact', ...PACKAGES], { cwd: home, stdio: 'inherit' })
  if (done.status !== 0) process.exit(1)
}
const vendor = createRequire(join(home, 'package.json'))

/** Whether "zagaj verify" accepts a delivery. */
function ours(platform, secret, headers, body) {
  writeFileSync(join(dir, 'headers'), JSON.stringify(headers))
  writeFileSync(join(dir, 'body'), body)
  const done = spawnSync(join(root, 'bin/zagaj'), ['verify', '--platform', platform, '--secret', secret, '--headers', join(dir, 'headers'), '--body', join(dir, 'body')], { encoding: 'utf8' })
  return done.stdout === 'accepted\n'
}

function compare(what, theirs, mine, want) {
  const good = theirs === want && mine === want
  total[good ? 'passed' : 'failed']++
  if (!good) console.log(`FAIL ${what}: the vendor says ${theirs}, zagaj ${mine}, want ${want}`)
}

const bodies = ['{}', '{"a":"zażółć gęślą jaźń 🙂"}', '{"a": 1.10, "b":"\\/"}\n', JSON.stringify({ x: 'y'.repeat(100_000) })]

function standard() {
  const { Webhook } = vendor('standardwebhooks')
  const accepts = (hook, body, headers) => { try { hook.verify(body, headers); return true } catch { return false } }
  for (const [n, body] of bodies.entries()) {
    const secret = 'whsec_' + randomBytes(24 + n).toString('base64')
    const hook = new Webhook(secret)
    for (const [name, age, spoil] of [['signed', 0, (b) => b], ['changed', 0, (b) => b.replace('{', '{ ')], ['too old', 400, (b) => b], ['from the future', -400, (b) => b]]) {
      const at = new Date(Date.now() - age * 1000)
      const headers = { 'webhook-id': `msg_${n}`, 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': hook.sign(`msg_${n}`, at, body) }
      compare(`standard ${n} ${name}`, accepts(hook, spoil(body), headers), ours('standard', secret, headers, spoil(body)), name === 'signed')
    }
  }
}

async function shopify() {
  vendor('@shopify/shopify-api/adapters/node')
  const { shopifyApi, ApiVersion } = vendor('@shopify/shopify-api')
  for (const [n, body] of bodies.entries()) {
    const secret = 'shpss_' + randomBytes(16).toString('hex')
    const api = shopifyApi({ apiKey: 'k', apiSecretKey: secret, scopes: [], hostName: 'app.example', apiVersion: Object.values(ApiVersion).at(-1), isEmbeddedApp: false, logger: { log: () => {} } })
    const good = createHmac('sha256', secret).update(body).digest('base64')
    for (const [name, hmac, sent] of [['signed', good, body], ['changed', good, body + ' '], ['in hex', Buffer.from(good, 'base64').toString('hex'), body], ['of another', createHmac('sha256', 'x').update(body).digest('base64'), body]]) {
      const headers = { 'X-Shopify-Topic': 'orders/create', 'X-Shopify-Hmac-Sha256': hmac, 'X-Shopify-Shop-Domain': 'demo.myshopify.com', 'X-Shopify-API-Version': '2026-07', 'X-Shopify-Webhook-Id': `w${n}` }
      const { valid } = await api.webhooks.validate({ rawBody: sent, rawRequest: { headers }, rawResponse: {} })
      compare(`shopify ${n} ${name}`, valid, ours('shopify', secret, headers, sent), name === 'signed')
    }
  }
}

/** Queries of browsers that Shopify sends: odd characters, repeated names, and each of them spoiled. */
async function queries() {
  const { shopifyApi, ApiVersion } = vendor('@shopify/shopify-api')
  const { generateLocalHmac } = vendor(join(home, 'node_modules/@shopify/shopify-api/dist/cjs/lib/utils/hmac-validator.js'))
  const secret = 'shpss_' + randomBytes(16).toString('hex')
  const config = shopifyApi({ apiKey: 'k', apiSecretKey: secret, scopes: [], hostName: 'app.example', apiVersion: Object.values(ApiVersion).at(-1), isEmbeddedApp: false, logger: { log: () => {} } })
  for (const more of [{}, { code: 'a b', state: "x~y*z+'()!" }, { name: 'Zażółć & gęślą=jaźń/🙂' }, { host: 'YWRtaW4=' }]) {
    const query = { shop: 'demo.myshopify.com', timestamp: String(Math.floor(Date.now() / 1000)), ...more }
    const hmac = await generateLocalHmac(config.config)(query)
    for (const [name, changed] of [['signed', {}], ['changed', { code: 'other' }], ['added to', { extra: '1' }]]) {
      const sent = { ...query, ...changed, hmac }
      const theirs = await config.utils.validateHmac(sent).catch(() => false)
      const done = spawnSync(join(root, 'bin/zagaj'), ['verify', '--platform', 'shopify', '--secret', secret, '--query', new URLSearchParams(sent).toString()], { encoding: 'utf8' })
      compare(`shopify query ${JSON.stringify(more)} ${name}`, theirs, done.stdout === 'accepted\n', name === 'signed')
    }
  }
}

/** Shopify's pixel against the types that Shopify gives to pixels. */
function pixel() {
  cpSync(join(root, 'plugins/shopify/extensions/zagaj-pixel/src'), join(home, 'pixel'), { recursive: true })
  const tsc = join(root, 'widget/node_modules/typescript/bin/tsc')
  const done = spawnSync('node', [tsc, '--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022', '--lib', 'es2022,dom', join(home, 'pixel/index.ts')], { encoding: 'utf8' })
  total[done.status === 0 ? 'passed' : 'failed']++
  if (done.status !== 0) console.log(`FAIL shopify pixel's types\n${done.stdout}`)
}

try {
  pixel()
  standard()
  await shopify()
  await queries()
} catch (e) {
  console.log(e)
  total.failed++
}
rmSync(dir, { recursive: true, force: true })
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed ? 1 : 0)
