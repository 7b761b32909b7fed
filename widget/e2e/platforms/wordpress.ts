import { spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'

import { ended, started } from './shop'

const TESTS = resolve(import.meta.dirname, '../../../plugins/woocommerce/tests/real')
const PLUGIN = resolve(import.meta.dirname, '../../../bin/plugins/zagaj-woocommerce.zip')
/** WordPress as npm has it, for who tries it in a browser; newer ones come from elsewhere. */
const PACKAGE = '@wp-playground/wordpress-builds@0.9.19'
const RELEASE = 'wp-6.4.zip' // the oldest that the plugin takes, and the last that lets it be switched on without WooCommerce

// What a server outside of this machine would not need: webhooks to a port of this machine, and a consent banner that asks a cookie.
const HOUSE_PLUGIN = `<?php
add_filter( 'http_request_host_is_external', '__return_true' );
add_filter( 'http_allowed_safe_ports', function ( $ports, $host, $url ) { return array_merge( $ports, array( (int) parse_url( $url, PHP_URL_PORT ) ) ); }, 10, 3 );
add_filter( 'pre_wp_mail', '__return_true' );
if ( file_exists( __DIR__ . '/banner' ) ) { function wp_has_consent( $what ) { return 'functional' === $what && ! empty( $_COOKIE['agreed'] ); } }
`

function config(socket: string, log: string): string {
  const salts = ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT']
  const set: Record<string, string | boolean> = { DB_NAME: 'wordpress', DB_USER: 'root', DB_PASSWORD: '', DB_HOST: `localhost:${socket}`, DB_CHARSET: 'utf8mb4', DB_COLLATE: '',
    WP_DEBUG: true, WP_DEBUG_DISPLAY: false, WP_DEBUG_LOG: log, DISABLE_WP_CRON: true, WP_HTTP_BLOCK_EXTERNAL: true, WP_ACCESSIBLE_HOSTS: '127.0.0.1', AUTOMATIC_UPDATER_DISABLED: true,
    ...Object.fromEntries(salts.map((name) => [name, `${name} of a throw-away`])) }
  const lines = Object.entries(set).map(([name, value]) => `define( '${name}', ${typeof value === 'string' ? `'${value}'` : value} );`)
  return `<?php\n${lines.join('\n')}\n$table_prefix = 'wp_';\nif ( ! defined( 'ABSPATH' ) ) define( 'ABSPATH', __DIR__ . '/' );\nrequire_once ABSPATH . 'wp-settings.php';\n`
}

function run(command: string, args: string[], cwd: string): string {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 })
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

/**
 * A WordPress in a throw-away folder with a MariaDB of its own, and our plugin as a shop's owner gets it. WORDPRESS names a folder with its files, WOOCOMMERCE one
 * with WooCommerce's, as their zips hold them; both are copied. Without them WordPress comes from npm, and there is no shop in it: no registry has WooCommerce.
 * MariaDB and PHP's mysqli are the system's, or Debian's packages unpacked in the same folder.
 */
export class WordPress {
  readonly path = mkdtempSync(join(tmpdir(), 'zagaj-wordpress-'))
  address = ''
  customer = ''
  version = ''
  hasShop = false
  #files = join(this.path, 'wordpress')
  #log = join(this.path, 'debug.log')
  #php: string[] = ['-d', 'memory_limit=512M']
  #processes: ChildProcess[] = []

