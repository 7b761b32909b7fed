// What one customer needs to buy one thing: a region, a place in stock, a way to send, a product. Says the key of the storefront.
const { createProductsWorkflow, createRegionsWorkflow, createSalesChannelsWorkflow, createShippingOptionsWorkflow, createShippingProfilesWorkflow,
  createStockLocationsWorkflow, createTaxRegionsWorkflow, linkSalesChannelsToStockLocationWorkflow } = require('@medusajs/medusa/core-flows')
const { Modules } = require('@medusajs/framework/utils')

exports.default = async function seed({ container }) {
  const run = async (workflow, input) => (await workflow(container).run({ input })).result
  const link = container.resolve('link')
  const [channel] = await run(createSalesChannelsWorkflow, { salesChannelsData: [{ name: 'Web' }] })
  await run(createRegionsWorkflow, { regions: [{ name: 'PL', currency_code: 'pln', countries: ['pl'], payment_providers: ['pp_system_default'] }] })
  await run(createTaxRegionsWorkflow, [{ country_code: 'pl', provider_id: 'tp_system' }])
  const [place] = await run(createStockLocationsWorkflow, { locations: [{ name: 'Store', address: { country_code: 'PL', address_1: '' } }] })
  await link.create({ [Modules.STOCK_LOCATION]: { stock_location_id: place.id }, [Modules.FULFILLMENT]: { fulfillment_provider_id: 'manual_manual' } })
  const [profile] = await run(createShippingProfilesWorkflow, { data: [{ name: 'Parcels', type: 'default' }] })
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const set = await fulfillment.createFulfillmentSets({ name: 'Home', type: 'shipping', service_zones: [{ name: 'PL', geo_zones: [{ country_code: 'pl', type: 'country' }] }] })
  await link.create({ [Modules.STOCK_LOCATION]: { stock_location_id: place.id }, [Modules.FULFILLMENT]: { fulfillment_set_id: set.id } })
  await run(createShippingOptionsWorkflow, [{ name: 'Courier', price_type: 'flat', provider_id: 'manual_manual', service_zone_id: set.service_zones[0].id, shipping_profile_id: profile.id,
    type: { label: 'Courier', description: 'Courier', code: 'courier' }, prices: [{ currency_code: 'pln', amount: 10 }],
    rules: [{ attribute: 'enabled_in_store', value: 'true', operator: 'eq' }, { attribute: 'is_return', value: 'false', operator: 'eq' }] }])
  await run(linkSalesChannelsToStockLocationWorkflow, { id: place.id, add: [channel.id] })
  await run(createProductsWorkflow, { products: [{ title: 'Mug', status: 'published', shipping_profile_id: profile.id, options: [{ title: 'Size', values: ['one'] }], sales_channels: [{ id: channel.id }],
    variants: [{ title: 'one', sku: 'MUG-1', manage_inventory: false, options: { Size: 'one' }, prices: [{ currency_code: 'pln', amount: 49.99 }] }] }] })
  const key = await container.resolve(Modules.API_KEY).createApiKeys({ title: 'Web', type: 'publishable', created_by: '' })
  await link.create({ [Modules.API_KEY]: { publishable_key_id: key.id }, [Modules.SALES_CHANNEL]: { sales_channel_id: channel.id } })
  console.log(`storefront key ${key.token} end`)
}
