import { start } from './chat'
import { texts } from './lang/en'
import type { StartChat } from './link'

/** The conversation in one language: the build makes a file of each, with that language's texts in place of these. */
export const startChat: StartChat = (link) => start(link, texts)
