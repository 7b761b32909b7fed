import { register } from '@shopify/web-pixels-extension'
import { start } from './pixel'

register((api) => { start(api) })
