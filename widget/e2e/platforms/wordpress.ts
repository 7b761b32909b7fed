import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { Php, run } from './php'

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

/**
 * A WordPress in a throw-away folder with a MariaDB of its own, and our plugin as a shop's owner gets it. WORDPRESS names a folder with its files, WOOCOMMERCE one
 * with WooCommerce's, as their zips hold them; both are copied. Without them WordPress comes from npm, and there is no shop in it: no registry has WooCommerce.
 */
export class WordPress {
  address = ''
  customer = ''
  version = ''
  hasShop = false
  #php = new Php('wordpress', 'mysqli')
  #files = join(this.#php.path, 'wordpress')
  #log = join(this.#php.path, 'debug.log')

  async start(): Promise<void> {
    this.#unpack()
    const socket = await this.#php.database('wordpress')
    writeFileSync(join(this.#files, 'wp-config.php'), config(socket, this.#log))
    mkdirSync(join(this.#files, 'wp-content/mu-plugins'), { recursive: true })
    writeFileSync(join(this.#files, 'wp-content/mu-plugins/house.php'), HOUSE_PLUGIN)
    this.address = await this.#php.address()
    const made = JSON.parse(this.#php.run(join(TESTS, 'install.php'), this.#files, this.address).trim().split('\n').at(-1)!) as { wordpress: string; woocommerce: boolean; customer: string }
    this.customer = made.customer
    this.version = made.wordpress
    this.hasShop = made.woocommerce
    await this.#php.serve(this.#files, this.address)
  }

  #unpack(): void {
    const { WORDPRESS, WOOCOMMERCE } = process.env
    const home = this.#php.path
    if (WORDPRESS) cpSync(resolve(WORDPRESS), this.#files, { recursive: true })
    else {
      run('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error', '--prefix', home, PACKAGE], home)
      run('unzip', ['-q', join(home, 'node_modules/@wp-playground/wordpress-builds/src/wordpress', RELEASE), '-d', this.#files], home)
      rmSync(join(home, 'node_modules'), { recursive: true })
    }
    const plugins = join(this.#files, 'wp-content/plugins')
    mkdirSync(plugins, { recursive: true })
    if (WOOCOMMERCE) cpSync(resolve(WOOCOMMERCE), join(plugins, 'woocommerce'), { recursive: true })
    run('unzip', ['-q', PLUGIN, '-d', plugins], home)
  }

  /** One act of plugins/woocommerce/tests/real/act.php; returns what it said. */
  act(...what: string[]): unknown {
    const said = this.#php.run(join(TESTS, 'act.php'), this.#files, ...what)
    return (JSON.parse(said.trim().split('\n').at(-1)!) as { said: unknown }).said
  }

  /** From now on the site has a consent banner, and so far nobody has agreed. */
  banner(): void { writeFileSync(join(this.#files, 'wp-content/mu-plugins/banner'), '') }

  /** PHP's notices and errors that name our plugin. */
  notices(): string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').split('\n').filter((line) => /zagaj/i.test(line.replaceAll(this.#php.path, ''))) : []
  }

  async stop(): Promise<void> { await this.#php.stop() }
}
