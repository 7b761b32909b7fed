import { spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import { ended, started } from './shop'

// What a web server does for a shop: an address that is no file is the shop's own.
const ROUTER = `<?php
if ( file_exists( $_SERVER['DOCUMENT_ROOT'] . parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ) ) return false;
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
`
/** Debian's packages of what a shop asks of PHP beyond the command line's own. */
const PACKAGES: Record<string, string> = { mysqli: 'mysql', gd: 'gd', zip: 'zip' }

export function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? ''}${done.stdout}${done.stderr}`)
  return done.stdout
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}

/** A throw-away folder with a PHP, a MariaDB of its own and a web server: the system's, or Debian's packages unpacked in the same folder. Nothing is installed. */
export class Php {
  readonly path: string
  #needs: string[]
  #args: string[] = ['-d', 'memory_limit=512M']
  #env: Record<string, string> = {}
  #processes: ChildProcess[] = []

  constructor(name: string, ...needs: string[]) {
    this.path = mkdtempSync(join(tmpdir(), `zagaj-${name}-`))
    this.#needs = needs
  }

  /** Runs PHP's command line; returns what it said. */
  run(...args: string[]): string { return run('php', [...this.#args, ...args], this.path, { ...process.env, ...this.#env }) }

  /** Starts MariaDB with an empty database of that name, and finds PHP's modules. Returns the database's socket. */
  async database(name: string): Promise<string> {
    const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
    const missing = this.#needs.filter((module) => run('php', ['-r', `echo (int) extension_loaded("${module}");`], this.path) !== '1')
    const isThere = has('mariadbd') && has('mariadb-install-db')
    const root = isThere && missing.length === 0 ? '' : this.#debian(missing, isThere)
    const at = (file: string): string => (root && !isThere ? join(root, file) : file.split('/').at(-1)!)
    const [data, socket] = [join(this.path, 'db'), join(this.path, 'db.sock')]
    mkdirSync(data)
    const base = root && !isThere ? [`--basedir=${root}/usr`] : []
    const made = spawnSync(at('usr/bin/mariadb-install-db'), ['--no-defaults', ...base, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', `--user=${userInfo().username}`],
      { env: { ...process.env, ...this.#env }, encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`MariaDB makes no database: ${made.error?.message ?? ''}${made.stdout}${made.stderr}`)
    const [server] = await started(at('usr/sbin/mariadbd'), ['--no-defaults', ...base, ...(base.length > 0 ? [`--lc-messages-dir=${root}/usr/share/mysql`] : []), `--datadir=${data}`, `--socket=${socket}`,
      '--skip-networking', `--user=${userInfo().username}`], this.path, this.#env, /(ready for connections)/)
    this.#processes.push(server)
    this.#args.push('-d', `mysqli.default_socket=${socket}`)
    this.run('-r', `(new mysqli('localhost', 'root', ''))->query('CREATE DATABASE ${name}');`)
    return socket
  }

  /** Unpacks Debian's packages beside the rest. */
  #debian(modules: string[], hasDatabase: boolean): string {
    const [root, debs] = [join(this.path, 'root'), join(this.path, 'debs')]
    mkdirSync(debs)
    const version = run('php', ['-r', 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;'], this.path)
    const wanted = [...modules.map((m) => `php${version}-${PACKAGES[m]!}`), ...(hasDatabase ? [] : ['mariadb-server-core', 'mariadb-client-core'])]
    try {
      // What of their own needs the system has not; a line is: 'address' file size sum.
      const lines = run('apt-get', ['install', '--print-uris', '-qq', '-y', '--no-install-recommends', ...wanted], debs).split('\n').filter((line) => line.startsWith("'"))
      run('apt-get', ['download', '-qq', ...lines.map((line) => line.split(' ')[1]!.split('_')[0]!)], debs)
    } catch (e) { throw new Error(`The shop needs MariaDB and PHP with ${this.#needs.join(', ')}. The system has not all of it, and Debian's packages cannot be had: ${(e as Error).message}`) }
    for (const deb of readdirSync(debs)) run('dpkg', ['-x', join(debs, deb), root], this.path)
    const lib = join(root, 'usr/lib')
    this.#env = { LD_LIBRARY_PATH: readdirSync(lib).map((d) => join(lib, d)).join(':') }
    if (modules.length > 0) {
      const folder = join(lib, 'php', readdirSync(join(lib, 'php'))[0]!)
      for (const name of modules.flatMap((m) => (m === 'mysqli' ? ['mysqlnd', 'mysqli'] : [m]))) this.#args.push('-d', `extension=${join(folder, `${name}.so`)}`)
    }
    return root
  }

  /** An address that nobody uses, for serve. */
  async address(): Promise<string> { return `http://127.0.0.1:${await freePort()}` }

  /** Serves a folder at that address. */
  async serve(folder: string, address: string): Promise<void> {
    const router = join(this.path, 'router.php')
    writeFileSync(router, ROUTER)
    const [server] = await started('php', [...this.#args, '-S', address.slice('http://'.length), '-t', folder, router], this.path, { ...this.#env, PHP_CLI_SERVER_WORKERS: '4' }, /(Development Server)/)
    this.#processes.push(server)
  }

  async stop(): Promise<void> {
    for (const child of this.#processes.reverse()) {
      // PHP's server leaves its workers behind when it ends.
      const workers = (spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).stdout ?? '').split('\n').filter(Boolean)
      await ended(child)
      for (const pid of workers) { try { process.kill(Number(pid), 'SIGTERM') } catch { /* it has ended by itself */ } }
    }
    rmSync(this.path, { recursive: true, force: true })
  }
}
