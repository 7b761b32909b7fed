import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** A connection of Zagaj that a shop's plugin is set up with. */
export interface Connection { url: string; secret: string }

/** A real shop as one customer uses it. */
export interface Shop {
  start(connection: Connection): Promise<void>
  /** Puts pieces of the one product into a new cart; returns the cart's token and its worth as the shop tells it. */
  add(pieces: number): Promise<{ cart: string; total: number }>
  /** Changes the pieces in that cart; returns its worth. */
  change(pieces: number): Promise<number>
  /** Buys, to be sent to POSTCODE; returns the order's id, the number that its customer sees, its worth and the customer's id. */
  buy(): Promise<{ id: string; number: string; total: number; customer: string }>
  stop(): Promise<void>
}

/** Where what is bought is sent to. */
export const POSTCODE = '30-001'

const ROOT = resolve(import.meta.dirname, '../../..')
const INSTALL_MS = 30 * 60_000
const START_MS = 5 * 60_000

/**
 * A folder with a platform's packages and our plugin's, packed as a shop's owner gets it. It is thrown away afterwards, unless PLATFORMS
 * names a folder to keep: the second run then installs nothing.
 */
export class Folder {
  readonly path: string

  constructor(name: string, packages: string[]) {
    const kept = process.env['PLATFORMS']
    this.path = kept ? join(resolve(kept), name) : mkdtempSync(join(tmpdir(), `zagaj-${name}-`))
    mkdirSync(this.path, { recursive: true })
    if (!existsSync(join(this.path, 'node_modules', 'typeorm')) && !existsSync(join(this.path, 'node_modules', '@medusajs'))) this.#install(packages)
    this.#plugin(name)
  }

  #install(packages: string[]): void {
    writeFileSync(join(this.path, 'package.json'), JSON.stringify({ name: 'shop', private: true, version: '0.0.0' }))
    // Packages that are compiled find Node's own headers beside it and download none.
    const prefix = dirname(dirname(process.execPath))
    const headers = existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
    run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', '--legacy-peer-deps', '--loglevel=error', ...packages], this.path, { ...process.env, ...headers })
  }

  /** Our plugin: its types checked against the platform's own, then installed from the package. */
  #plugin(name: string): void {
    cpSync(join(ROOT, 'plugins/node'), join(this.path, 'plugins/node'), { recursive: true })
    cpSync(join(ROOT, 'plugins', name), join(this.path, 'plugins', name), { recursive: true })
    run(join(ROOT, 'widget/node_modules/.bin/tsc'), ['--noEmit', '-p', join('plugins', name, 'tsconfig.json')], this.path)
    const packed = readdirSync(join(ROOT, 'bin/plugins')).find((f) => f.startsWith(`zagaj-${name}-`) && f.endsWith('.tgz'))
    if (!packed) throw new Error('the plugin is not packed: run "make plugins" first')
    const home = join(this.path, 'node_modules', `zagaj-${name}`)
    rmSync(home, { recursive: true, force: true })
    mkdirSync(home, { recursive: true })
    run('tar', ['-xzf', join(ROOT, 'bin/plugins', packed), '--strip-components=1', '-C', home], this.path)
  }

  remove(): void {
    if (!process.env['PLATFORMS']) rmSync(this.path, { recursive: true, force: true })
  }
}

function run(command: string, args: string[], cwd: string, env = process.env): void {
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: INSTALL_MS })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stdout}${done.stderr}`)
}

/** Starts a process and waits until it says something; its words are shown when it does not. */
export async function started(command: string, args: string[], cwd: string, env: Record<string, string>, until: RegExp): Promise<[ChildProcess, string]> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const found = await new Promise<string>((done, failed) => {
    const late = setTimeout(() => { child.kill('SIGKILL'); failed(new Error(`it did not start; it said: ${said}`)) }, START_MS)
    child.on('exit', (code) => { clearTimeout(late); failed(new Error(`it ended with ${code}; it said: ${said}`)) })
    const hear = (part: Buffer): void => {
      said += part.toString()
      const match = until.exec(said)
      if (match) { clearTimeout(late); done(match[1] ?? '') }
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
  })
  return [child, found]
}

/** Ends a process that started() began, and waits for its end. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((done) => child.removeAllListeners('exit').on('exit', done))
  child.kill('SIGTERM')
  await gone
}
