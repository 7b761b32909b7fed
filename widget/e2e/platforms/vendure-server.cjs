// A Vendure on SQLite with one product, in its own process. Says "ready PORT" when customers can buy.
require('reflect-metadata')
const { bootstrap, DefaultLogger, dummyPaymentHandler, LogLevel, LanguageCode } = require('@vendure/core')
const { populate } = require('@vendure/core/cli')
const { ZagajPlugin } = require('zagaj-vendure')

const config = {
  apiOptions: { port: 0, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: { tokenMethod: ['bearer'], superadminCredentials: { identifier: 'superadmin', password: 'superadmin' } },
  dbConnectionOptions: { type: 'better-sqlite3', synchronize: true, database: process.env.VENDURE_DB },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  plugins: [ZagajPlugin.init({ address: process.env.ZAGAJ_ADDRESS, secret: process.env.ZAGAJ_SECRET })],
}

const data = {
  defaultLanguage: LanguageCode.en, defaultZone: 'Europe', countries: [{ name: 'Poland', code: 'PL', zone: 'Europe' }],
  taxRates: [{ name: 'Standard', percentage: 23 }], shippingMethods: [{ name: 'Courier', price: 1000 }], collections: [], roles: [],
  paymentMethods: [{ name: 'Dummy', handler: { code: dummyPaymentHandler.code, arguments: [{ name: 'automaticSettle', value: 'true' }] } }],
}

async function main() {
  const app = await populate(() => bootstrap(config), data, process.env.VENDURE_CSV)
  process.on('SIGTERM', () => { app.close().then(() => process.exit(0)) })
  console.log(`ready ${app.getHttpServer().address().port}`)
}
main().catch((e) => { console.error(e); process.exit(1) })