  async start(): Promise<void> {
    this.#unpack()
    const socket = await this.#database()
    writeFileSync(join(this.#files, 'wp-config.php'), config(socket, this.#log))
    mkdirSync(join(this.#files, 'wp-content/mu-plugins'), { recursive: true })
    writeFileSync(join(this.#files, 'wp-content/mu-plugins/house.php'), HOUSE_PLUGIN)
    this.address = `http://127.0.0.1:${await freePort()}`
    const made = JSON.parse(run('php', [...this.#php, join(TESTS, 'install.php'), this.#files, this.address], this.path).trim().split('\n').at(-1)!) as { wordpress: string; woocommerce: boolean; customer: string }
    this.customer = made.customer
    this.version = made.wordpress
    this.hasShop = made.woocommerce
    const [server] = await started('php', [...this.#php, '-S', this.address.slice('http://'.length), '-t', this.#files], this.path, { PHP_CLI_SERVER_WORKERS: '4' }, /(Development Server)/)
    this.#processes.push(server)
  }

  #unpack(): void {
    const { WORDPRESS, WOOCOMMERCE } = process.env
    if (WORDPRESS) cpSync(resolve(WORDPRESS), this.#files, { recursive: true })
    else {
      run('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error', '--prefix', this.path, PACKAGE], this.path)
      run('unzip', ['-q', join(this.path, 'node_modules/@wp-playground/wordpress-builds/src/wordpress', RELEASE), '-d', this.#files], this.path)
      rmSync(join(this.path, 'node_modules'), { recursive: true })
    }
    const plugins = join(this.#files, 'wp-content/plugins')
    mkdirSync(plugins, { recursive: true })
    if (WOOCOMMERCE) cpSync(resolve(WOOCOMMERCE), join(plugins, 'woocommerce'), { recursive: true })
    run('unzip', ['-q', PLUGIN, '-d', plugins], this.path)
  }

  /** Starts MariaDB, and finds PHP's mysqli; returns the database's socket. */
  async #database(): Promise<string> {
    const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
    let root = ''
    if (!has('mariadbd') || !has('mariadb-install-db') || run('php', ['-r', 'echo (int) extension_loaded("mysqli");'], this.path) !== '1') root = this.#debian()
    const at = (name: string): string => (root ? join(root, name) : name.split('/').at(-1)!)
    const data = join(this.path, 'db')
    const socket = join(this.path, 'db.sock')
    mkdirSync(data)
    const env = root ? { LD_LIBRARY_PATH: readdirSync(join(root, 'usr/lib')).map((d) => join(root, 'usr/lib', d)).join(':') } : {}
    const base = root ? [`--basedir=${root}/usr`] : []
    const made = spawnSync(at('usr/bin/mariadb-install-db'), ['--no-defaults', ...base, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', `--user=${userInfo().username}`],
      { env: { ...process.env, ...env }, encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`MariaDB makes no database: ${made.error?.message ?? ''}${made.stdout}${made.stderr}`)
    const [server] = await started(at('usr/sbin/mariadbd'), ['--no-defaults', ...base, ...(root ? [`--lc-messages-dir=${root}/usr/share/mysql`] : []), `--datadir=${data}`, `--socket=${socket}`,
      '--skip-networking', `--user=${userInfo().username}`], this.path, env, /(ready for connections)/)
    this.#processes.push(server)
    run('php', [...this.#php, '-r', `(new mysqli('localhost', 'root', '', '', 0, '${socket}'))->query('CREATE DATABASE wordpress');`], this.path)
    return socket
  }

  /** Unpacks Debian's packages beside the rest; nothing is installed. */
  #debian(): string {
    const root = join(this.path, 'root')
    const debs = join(this.path, 'debs')
    mkdirSync(debs)
    const version = run('php', ['-r', 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;'], this.path)
    try {
      run('apt-get', ['download', '-qq', `php${version}-mysql`, 'mariadb-server-core', 'mariadb-client-core', 'libaio1', 'liburing2'], debs)
    } catch (e) { throw new Error(`WordPress needs MariaDB and PHP's mysqli. The system has not both, and Debian's packages cannot be had: ${(e as Error).message}`) }
    for (const deb of readdirSync(debs)) run('dpkg', ['-x', join(debs, deb), root], this.path)
    const modules = join(root, 'usr/lib/php')
    const api = readdirSync(modules)[0]!
    for (const name of ['mysqlnd', 'mysqli']) this.#php.push('-d', `extension=${join(modules, api, `${name}.so`)}`)
    return root
  }

  /** One act of plugins/woocommerce/tests/real/act.php; returns what it said. */
  act(...what: string[]): unknown {
    const said = run('php', [...this.#php, join(TESTS, 'act.php'), this.#files, ...what], this.path)
    return (JSON.parse(said.trim().split('\n').at(-1)!) as { said: unknown }).said
  }

  /** From now on the site has a consent banner, and so far nobody has agreed. */
  banner(): void { writeFileSync(join(this.#files, 'wp-content/mu-plugins/banner'), '') }

  /** PHP's notices and errors that name our plugin. */
  notices(): string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').split('\n').filter((line) => /zagaj/i.test(line.replaceAll(this.path, ''))) : []
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
