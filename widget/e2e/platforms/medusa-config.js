const { defineConfig } = require('@medusajs/framework/utils')

module.exports = defineConfig({
  projectConfig: { databaseUrl: process.env.DATABASE_URL, databaseDriverOptions: { ssl: false },
    http: { storeCors: 'http://localhost', adminCors: 'http://localhost', authCors: 'http://localhost', jwtSecret: 'throw-away', cookieSecret: 'throw-away' } },
  admin: { disable: true },
  plugins: [{ resolve: 'zagaj-medusa', options: { address: process.env.ZAGAJ_ADDRESS, secret: process.env.ZAGAJ_SECRET } }],
})
