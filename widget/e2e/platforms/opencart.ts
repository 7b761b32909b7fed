import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { Php } from './php'

/** Who runs the throw-away shop. */
export const OWNER = { name: 'anna', password: 'correct horse' }

/**
 * An OpenCart in a throw-away folder with a MariaDB of its own. OPENCART names the folder "upload" of its zip, which is copied; no registry has OpenCart. It is
 * installed by OpenCart's own command; our extension is for its owner to install, in the admin.
 */
export class OpenCart {
  address = ''
  version = ''
  #php = new Php('opencart', 'mysqli', 'gd', 'zip')
  #files = join(this.#php.path, 'opencart')

  async start(): Promise<void> {
    cpSync(resolve(process.env['OPENCART']!), this.#files, { recursive: true })
    this.version = /'VERSION', '([^']+)'/.exec(readFileSync(join(this.#files, 'index.php'), 'utf8'))?.[1] ?? ''
    await this.#php.database('opencart')
    this.address = await this.#php.address()
    for (const config of ['config.php', 'admin/config.php']) writeFileSync(join(this.#files, config), '')
    const options = { username: OWNER.name, email: 'anna@shop.example', password: OWNER.password, http_server: `${this.address}/`, db_driver: 'mysqli', db_hostname: 'localhost',
      db_username: 'root', db_password: '', db_database: 'opencart', db_port: '3306', db_prefix: 'oc_' }
    const said = this.#php.run(join(this.#files, 'install/cli_install.php'), 'install', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]))
    if (!said.includes('SUCCESS')) throw new Error(`OpenCart does not install: ${said}`)
    rmSync(join(this.#files, 'install'), { recursive: true })
    await this.#php.serve(this.#files, this.address)
  }

  /** What is left of our extension: in the database, and as files. */
  left(): string[] {
    const places = { user_group: 'permission', setting: '`key`', event: 'code', extension: 'code', extension_install: 'code', extension_path: 'path', startup: 'code' }
    const asked = Object.entries(places).map(([table, column]) => `SELECT CONCAT('${table} ', LEFT(${column}, 99)) FROM oc_${table} WHERE ${column} LIKE '%zagaj%'`).join(' UNION ')
    const rows = this.#php.run('-r', `echo json_encode(array_merge(...((new mysqli('localhost', 'root', '', 'opencart'))->query(${JSON.stringify(asked)})->fetch_all())));`)
    return [...(JSON.parse(rows) as string[]), ...['zagaj-push.js', 'extension/zagaj', 'system/storage/marketplace/zagaj.ocmod.zip'].filter((file) => existsSync(join(this.#files, file)))]
  }

  /** What PHP complained of in our extension. */
  notices(): string[] {
    const log = join(this.#files, 'system/storage/logs/error.log')
    return existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => /zagaj/i.test(line.replaceAll(this.#php.path, ''))) : []
  }

  async stop(): Promise<void> { await this.#php.stop() }
}
